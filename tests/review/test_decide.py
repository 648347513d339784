"""Judgements and their undoing on both databases: what they change, and that nothing else does."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from common.errors import UserError
from db.decisions import Judgement
from db.identity import identity_at
from db.models import Enterprise
from pipeline.identity import resolve
from pipeline.import_ledger import tie_contacts
from pipeline.review import case_views, decide, judgement_views, propose, undo
from tests.identity.build import credit_code, firms, mention
from tests.review.build import (
    AFTER,
    BEFORE,
    BETWEEN,
    JUDGED,
    NAMES,
    UNDONE,
    dump,
    fill,
    week,
)


def judge_same(db: Session, case: int, *, despite_codes: bool = False) -> Judgement:
    who, why = "示例判断人", "查过营业执照"
    return decide(db, case, "same", who=who, why=why, at=JUDGED, despite_codes=despite_codes)


@pytest.fixture
def case(db: Session, tmp_path: Path) -> int:
    """A case between the first two firms of a filled store."""
    fill(db, tmp_path)
    number = propose(db, *NAMES[:2], at=BEFORE).id
    db.commit()
    return number


def test_a_merge_and_its_undoing_leave_everything_as_it_was(db: Session, case: int) -> None:
    store, before = dump(db), week(db, BEFORE)
    judgement = judge_same(db, case).id
    assert dump(db) == store, "a judgement moves no row"
    merged = week(db, JUDGED)
    assert len(merged[1]) == len(before[1]) - 1
    assert merged[0] != before[0]
    assert sum(touches for _, _, touches in merged[1].values()) == 3
    undo(db, judgement, who="示例判断人", why="看错了", at=UNDONE)
    assert dump(db) == store
    assert week(db, AFTER) == before
    assert [view.state for view in case_views(db)] == ["open"]


def test_a_past_week_sees_the_judgements_of_its_own_time(db: Session, case: int) -> None:
    before = week(db, BEFORE)
    judgement = judge_same(db, case).id
    between = week(db, BETWEEN)
    undo(db, judgement, who="示例判断人", why="看错了", at=UNDONE)
    assert week(db, BEFORE) == before, "made before the judgement"
    assert week(db, BETWEEN) == between, "made while it stood"
    again = decide(db, case, "same", who="示例判断人", why="又核对了一遍", at=AFTER)
    assert again.id != judgement
    assert week(db, BETWEEN) == between
    assert week(db, UNDONE) == before


def test_the_older_id_stays_and_both_names_lead_to_it(db: Session) -> None:
    [old] = firms(db, mention(NAMES[1]))
    [young] = firms(db, mention(NAMES[0]))
    judge_same(db, propose(db, *NAMES[:2]).id)
    assert firms(db, mention(NAMES[0]), mention(NAMES[1])) == [old, old]
    [decision] = resolve(db, [mention(NAMES[0])], create=False)
    assert (decision.enterprise_id, decision.record_id) == (old, young)


def test_what_came_in_while_merged_goes_back_with_its_own_name(db: Session) -> None:
    old, young = firms(db, mention(NAMES[0]), mention(NAMES[1]))
    judgement = judge_same(db, propose(db, *NAMES[:2]).id)
    # A list that prints the younger one's short name while both are one.
    firms(db, mention(NAMES[1], short="示例简称"))
    undo(db, judgement.id, who="示例判断人", why="看错了", at=UNDONE)
    assert firms(db, mention(NAMES[0]), mention("示例简称")) == [old, young]


def test_judgements_hang_together_and_come_apart_one_by_one(db: Session) -> None:
    a, b, c = firms(db, *map(mention, NAMES))
    first = judge_same(db, propose(db, NAMES[0], NAMES[1]).id)
    judge_same(db, propose(db, NAMES[1], NAMES[2]).id)
    assert len({identity_at(db).root(str(one)) for one in (a, b, c)}) == 1
    undo(db, first.id, who="示例判断人", why="看错了", at=UNDONE)
    now = identity_at(db)
    assert now.root(str(b)) == now.root(str(c)) != now.root(str(a))


def test_two_codes_ask_for_an_explicit_word(db: Session) -> None:
    one, two = credit_code(1), credit_code(2)
    first, second = firms(db, mention(NAMES[0], one), mention(NAMES[1], two))
    case = propose(db, *NAMES[:2])
    assert "两边信用代码不同" in case_views(db)[0].if_same
    with pytest.raises(UserError, match="两边的信用代码不同"):
        judge_same(db, case.id)
    judge_same(db, case.id, despite_codes=True)
    roots = firms(db, mention(NAMES[0], one), mention(NAMES[1], two))
    assert roots[0] == roots[1] in {first, second}
    assert {firm.uscc for firm in db.query(Enterprise)} == {one, two}


def test_judged_different_is_not_asked_again_nor_merged_round_the_corner(db: Session) -> None:
    firms(db, *map(mention, NAMES))
    case = propose(db, NAMES[0], NAMES[1])
    decide(db, case.id, "different", who="示例判断人", why="两块牌子", at=JUDGED)
    assert case_views(db) == []
    judge_same(db, propose(db, NAMES[1], NAMES[2]).id)
    with pytest.raises(UserError, match="另外判为不是同一家"):
        judge_same(db, propose(db, NAMES[0], NAMES[2]).id)


def test_an_automatic_tie_is_parted_and_tied_again(db: Session) -> None:
    code = credit_code(3)
    named, coded = firms(db, mention(NAMES[0]), mention(NAMES[1], code))
    assert firms(db, mention(NAMES[0], code)) == firms(db, mention(NAMES[1])) != [None]
    [case] = case_views(db, ["automatic"])
    assert case.origin == "code"
    said = decide(db, case.id, "different", who="示例判断人", why="代码印错了", at=JUDGED)
    parted = identity_at(db)
    assert parted.root(str(named)) != parted.root(str(coded))
    assert firms(db, mention(NAMES[0], code)) == [coded], "and no list ties them again"
    assert identity_at(db).root(str(named)) == named
    undo(db, said.id, who="示例判断人", why="没有印错", at=UNDONE)
    again = identity_at(db)
    assert again.root(str(named)) == again.root(str(coded))
    assert [view.state for view in case_views(db, ["automatic"])] == ["automatic"]


def test_a_ledgers_spelling_is_judged_once_and_undone(db: Session, tmp_path: Path) -> None:
    fill(db, tmp_path, ("示例照明有限公司",))
    case = propose(db, "示例无名工坊", "示例照明有限公司", at=BEFORE)
    store, before = dump(db), week(db, BEFORE)
    judgement = judge_same(db, case.id)
    assert None in before[2]
    assert None not in week(db, JUDGED)[2]
    assert week(db, JUDGED)[0] != before[0]
    assert tie_contacts(db, tied_at=BETWEEN) == 0, "nothing is left to tie"
    undo(db, judgement.id, who="示例判断人", why="看错了", at=UNDONE)
    assert dump(db) == store
    assert week(db, AFTER) == before


def test_the_log_keeps_who_when_why_and_on_what(db: Session, case: int) -> None:
    judgement = judge_same(db, case)
    undo(db, judgement.id, who="示例复核人", why="看错了", at=UNDONE)
    [view] = judgement_views(db)
    assert (view.who, view.at, view.why, view.verdict) == ("示例判断人", JUDGED, "查过营业执照", "same")
    assert (view.undone_by, view.undone_at, view.undone_why) == ("示例复核人", UNDONE, "看错了")
    assert view.evidence
    assert len(view.config_hash) == len(view.model_hash) == 64
    assert "并为一家" in view.effect


def test_not_sure_stays_open_and_may_be_judged(db: Session, case: int) -> None:
    decide(db, case, "unsure", who="示例判断人", why="要查档案", at=JUDGED)
    assert [view.judgement.verdict for view in case_views(db) if view.judgement] == ["unsure"]
    judge_same(db, case)
    assert case_views(db) == []


@pytest.mark.parametrize(("who", "why"), [("", "理由"), ("示例判断人", " ")])
def test_nobody_and_no_reason_are_refused(db: Session, case: int, who: str, why: str) -> None:
    with pytest.raises(UserError, match="没有写"):
        decide(db, case, "same", who=who, why=why)


def test_what_cannot_be_judged_is_one_sentence(db: Session, case: int) -> None:
    judgement = judge_same(db, case)
    with pytest.raises(UserError, match="没有案例 99"):
        judge_same(db, 99)
    with pytest.raises(UserError, match="已由 示例判断人 判为同一家"):
        judge_same(db, case)
    with pytest.raises(UserError, match="没有判断 99"):
        undo(db, 99, who="示例判断人", why="看错了")
    undo(db, judgement.id, who="示例判断人", why="看错了")
    with pytest.raises(UserError, match="已由 示例判断人 在"):
        undo(db, judgement.id, who="示例判断人", why="看错了")
    with pytest.raises(UserError, match="已是同一条记录"):
        propose(db, NAMES[0], NAMES[0])
    with pytest.raises(UserError, match="库里没有唯一叫"):
        propose(db, NAMES[0], "示例未知有限公司")
