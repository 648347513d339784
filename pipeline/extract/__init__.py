"""Archived bytes to rows to checked rows: the publisher's own table, nothing added."""

from pipeline.extract.extraction import extract, read_row
from pipeline.extract.rows import Extraction, Row

__all__ = ["Extraction", "Row", "extract", "read_row"]
