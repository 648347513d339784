"""Tables of what was decided about identity: cases, judgements, dated links, typed relations, block keys.

Nothing here is deleted or overwritten: a link ends, a judgement is undone, both keep their dates. So a past
week sees the links of its own moment, and undoing puts everything back where it was.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.base import Base, Moment, Sha256


class ReviewCase(Base):
    """Two sides that may be one enterprise; the left one is an enterprise or a name of the ledger.

    A pair has one case. ``state``: ``open`` waits for a person; ``automatic`` the resolver was certain, tied
    the sides and a person may overrule it; ``decided``. Whether something else has settled an open case
    meanwhile is worked out when it is shown, so that undoing needs no repairs here.
    """

    __tablename__ = "review_case"
    __table_args__ = (UniqueConstraint("left", "right_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    left: Mapped[str]
    """The left enterprise's id, or ``name:`` and the normal form of a ledger's name."""
    left_id: Mapped[str | None] = mapped_column(ForeignKey("enterprise.id"), index=True)
    left_name: Mapped[str]
    right_id: Mapped[str] = mapped_column(ForeignKey("enterprise.id"), index=True)
    right_name: Mapped[str]
    origin: Mapped[str] = mapped_column(String(16))
    """``fuzzy`` (alike names), ``code`` (a list prints one's name with the other's code), ``person``."""
    why: Mapped[str]
    score: Mapped[float | None]
    evidence: Mapped[list[dict[str, Any]]]
    """``{feature, score, left, right}``, Chinese feature names."""
    model_hash: Mapped[str] = mapped_column(Sha256)
    config_hash: Mapped[str] = mapped_column(Sha256)
    """Model and thresholds together."""
    created_at: Mapped[str] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(16), index=True)


class Judgement(Base):
    """A person's word on a case with everything it stood on; undone, never deleted."""

    __tablename__ = "judgement"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("review_case.id"), index=True)
    verdict: Mapped[str] = mapped_column(String(16))
    """``same``, ``different`` or ``unsure``."""
    who: Mapped[str]
    at: Mapped[str] = mapped_column(Moment)
    why: Mapped[str]
    score: Mapped[float | None]
    evidence: Mapped[list[dict[str, Any]]]
    model_hash: Mapped[str] = mapped_column(Sha256)
    config_hash: Mapped[str] = mapped_column(Sha256)
    effect: Mapped[str]
    """What followed, a Chinese sentence."""
    state_before: Mapped[str] = mapped_column(String(16))
    form_hash: Mapped[str | None] = mapped_column(Sha256)
    """The Excel form it came in with."""
    undone_at: Mapped[str | None] = mapped_column(Moment)
    undone_by: Mapped[str | None]
    undone_why: Mapped[str | None]

    case: Mapped[ReviewCase] = relationship()


class IdentityLink(Base):
    """``left`` (an enterprise) or a contact is the enterprise ``right``, from ``since`` until ``until``."""

    __tablename__ = "identity_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    left_id: Mapped[str | None] = mapped_column(ForeignKey("enterprise.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    right_id: Mapped[str] = mapped_column(ForeignKey("enterprise.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("review_case.id"), index=True)
    judgement_id: Mapped[int | None] = mapped_column(ForeignKey("judgement.id"), index=True)
    """The judgement that made it; None: the resolver did."""
    method: Mapped[str] = mapped_column(String(16))
    why: Mapped[str]
    since: Mapped[str] = mapped_column(Moment)
    until: Mapped[str | None] = mapped_column(Moment)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("judgement.id"))
    """The judgement that ended it, so that undoing that one ties the sides again."""


class Relation(Base):
    """``source`` stands in a typed relation to ``target``; never a merge. Kinds: ``db.relations.KINDS``."""

    __tablename__ = "relation"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    source_id: Mapped[str] = mapped_column(ForeignKey("enterprise.id"), index=True)
    target_id: Mapped[str] = mapped_column(ForeignKey("enterprise.id"), index=True)
    share: Mapped[float | None]
    """Part of the subsidiary that the parent holds, 0 to 1, None unknown."""
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("list_entry.id"))
    """The entry whose print says so; None: a person said it."""
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("capture.id"))
    """A person's word as it was archived."""
    who: Mapped[str | None]
    why: Mapped[str]
    since: Mapped[str] = mapped_column(Moment)
    """From when on it is known here: a past week does not see a later one."""
    valid_from: Mapped[str | None] = mapped_column(String(10))
    """From when on it holds, as far as that is said."""
    until: Mapped[str | None] = mapped_column(Moment)
    ended_by: Mapped[str | None]
    ended_why: Mapped[str | None]


class EnterpriseMark(Base):
    """A block key of an enterprise's name: a mention that shares one is worth comparing."""

    __tablename__ = "enterprise_mark"
    __table_args__ = {"sqlite_with_rowid": False}

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """An unsigned 64-bit hash as the signed number of the same bits."""
    enterprise_id: Mapped[str] = mapped_column(ForeignKey("enterprise.id"), primary_key=True)
