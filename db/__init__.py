"""KEEP: typed models, sessions, migrations. Importing any part registers every table."""

from db import decisions, labels, ledger, models, versions

__all__ = ["decisions", "labels", "ledger", "models", "versions"]
