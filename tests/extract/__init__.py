"""Tests of extraction: archived bytes to checked rows."""
