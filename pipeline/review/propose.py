"""A case that a person opens: two enterprises, or a name of the ledger and an enterprise."""

from __future__ import annotations

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from common.clock import now
from common.errors import UserError
from db.decisions import ReviewCase
from db.models import Contact, Enterprise
from pipeline.identity.cases import OPEN, Likeness, find_case, left_of, new_case
from pipeline.identity.explain import explain_pair
from pipeline.identity.mentions import read_mentions
from pipeline.identity.score import score_pairs
from pipeline.review.lookup import enterprise_of


def propose(session: Session, one: str, other: str, *, at: str | None = None) -> ReviewCase:
    """Open a case between two sides, given by name, credit code or id; a known case is given back.

    Raises:
        UserError: a side is not known, or both are the same row.
    """
    right = enterprise_of(session, other)
    left = _left(session, one)
    if not isinstance(left, str) and left.id == right.id:
        raise UserError(f"“{one}”和“{other}”在库里已是同一条记录 {right.id}")
    known = find_case(session, left, right)
    if known:
        return known
    text = left if isinstance(left, str) else left.name
    codes = [None if isinstance(left, str) else left.uscc, right.uscc]
    table = read_mentions([text, right.name], codes=codes)
    score = float(score_pairs(table, np.array([0]), np.array([1]))[0])
    likeness = Likeness("person", "人工提出", score, explain_pair(table, 0, 1))
    return new_case(session, left, right, likeness, state=OPEN, at=at or now().isoformat(timespec="seconds"))


def _left(session: Session, text: str) -> Enterprise | str:
    try:
        return enterprise_of(session, text)
    except UserError:
        names = session.scalars(
            select(Contact.name).where(Contact.enterprise_id.is_(None), Contact.ended_at.is_(None))
        )
        if name := next((name for name in names if left_of(name) == left_of(text)), None):
            return name
        raise
