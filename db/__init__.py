"""KEEP: typed models, sessions, migrations. Importing any part registers every table."""

from db import decisions, labels, models

__all__ = ["decisions", "labels", "models"]
