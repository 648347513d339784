"""Labels steer a week's judgement, and only from the moment on at which they were given."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.labels import Label
from matching.config.bundle import Config
from matching.evaluate.history import outcomes_known
from matching.labels.store import Said, Shown, add, undo
from matching.load import Knowledge, load_knowledge
from matching.match import main_nodes
from matching.week import draft_all, make_context, match_all, report_week
from tests.labels.conftest import CHAIN

WEEK = "2026-W48"
BEFORE, GIVEN, LATER = (f"2030-01-0{day}T09:00:00+08:00" for day in (1, 2, 3))


def fit_of(knowledge: Knowledge, config: Config, firm: str) -> float:
    matches = main_nodes(knowledge.firms[firm], make_context(knowledge, config, WEEK))
    return next(match.fit.centre for match in matches if match.chain.id == CHAIN)


@pytest.fixture
def taught(db: Session, shown: list[Shown]) -> list[Shown]:
    """Of three firms that say the same one was called fitting, one not, and one nobody has labelled."""
    with db.begin():
        add(db, shown[0], Said("示例甲", grade=2), at=GIVEN)
        add(db, shown[1], Said("示例甲", grade=0), at=GIVEN)
    return shown


def test_a_week_is_judged_by_the_labels_known_at_its_cutoff(
    db: Session, taught: list[Shown], config: Config
) -> None:
    before, after = load_knowledge(db, BEFORE), load_knowledge(db, LATER)
    assert before.data_hash != after.data_hash
    set_by_hand = {fit_of(before, config, one.enterprise) for one in taught}
    assert len(set_by_hand) == 1, "the three say the same of their trade"
    taught_fits = {fit_of(after, config, one.enterprise) for one in taught}
    assert len(taught_fits) == 1, "who says the same fits the same, labelled or not"
    assert not taught_fits & set_by_hand
    db.rollback()
    with db.begin():
        for number in db.scalars(select(Label.id)).all():
            undo(db, number, who="示例丙", why="看错了", at="2030-01-04T09:00:00+08:00")
    again, undone = load_knowledge(db, LATER), load_knowledge(db, "2030-01-05T09:00:00+08:00")
    assert again.data_hash == after.data_hash, "a past week keeps what it knew"
    assert undone.data_hash == before.data_hash
    assert fit_of(undone, config, taught[0].enterprise) in set_by_hand


def test_the_points_with_the_correction_sum_to_the_fit(
    db: Session, taught: list[Shown], config: Config
) -> None:
    knowledge = load_knowledge(db, LATER)
    context = make_context(knowledge, config, WEEK)
    for matches in match_all(knowledge, context).values():
        for match in matches:
            parts = sum(part.share for part in match.parts)
            assert parts + match.learnt == pytest.approx(match.fit.centre, abs=1e-5)
            assert match.fit.low <= match.fit.centre <= match.fit.high


def test_the_list_says_what_was_learnt(db: Session, taught: list[Shown], config: Config) -> None:
    knowledge = load_knowledge(db, LATER)
    context = make_context(knowledge, config, WEEK)
    report = report_week(knowledge, context, WEEK, [])
    assert any("学了 2 个标注" in note for note in report.notes)
    draft = next(one for one in draft_all(knowledge, match_all(knowledge, context), context) if one.sketches)
    assert draft.id in knowledge.firms
    db.rollback()
    with db.begin():
        undo(db, db.scalars(select(Label.id)).first() or 0, who="示例丙", why="看错了")
    one_kind = load_knowledge(db, LATER.replace("2030", "2031"))
    context = make_context(one_kind, config, WEEK)
    assert context.learned is None
    assert any("还学不了" in note for note in report_week(one_kind, context, WEEK, []).notes)


def test_outcomes_on_labels_are_history_and_a_visit_is_none(
    db: Session, shown: list[Shown], config: Config
) -> None:
    said = [
        Said("示例甲", outcome="signed", on_date="2026-11-20"),
        Said("示例甲", outcome="refused", reason="无投资计划", on_date="2026-11-21"),
        Said("示例甲", outcome="visited", on_date="2026-11-21"),
    ]
    with db.begin():
        for one, what in zip(shown, said, strict=True):
            add(db, one, what, at=GIVEN)
    found, firms = outcomes_known(load_knowledge(db, LATER), config, date(2026, 11, 29))
    told = [(one.enterprise_id, one.good, one.word, one.labelled) for one in found]
    assert told == [
        (shown[0].enterprise, True, "签约", True),
        (shown[1].enterprise, False, "无投资计划", True),
    ]
    assert set(firms.firms) == {one.enterprise for one in shown[:2]}
    assert outcomes_known(load_knowledge(db, BEFORE), config, date(2026, 11, 29))[0] == []
    assert outcomes_known(load_knowledge(db, LATER), config, date(2026, 11, 20))[0] == found[:1]
