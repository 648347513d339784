"""What follows from likeness without a person: a tie where it is certain, a case where it is doubtful."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.log import get_logger
from db.decisions import ReviewCase
from db.identity import batches, identity_about
from db.models import Enterprise
from pipeline.identity.cases import (
    AUTOMATIC,
    OPEN,
    Likeness,
    judged_different,
    new_case,
    sides,
    tie,
)
from pipeline.identity.certainty import MOST_DOUBTS, SURE
from pipeline.identity.explain import in_words
from pipeline.identity.fuzzy import Alike

log = get_logger("pipeline.identity")
Pair = tuple[str, str]


class Linking:
    """Ties and cases of one batch: the surest pair first, so that the order of the input does not matter."""

    def __init__(self, session: Session, new: Mapping[str, Enterprise], found: Sequence[Alike]) -> None:
        self._session = session
        self._rows = {**new, **{one.row.id: one.row for one in found}}
        identity = identity_about(session, self._rows)
        self._part = {row: set(identity.rows(row)) for row in self._rows}
        self._codes = {row.id: set(identity.codes(row)) for row in self._rows.values()}
        members = {member for part in self._part.values() for member in part}
        self._barred = judged_different(session, members) if found else set()
        self._known = self._cases()

    def _cases(self) -> set[Pair]:
        found: set[Pair] = set()
        for part in batches(sorted(self._rows)):
            rows = self._session.execute(
                select(ReviewCase.left, ReviewCase.right_id).where(ReviewCase.left.in_(part))
            )
            found.update((left, right) for left, right in rows)
        return found

    def joined(self, one: str, other: str) -> bool:
        """Whether two rows are one enterprise by now."""
        return other in self._part[one]

    def barred(self, one: str, other: str) -> bool:
        """Whether a person keeps the two apart."""
        mine, theirs = self._part[one], self._part[other]
        return any((a in mine and b in theirs) or (b in mine and a in theirs) for a, b in self._barred)

    def two_codes(self, one: str, other: str) -> bool:
        """Whether the two would have more than one valid code as one."""
        return len(self._codes[one] | self._codes[other]) > 1

    def told_apart(self, one: str, other: str) -> bool:
        """Whether each has a code of its own: two enterprises, and nothing to ask."""
        both = all(self._codes[row] for row in (one, other))
        return both and self._codes[one].isdisjoint(self._codes[other])

    def known(self, one: str, other: str) -> bool:
        """Whether the pair has a case already."""
        left, right = sides(self._rows[one], self._rows[other])
        assert not isinstance(left, str)
        return (left.id, right.id) in self._known

    def join(self, one: Alike, moment: str, since: str) -> None:
        """Tie a pair, with a case by which a person may overrule it."""
        case = self.case(one, AUTOMATIC, moment)
        tie(self._session, case, method="fuzzy", why=case.why, since=since)
        joined = self._part[one.key] | self._part[one.row.id]
        codes = self._codes[one.key] | self._codes[one.row.id]
        for row in joined & self._part.keys():
            self._part[row], self._codes[row] = joined, codes

    def case(self, one: Alike, state: str, moment: str) -> ReviewCase:
        """Open the pair's case."""
        likeness = Likeness("fuzzy", in_words(one.evidence), one.score, one.evidence)
        return new_case(self._session, self._rows[one.key], one.row, likeness, state=state, at=moment)


def link_alike(
    session: Session,
    new: Mapping[str, Enterprise],
    found: Sequence[Alike],
    *,
    known_at: Mapping[str, str],
    doubted: set[str],
    moment: str,
) -> dict[str, str]:
    """Tie new enterprises to those they certainly are, queue the doubtful pairs; returns why by tied row.

    Two valid codes are never tied. ``doubted`` are new rows whose printed code does not hold: for them sure
    is not sure enough. ``found`` comes surest first; ``known_at`` tells from when on a tie holds.
    """
    ties: dict[str, str] = {}
    if not found:
        return ties
    linking = Linking(session, new, found)
    pairs = list({frozenset((one.key, one.row.id)): one for one in reversed(found)}.values())[::-1]
    for one in pairs:
        other = one.row.id
        certain = one.score >= SURE and one.whole and not {one.key, other} & doubted
        if not certain or linking.joined(one.key, other) or linking.known(one.key, other):
            continue
        if linking.two_codes(one.key, other) or linking.barred(one.key, other):
            continue
        linking.join(one, moment, max(known_at.get(row, "") for row in (one.key, other)) or moment)
        ties.update({one.key: in_words(one.evidence), other: in_words(one.evidence)})
    opened: Counter[str] = Counter()
    for one in pairs:
        other = one.row.id
        if linking.joined(one.key, other) or linking.known(one.key, other) or linking.barred(one.key, other):
            continue
        if linking.told_apart(one.key, other) or opened[one.key] >= MOST_DOUBTS:
            continue
        linking.case(one, OPEN, moment)
        opened[one.key] += 1
    session.flush()
    log.info("alike", tied=len(ties), asked=sum(opened.values()))
    return ties
