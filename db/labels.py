"""The table of labels: what a person said of an enterprise's fit to a chain, or of how it turned out.

Nothing is overwritten: a later label of the same person, enterprise, chain and kind stands in the place of
the earlier one, and taking it back lets the earlier one stand again.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.base import Base, Moment, Sha256
from db.models import Enterprise


class Label(Base):
    """One label with what its author was shown; undone, never deleted."""

    __tablename__ = "label"

    id: Mapped[int] = mapped_column(primary_key=True)
    enterprise_id: Mapped[str] = mapped_column(ForeignKey("enterprise.id"), index=True)
    """The row that was shown; ``db.identity`` tells whose it is at another moment."""
    chain: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    """``fit`` or ``outcome``."""
    grade: Mapped[int | None]
    """Of a fit: 0, 1 or 2."""
    outcome: Mapped[str | None] = mapped_column(String(16))
    """``visited``, ``replied``, ``inspected``, ``signed`` or ``refused``."""
    reason: Mapped[str | None]
    """Of a refusal: one of ``outcome_reasons`` in coverage.yaml."""
    on_date: Mapped[str | None] = mapped_column(String(10))
    """The day of an outcome."""
    note: Mapped[str]
    who: Mapped[str]
    at: Mapped[str] = mapped_column(Moment)
    origin: Mapped[str] = mapped_column(String(16))
    """Why it was on the form: ``target``, ``removed`` or ``suggested``."""
    week: Mapped[str | None] = mapped_column(String(8))
    shown_rank: Mapped[int | None]
    shown_score: Mapped[float | None]
    """The fit that the form showed, 0 to 1."""
    config_hash: Mapped[str] = mapped_column(Sha256)
    """The configuration that the score and rank were made with."""
    form_hash: Mapped[str | None] = mapped_column(Sha256)
    """The Excel form it came in with."""
    undone_at: Mapped[str | None] = mapped_column(Moment)
    undone_by: Mapped[str | None]
    undone_why: Mapped[str | None]

    enterprise: Mapped[Enterprise] = relationship()
