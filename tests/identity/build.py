"""Mentions and credit codes made by hand for the tests; all firms are made up (示例)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from sqlalchemy.orm import Session
from stdnum.cn import uscc

from pipeline.identity import Decision, Mention, resolve

_refs = count(1)


def credit_code(number: int) -> str:
    """A code with a right check digit that nobody can hold: 990000 is no administrative division."""
    body = f"91990000{number:09d}"
    return body + uscc.calc_check_digit(body)


def mention(
    name: str,
    code: str | None = None,
    *,
    short: str | None = None,
    former: Sequence[str] = (),
    example: bool = False,
) -> Mention:
    """A mention with a number of its own."""
    return Mention(next(_refs), name, code, short, tuple(former), example)


def resolve_all(db: Session, *mentions: Mention, create: bool = True) -> list[Decision]:
    """One batch, as one list brings it."""
    return resolve(db, mentions, create=create)


def firms(db: Session, *mentions: Mention, create: bool = True) -> list[str | None]:
    """The enterprises of one batch, in its order."""
    return [decision.enterprise_id for decision in resolve_all(db, *mentions, create=create)]
