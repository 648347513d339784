"""Lines of the contact ledger: what people typed, version by version, and what two of them typed differently.

A line is one row of a sheet: a firm on a week's team sheet, an added touch, or a row of an imported ledger.
Its versions are never changed after; the contact that judging reads (``db.models.Contact``) is made from the
newest.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Moment, Sha256

VISIT, EXTRA, LEDGER = "visit", "extra", "ledger"


class LedgerLine(Base):
    """One row that people fill in. ``key`` tells it: the same row of the same sheet is one line for ever."""

    __tablename__ = "ledger_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Sha256, unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    """``visit`` a target on a team sheet, ``extra`` a touch added below it, ``ledger`` an imported row."""
    week: Mapped[str | None] = mapped_column(String(8), index=True)
    """ISO week of the team sheet; None for an imported ledger."""
    team: Mapped[int | None]
    """Number of the team from 1, None for an imported ledger."""
    place: Mapped[int]
    """Order on its sheet."""
    enterprise_id: Mapped[str | None] = mapped_column(ForeignKey("enterprise.id"), index=True)
    """The firm that a team sheet pins; None: the name tells."""
    made_at: Mapped[str] = mapped_column(Moment)


class LineVersion(Base):
    """What a line held from ``at`` on; ``number`` 0 is what the first export or the import held."""

    __tablename__ = "line_version"
    __table_args__ = (UniqueConstraint("line_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("ledger_line.id"))
    number: Mapped[int]
    values: Mapped[dict[str, Any]]
    """Field → text as typed, without telephone numbers; a field that is not there is empty."""
    came: Mapped[dict[str, Any]]
    """What the file itself held, before it was merged: what its next edition is compared with."""
    origin: Mapped[str] = mapped_column(String(16))
    """``export``, ``sheet`` (a filled-in form), ``ledger`` (an imported file) or ``choice`` (of two)."""
    who: Mapped[str]
    at: Mapped[str] = mapped_column(Moment)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_import.id"))
    """The file it came with; None: an export."""


class LineConflict(Base):
    """Two people typed differently into one cell: both versions, until a person has chosen."""

    __tablename__ = "line_conflict"
    __table_args__ = (Index("ix_line_conflict_cell", "line_id", "field"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("ledger_line.id"))
    field: Mapped[str] = mapped_column(String(16))
    base: Mapped[str]
    """What stood in the cell when both took it away."""
    ours: Mapped[str]
    """What came in first and is in force."""
    ours_by: Mapped[str]
    theirs: Mapped[str]
    theirs_by: Mapped[str]
    import_id: Mapped[int] = mapped_column(ForeignKey("ledger_import.id"))
    """The file that brought ``theirs``."""
    opened_at: Mapped[str] = mapped_column(Moment)
    chosen: Mapped[str | None]
    """None: nobody has chosen yet."""
    chosen_by: Mapped[str | None]
    chosen_at: Mapped[str | None] = mapped_column(Moment)
