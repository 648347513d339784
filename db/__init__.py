"""KEEP: typed models, sessions, migrations. Importing any part registers every table."""

from db import decisions, models, versions

__all__ = ["decisions", "models", "versions"]
