"""The contact ledger: read as people write it, merged as they send it back. Face of this room."""

from __future__ import annotations

from pipeline.ledger.reading import Ledger, LedgerRow, LeftOut, read_ledger
from pipeline.ledger.tables import cell_text, first_sheet
from pipeline.ledger.words import COLUMNS, Vocabulary

__all__ = [
    "COLUMNS",
    "Ledger",
    "LedgerRow",
    "LeftOut",
    "Vocabulary",
    "cell_text",
    "first_sheet",
    "read_ledger",
]
