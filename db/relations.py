"""Typed relations between enterprises: their kinds, and which are in force at a moment."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db.decisions import Relation

KINDS = {
    "parent": "母公司",
    "subsidiary": "子公司",
    "listed_arm": "上市公司",
    "branch": "分公司",
    "former_name": "曾用名",
    "brand": "品牌",
}
"""``source`` is the … of ``target``. ``parent`` tells the same as ``subsidiary`` from the other end."""


def relations_at(session: Session, cutoff: str) -> Sequence[Relation]:
    """Relations known and not yet ended at ``cutoff`` (ISO time), oldest first."""
    return session.scalars(
        select(Relation)
        .where(Relation.since <= cutoff, or_(Relation.until.is_(None), Relation.until > cutoff))
        .order_by(Relation.id)
    ).all()
