"""KEEP: typed models, sessions, migrations. Importing any part registers every table."""

from db import decisions, models

__all__ = ["decisions", "models"]
