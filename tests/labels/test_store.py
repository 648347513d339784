"""Labels are added and taken back, never changed or deleted."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from common.errors import UserError
from db.identity import identity_at
from db.labels import Label
from matching.config.bundle import Config
from matching.labels.known import labels_known
from matching.labels.store import Said, Shown, add, check, standing, undo, views
from matching.labels.teach import grades_of
from matching.load import load_knowledge
from matching.universe import universe_of
from pipeline.review import decide, propose

MONDAY, TUESDAY, WEDNESDAY = (f"2026-11-2{day}T09:00:00+08:00" for day in (3, 4, 5))


def in_force(db: Session, cutoff: str | None = None) -> list[tuple[str, int | None]]:
    return [(one.who, one.grade) for one in standing(db, identity_at(db), cutoff)]


def test_a_later_label_replaces_and_taking_it_back_restores(db: Session, shown: list[Shown]) -> None:
    with db.begin():
        add(db, shown[0], Said("示例甲", grade=2), at=MONDAY)
        add(db, shown[0], Said("示例乙", grade=1), at=MONDAY)
        later = add(db, shown[0], Said("示例甲", grade=0), at=TUESDAY)
    assert in_force(db) == [("示例乙", 1), ("示例甲", 0)]
    assert in_force(db, MONDAY) == [("示例甲", 2), ("示例乙", 1)], "a past moment sees what stood then"
    assert db.scalar(select(func.count()).select_from(Label)) == 3
    db.rollback()
    with db.begin():
        undo(db, later.id, who="示例丙", why="看错了", at=WEDNESDAY)
    assert in_force(db) == [("示例甲", 2), ("示例乙", 1)]
    assert in_force(db, TUESDAY) == [("示例乙", 1), ("示例甲", 0)]
    log = views(db)
    assert (log[0].id, log[0].standing, log[0].undone_by) == (later.id, False, "示例丙")
    assert (log[0].shown_rank, log[0].shown_score, log[0].config_hash) == (1, 0.5, "a" * 64)
    with pytest.raises(UserError, match="已由 示例丙 在 2026-11-25T09:00 撤销"):
        undo(db, later.id, who="示例丙", why="再来")
    with pytest.raises(UserError, match="没有标注 999"):
        undo(db, 999, who="示例丙", why="没有")
    with pytest.raises(UserError, match="没有写理由"):
        undo(db, later.id, who="示例丙", why=" ")


def test_fit_and_outcome_stand_beside_each_other(db: Session, shown: list[Shown]) -> None:
    with db.begin():
        add(db, shown[0], Said("示例甲", grade=2))
        add(db, shown[0], Said("示例甲", outcome="visited", on_date="2026-11-23"))
        add(db, shown[0], Said("示例甲", outcome="signed", on_date="2026-11-24"))
    assert [(one.kind, one.grade, one.outcome) for one in standing(db, identity_at(db))] == [
        ("fit", 2, None),
        ("outcome", None, "signed"),
    ]


def test_rows_that_are_one_enterprise_share_their_labels(db: Session, shown: list[Shown]) -> None:
    with db.begin():
        add(db, shown[1], Said("示例甲", grade=0))
        add(db, shown[2], Said("示例甲", grade=2))
    assert len(in_force(db)) == 2
    case = propose(db, shown[1].enterprise, shown[2].enterprise)
    decide(db, case.id, "same", who="示例甲", why="示例")
    assert in_force(db) == [("示例甲", 2)]


def test_grades_are_the_mean_of_those_who_labelled(db: Session, shown: list[Shown]) -> None:
    with db.begin():
        add(db, shown[1], Said("示例甲", grade=2))
        add(db, shown[1], Said("示例乙", grade=1))
        add(db, shown[2], Said("示例乙", outcome="visited", on_date="2026-11-23"))
    knowledge = load_knowledge(db, "2030-01-01T00:00:00+08:00")
    universe = universe_of(knowledge.firms.values())
    grades = grades_of(universe, labels_known(db, knowledge.identity).graded, ["other", "wood_home"])
    row = universe.ids.index(shown[1].enterprise)
    assert grades[row, 1] == 1.5
    assert np.isfinite(grades).sum() == 1, "an outcome is no grade, and nobody else was labelled"
    assert universe.columns["products"][row] == "床垫、沙发制造"
    assert universe.columns["name"][row] == "示例乙有限公司"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (Said("", grade=1), "没有写标注人"),
        (Said("示例", grade=3), "可填：0、1、2"),
        (Said("示例", outcome="won", on_date="2026-11-23"), "可选：已拜访、有回复、来考察、签约、拒绝"),
        (Said("示例", outcome="refused", on_date="2026-11-23"), "拒绝要写原因（可选：无投资计划"),
        (Said("示例", outcome="refused", reason="不想来", on_date="2026-11-23"), "原因“不想来”不认识"),
        (Said("示例", outcome="signed", reason="暂缓", on_date="2026-11-23"), "只有“拒绝”才写原因"),
        (Said("示例", outcome="refused", reason="竞品县市胜出", on_date="2026-11-23"), "胜出的是哪个县市"),
        (Said("示例", outcome="visited"), "没有写结果日期"),
        (Said("示例", outcome="visited", on_date="2026-11-30"), "还没有到"),
    ],
)
def test_what_no_label_may_say(config: Config, said: Said, message: str) -> None:
    with pytest.raises(UserError) as refused:
        check(said, config.coverage, date(2026, 11, 25))
    assert message in str(refused.value)
