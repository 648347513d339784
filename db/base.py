"""The base of all tables."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import DeclarativeBase

Sha256 = String(64)
Moment = String(40)
"""ISO 8601 text with offset, as archived."""


class Base(DeclarativeBase):
    """Base of all tables; times are ISO 8601 text with offset, as archived."""

    type_annotation_map = {
        dict[str, Any]: JSON,
        list[str]: JSON,
        list[dict[str, Any]]: JSON,
    }
