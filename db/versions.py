"""Versions of the configuration that were adopted or taken back; never changed after."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Moment, Sha256


class ConfigVersion(Base):
    """One named version: what was changed by whom and why, and what it did.

    ``files`` holds the sha256 of every configuration file after it, ``changed`` that of the changed ones
    before it; the bytes are in the archive, so each version can be loaded and restored whole.
    """

    __tablename__ = "config_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    """``adopt`` or ``revert``."""
    reverts: Mapped[int | None] = mapped_column(ForeignKey("config_version.id"))
    who: Mapped[str]
    why: Mapped[str]
    at: Mapped[str] = mapped_column(Moment)
    changes: Mapped[list[str]]
    """As they can be given to ``--set`` again."""
    inverse: Mapped[list[str]]
    """The changes that take it back."""
    files: Mapped[dict[str, Any]]
    changed: Mapped[dict[str, Any]]
    config_hash_before: Mapped[str] = mapped_column(Sha256)
    config_hash_after: Mapped[str] = mapped_column(Sha256)
    week: Mapped[str] = mapped_column(String(8))
    """The week it was tried on."""
    figures: Mapped[dict[str, Any]]
    """``before`` and ``after``: what outcomes said, and the places that changed."""
