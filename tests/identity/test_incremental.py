"""New mentions against a store that stays: tied, asked about or new, whatever the order they come in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.decisions import EnterpriseMark, IdentityLink, ReviewCase
from db.identity import identity_at
from db.models import Enterprise
from pipeline.identity import Mention
from pipeline.identity.blocks import mark_new
from pipeline.review import case_views, decide
from tests.identity.build import credit_code, firms, mention, resolve_all
from tests.identity.conftest import Scored

PRINTED, WRONG, OTHER = "示例智能家居有限公司", "示例智能家具有限公司", "示例智能家私有限公司"
SURE, DOUBTFUL = 0.99, 0.7
KNOWN = "2026-11-23T07:00:00+08:00"


def states(db: Session) -> list[str]:
    return sorted(db.scalars(select(ReviewCase.state)))


def test_a_certain_likeness_is_the_same_enterprise_and_says_why(db: Session, scored: Scored) -> None:
    scored({(PRINTED, WRONG): SURE})
    [old] = firms(db, mention(PRINTED))
    [decision] = resolve_all(db, replace(mention(WRONG), known_at=KNOWN))
    assert (decision.enterprise_id, decision.method) == (old, "fuzzy")
    assert "相同" in decision.why
    assert decision.record_id != old
    assert firms(db, mention(WRONG), mention(PRINTED)) == [old, old], "and so it stays"
    [link] = db.scalars(select(IdentityLink))
    assert (link.method, link.since) == ("fuzzy", KNOWN)
    assert states(db) == ["automatic"]


def test_a_doubtful_likeness_is_new_and_asked_about_once(db: Session, scored: Scored) -> None:
    scored({(PRINTED, WRONG): DOUBTFUL})
    [old] = firms(db, mention(PRINTED))
    [new] = firms(db, mention(WRONG))
    assert new != old
    [case] = case_views(db)
    assert (case.left.id, case.right.id, case.score) == (new, old, DOUBTFUL)
    assert case.evidence
    firms(db, mention(WRONG), mention(PRINTED))
    assert states(db) == ["open"]


def test_unlike_is_new_and_nobody_is_asked(db: Session) -> None:
    assert len(set(firms(db, mention(PRINTED), mention(WRONG)))) == 2
    assert states(db) == []


def test_two_valid_codes_are_never_tied_nor_asked_about(db: Session, scored: Scored) -> None:
    scored({(PRINTED, WRONG): 1.0, (PRINTED, OTHER): 1.0, (WRONG, OTHER): 1.0})
    one, two = firms(db, mention(PRINTED, credit_code(1)), mention(WRONG, credit_code(2)))
    assert one != two
    assert states(db) == []
    [third] = firms(db, mention(OTHER))
    assert third in {one, two}
    assert identity_at(db).root(str(one)) != identity_at(db).root(str(two))


def test_a_wrong_code_makes_sure_doubtful(db: Session, scored: Scored) -> None:
    scored({(PRINTED, WRONG): SURE})
    [old] = firms(db, mention(PRINTED))
    assert firms(db, mention(WRONG, "91990000000000001?")) != [old]
    assert states(db) == ["open"]


def test_judged_different_stays_apart_for_spellings_to_come(db: Session, scored: Scored) -> None:
    scored({(PRINTED, WRONG): DOUBTFUL, (OTHER, PRINTED): SURE, (OTHER, WRONG): SURE})
    old, new = firms(db, mention(PRINTED), mention(WRONG))
    [case] = case_views(db)
    decide(db, case.id, "different", who="示例判断人", why="两块牌子")
    [third] = firms(db, mention(OTHER))
    roots = identity_at(db)
    assert roots.root(str(old)) != roots.root(str(new))
    assert third in {old, new}


def test_a_judgement_ties_what_the_score_would_not(db: Session, scored: Scored) -> None:
    scored({(PRINTED, WRONG): DOUBTFUL})
    old, new = firms(db, mention(PRINTED), mention(WRONG))
    [case] = case_views(db)
    decide(db, case.id, "same", who="示例判断人", why="查过营业执照")
    assert len(set(firms(db, mention(PRINTED), mention(WRONG)))) == 1
    assert {old, new} >= set(firms(db, mention(WRONG)))


def test_asking_ties_and_writes_nothing(db: Session, scored: Scored) -> None:
    scored({(PRINTED, WRONG): SURE, (PRINTED, OTHER): DOUBTFUL})
    [old] = firms(db, mention(PRINTED))
    before = db.scalar(select(func.count()).select_from(EnterpriseMark))
    sure, doubtful = resolve_all(db, mention(WRONG), mention(OTHER), create=False)
    assert (sure.enterprise_id, sure.method) == (old, "fuzzy")
    assert (doubtful.enterprise_id, [one.row.id for one in doubtful.alike]) == (None, [old])
    assert db.scalar(select(func.count()).select_from(Enterprise)) == 1
    assert db.scalar(select(func.count()).select_from(EnterpriseMark)) == before
    assert states(db) == []


def test_a_store_of_before_gets_its_marks(db: Session, scored: Scored) -> None:
    scored({(PRINTED, WRONG): SURE})
    [old] = firms(db, mention(PRINTED))
    db.query(EnterpriseMark).delete()
    db.get_one(Enterprise, old).marked = 0
    db.flush()
    assert firms(db, mention(WRONG)) == [old]
    assert mark_new(db) == 0


SPELT = [f"示例智能{word}有限公司" for word in ("家居", "家具", "家私", "家俱")]
WEEKS = st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=5), min_size=1, max_size=5)
ON_ONE_DATABASE = settings(
    max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


@given(weeks=WEEKS)
@ON_ONE_DATABASE
def test_ids_are_the_same_from_week_to_week_in_any_order(
    db: Session, scored: Scored, weeks: list[list[int]]
) -> None:
    """Spellings that are certainly one, in any order, once or several times: one id, from the first on."""
    db.rollback()
    scored(dict.fromkeys(combinations(SPELT, 2), SURE))
    seen: set[str | None] = set()
    for week in weeks:
        seen |= set(firms(db, *(mention(SPELT[at]) for at in week)))
        assert len(seen) == 1


@given(order=st.permutations(range(4)), cut=st.integers(1, 3))
@ON_ONE_DATABASE
def test_what_is_one_does_not_depend_on_the_order(
    db: Session, scored: Scored, order: Sequence[int], cut: int
) -> None:
    db.rollback()
    scored({(SPELT[0], SPELT[1]): SURE, (SPELT[2], SPELT[3]): SURE, (SPELT[1], SPELT[2]): DOUBTFUL})
    found: dict[int, str | None] = {}
    for part in (order[:cut], order[cut:], order[:cut]):
        found.update(zip(part, firms(db, *(mention(SPELT[at]) for at in part)), strict=True))
    assert found[0] == found[1] != found[2] == found[3]
    assert states(db) == ["automatic", "automatic", "open"]


CODES = st.none() | st.sampled_from([credit_code(number) for number in range(3)])
SPELT_AND_CODED = st.lists(
    st.lists(st.builds(mention, name=st.sampled_from(SPELT), code=CODES), min_size=1, max_size=4),
    min_size=1,
    max_size=4,
)


@given(batches=SPELT_AND_CODED)
@ON_ONE_DATABASE
def test_no_likeness_brings_two_codes_together(
    db: Session, scored: Scored, batches: list[list[Mention]]
) -> None:
    db.rollback()
    scored({(one, other): 1.0 for one in SPELT for other in SPELT})
    for batch in batches:
        firms(db, *batch)
    identity = identity_at(db)
    for row in db.scalars(select(Enterprise)):
        assert len(identity.codes(row)) <= 1


@pytest.mark.parametrize(
    ("kept", "asked"),
    [
        ("示例智能家居有限公司", "示例智能家具有限公司"),  # another character
        ("示例智能家居有限公司", "示例智家居有限公司"),  # one missing
        ("示例智能家居有限公司", "示例智能大家居有限公司"),  # one too many
        ("示例智能家居有限公司", "佛山示例智能家居有限公司"),  # with a place
        ("广东示例智能家居有限公司", "示例智能家居股份有限公司"),  # another form
        ("佛山市示例智能家居有限公司", "佛山示例智能科技有限公司"),  # brand and place
        ("某某湾示例智能家居有限公司", "示例智能家居有限公司"),  # a place that nobody knows
        ("示例智能家居有限公司三江口分公司", "示例智能家居有限公司三江分公司"),  # a branch
    ],
)
def test_what_is_alike_is_compared(db: Session, scored: Scored, kept: str, asked: str) -> None:
    scored({(kept, asked): SURE})
    [old] = firms(db, mention(kept))
    assert firms(db, mention(asked)) == [old]


@pytest.mark.parametrize(
    ("kept", "asked"),
    [
        ("示例智能家居有限公司", "示例智能"),
        ("示例智能", "示例智能家居有限公司"),
        ("示例智能家居有限公司", "示例智能家居集团"),
    ],
)
def test_a_short_or_group_name_is_never_tied_without_asking(
    db: Session, scored: Scored, kept: str, asked: str
) -> None:
    scored({(kept, asked): SURE})
    [old] = firms(db, mention(kept))
    assert firms(db, mention(asked)) != [old]
    assert [view.state for view in case_views(db)] == ["open"]


@pytest.mark.parametrize("name", ["", "示", "示例", "😀", "有限公司", "(", "示例" * 300, "示例\n有限公司"])
def test_odd_names_are_looked_up_and_kept_like_any_other(db: Session, name: str) -> None:
    assert firms(db, mention(name), create=False) == [None]
    [first] = firms(db, mention(name))
    assert first
    assert firms(db, mention(name), create=False) == [first]
