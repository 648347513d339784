"""Cases: pairs that may be one enterprise, with what was compared, and the ties that follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db.decisions import IdentityLink, Judgement, ReviewCase
from db.identity import age, batches
from db.models import Enterprise
from pipeline.identity.certainty import CONFIG_HASH
from pipeline.identity.explain import Evidence
from pipeline.identity.score import MODEL_HASH
from pipeline.names import name_key

Origin = Literal["fuzzy", "code", "person"]
OPEN, AUTOMATIC, DECIDED = "open", "automatic", "decided"
SAME, DIFFERENT, UNSURE = "same", "different", "unsure"
NAME = "name:"


@dataclass(frozen=True)
class Likeness:
    """Why two sides may be one; ``score`` is None where nothing was compared."""

    origin: Origin
    why: str
    score: float | None = None
    evidence: Sequence[Evidence] = ()


def left_of(side: Enterprise | str) -> str:
    """What tells the left side of a case: an enterprise's id, or a ledger's name in its normal form."""
    return NAME + name_key(side) if isinstance(side, str) else side.id


def sides(one: Enterprise | str, other: Enterprise) -> tuple[Enterprise | str, Enterprise]:
    """The younger on the left, the older on the right; a bare name always left."""
    if not isinstance(one, str) and age(one) < age(other):
        return other, one
    return one, other


def find_case(session: Session, one: Enterprise | str, other: Enterprise) -> ReviewCase | None:
    """The case of a pair, whatever its state."""
    left, right = sides(one, other)
    return session.scalars(
        select(ReviewCase).where(ReviewCase.left == left_of(left), ReviewCase.right_id == right.id)
    ).first()


def new_case(
    session: Session, one: Enterprise | str, other: Enterprise, likeness: Likeness, *, state: str, at: str
) -> ReviewCase:
    """Add the case of a pair that has none, and give it its number."""
    case = unnumbered_case(one, other, likeness, state=state, at=at)
    session.add(case)
    session.flush()
    return case


def unnumbered_case(
    one: Enterprise | str, other: Enterprise, likeness: Likeness, *, state: str, at: str
) -> ReviewCase:
    """The case of a pair that has none, for whoever adds many at once."""
    left, right = sides(one, other)
    return ReviewCase(
        left=left_of(left),
        left_id=None if isinstance(left, str) else left.id,
        left_name=left if isinstance(left, str) else left.name,
        right_id=right.id,
        right_name=right.name,
        origin=likeness.origin,
        why=likeness.why,
        score=likeness.score,
        evidence=[asdict(item) for item in likeness.evidence],
        model_hash=MODEL_HASH,
        config_hash=CONFIG_HASH,
        created_at=at,
        state=state,
    )


def tie(
    session: Session,
    case: ReviewCase,
    *,
    method: str,
    why: str,
    since: str,
    judgement: Judgement | None = None,
    contact_id: int | None = None,
) -> IdentityLink:
    """Tie the sides of a case, or one contact of its name, from ``since`` on."""
    link = IdentityLink(
        left_id=case.left_id,
        contact_id=contact_id,
        right_id=case.right_id,
        case_id=case.id,
        judgement_id=judgement.id if judgement else None,
        method=method,
        why=why,
        since=since,
    )
    session.add(link)
    return link


def judged_different(session: Session, lefts: Iterable[str]) -> set[tuple[str, str]]:
    """Pairs (left, right id) that a person keeps apart, of which one side is among ``lefts``."""
    found: set[tuple[str, str]] = set()
    for part in batches(sorted(set(lefts))):
        rows = session.execute(
            select(ReviewCase.left, ReviewCase.right_id)
            .join(Judgement, Judgement.case_id == ReviewCase.id)
            .where(
                Judgement.verdict == DIFFERENT,
                Judgement.undone_at.is_(None),
                or_(ReviewCase.left.in_(part), ReviewCase.right_id.in_(part)),
            )
        )
        found.update((left, right) for left, right in rows)
    return found


def kept_apart(barred: set[tuple[str, str]], ones: Iterable[str], others: Iterable[str]) -> bool:
    """Whether a person keeps any row of one side apart from any of the other."""
    return any((a, b) in barred or (b, a) in barred for a in ones for b in others)
