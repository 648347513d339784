"""Team sheets there and back: nothing that two people type is lost, and what is exported again is stable."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter
from sqlalchemy import Engine, select

from common.errors import UserError
from db.models import Contact
from db.session import session
from tests.ledger.desk import FIRMS, Desk, columns, copied_desk, desk, edited, rows_by_identity, sheets

TYPED = {
    "对接日期": {
        "2026.11.24": "2026-11-24",
        "2026-11-25": "2026-11-25",
        "下周": "下周",
        "2026年11月": "2026-11",
    },
    "方式": {"拜访": "拜访", "电话": "电话接通", "=1+1": "=1+1"},
    "阶段": {"已拜访": "已拜访", "走访": "已拜访", "洽谈": "洽谈", "聊过": "聊过"},
    "结果": {"有意向": "有意向", "继续跟进": "继续跟进"},
    "竞品": {"示例邻县": "示例邻县", "@SUM(A1)": "@SUM(A1)"},
    "经过": {
        "见了副总，想看厂房": "见了副总，想看厂房",
        "回电 13800000000 再约": "回电 （略） 再约",
        "2026-11-24 到厂": "2026-11-24 到厂",
        "+示例": "+示例",
    },
}
"""Column → what a person types → what has to come back."""
CELL = st.sampled_from([(title, typed) for title, texts in TYPED.items() for typed in texts])
EDITS = st.dictionaries(
    st.tuples(st.integers(0, FIRMS - 1), st.sampled_from(list(TYPED))), st.integers(0, 3), max_size=6
)
Typed = dict[tuple[int, str], int]


@pytest.fixture
def at(tmp_path: Path, engine: Engine) -> Desk:
    return desk(tmp_path / "desk", engine)


def cell(title: str, number: int) -> tuple[str, str]:
    """What is typed and what has to come back."""
    return list(TYPED[title].items())[number % len(TYPED[title])]


def listed(path: Path) -> list[str]:
    """Identities of the firms, in the order of their sheets."""
    return [identity for identity in rows_by_identity(path) if identity.startswith("L")]


@pytest.mark.slow
@settings(max_examples=12)
@given(one=EDITS, other=EDITS, signed=st.sampled_from([("甲", "乙"), ("甲", "甲"), ("", "")]))
def test_two_people_lose_nothing(
    sqlite_template: Path, one: Typed, other: Typed, signed: tuple[str, str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        work = copied_desk(Path(folder), sqlite_template)
        issued = work.pack("周表.xlsx")
        rows = listed(issued)
        files = [
            edited(
                issued,
                work.folder / f"{number}.xlsx",
                [(rows[row], title, cell(title, choice)[0]) for (row, title), choice in edits.items()],
                who,
            )
            for number, (edits, who) in enumerate(zip((one, other), signed, strict=True))
        ]
        for file in files:
            work.take(file)
        again = work.pack("再出.xlsx")
        shown = [row for identity, row in rows_by_identity(again).items() if identity.startswith("L")]
        with_conflict = rows_by_identity(work.conflicts())
        clashes = {(row["企业名称"], row["栏目"]): row for row in with_conflict.values()}
        for row, firm in enumerate(shown):
            for title in TYPED:
                first, second = (
                    cell(title, edits[row, title])[1] if (row, title) in edits else ""
                    for edits in (one, other)
                )
                clash = first and second and first != second
                by_one = clash and signed[0] == signed[1] != ""
                assert firm[title] == ((second if by_one else first) or second)
                held = clashes.get((firm["企业名称"].removeprefix("【示例】"), title))
                assert bool(held) == bool(clash and not by_one)
                if held:
                    assert (held["先收到的"], held["后收到的"]) == (first, second)
                assert {first, second} - {""} <= work.ever_typed()
        for file in (*files, again):
            assert work.take(file).known, "importing again changes nothing"
        assert work.pack("又出.xlsx").read_bytes() == again.read_bytes()
        assert work.pack("原样.xlsx", issued=True).read_bytes() == issued.read_bytes()
        work.engine.dispose()


def test_a_touch_reaches_the_ledger_of_the_pinned_firm(at: Desk) -> None:
    issued = at.pack("周表.xlsx")
    row = listed(issued)[0]
    typed = [
        (row, "对接日期", "2026.11.24"),
        (row, "方式", "走访"),
        (row, "阶段", "走访"),
        (row, "结果", "有意向"),
    ]
    done = at.take(edited(issued, at.folder / "甲.xlsx", typed, "甲"))
    assert (done.kind, done.changed, done.statuses) == ("sheet", 1, {"已对上": 1})
    with session(at.engine) as db:
        [touch] = db.scalars(select(Contact))
        assert (touch.on_date, touch.channel, touch.stage, touch.outcome) == (
            "2026-11-24",
            "拜访",
            "已拜访",
            "有意向",
        )
        assert touch.enterprise_id
        assert touch.team in {"一组", "二组"}
    again = at.take(edited(issued, at.folder / "乙.xlsx", [(row, "原因", "用工难")], "乙"))
    assert again.changed == 1
    with session(at.engine) as db:
        old, new = db.scalars(select(Contact).order_by(Contact.id))
        assert old.ended_at == "2026-11-27T10:00:00+08:00"
        assert (new.ended_at, new.stage, new.reason) == (None, "已拜访", "用工难")


def test_an_added_touch_and_two_people_on_one_empty_line(at: Desk) -> None:
    issued = at.pack("周表.xlsx")
    ours = {"企业名称": "示例路上碰到的有限公司", "阶段": "已对接"}
    theirs = {"企业名称": "示例另一家有限公司", "阶段": "已拜访"}
    at.take(edited(issued, at.folder / "甲.xlsx", [], "甲", ours))
    at.take(edited(issued, at.folder / "乙.xlsx", [], "乙", theirs))
    again = at.pack("再出.xlsx")
    added = [
        row
        for row in rows_by_identity(again).values()
        if row["企业名称"] in {"示例路上碰到的有限公司", "示例另一家有限公司"}
    ]
    assert [(row["企业名称"], row["阶段"]) for row in added] == [
        ("示例路上碰到的有限公司", "已对接"),
        ("示例另一家有限公司", "已拜访"),
    ]
    assert at.take(again).known
    with session(at.engine) as db:
        assert sorted(db.scalars(select(Contact.name))) == ["示例另一家有限公司", "示例路上碰到的有限公司"]


def conflicting(at: Desk) -> None:
    issued = at.pack("周表.xlsx")
    row = listed(issued)[0]
    for who, stage in (("甲", "已拜访"), ("乙", "洽谈")):
        at.take(edited(issued, at.folder / f"{who}.xlsx", [(row, "阶段", stage)], who))


@pytest.mark.parametrize(
    ("choice", "other", "stage"),
    [("先收到的", "", "已拜访"), ("后收到的", "", "洽谈"), ("另填", "签约", "签约")],
)
def test_the_chosen_version_counts_and_both_stay(at: Desk, choice: str, other: str, stage: str) -> None:
    conflicting(at)
    sheet = at.conflicts()
    [identity] = rows_by_identity(sheet)
    typed: list[tuple[str, str, object]] = [(identity, "选择", choice)]
    if other:
        typed.append((identity, "另填", other))
    chosen = edited(sheet, at.folder / "选好.xlsx", typed, "丙")
    done = at.take(chosen)
    assert (done.kind, done.changed) == ("choice", 1)
    assert at.take(chosen).known
    assert rows_by_identity(at.conflicts("空.xlsx")) == {}
    first = next(row for key, row in rows_by_identity(at.pack("再出.xlsx")).items() if key.startswith("L"))
    assert first["阶段"] == stage
    with session(at.engine) as db:
        assert db.scalars(select(Contact.stage).where(Contact.ended_at.is_(None))).all() == [stage]
    # What the loser typed comes again in another file: it was decided, nobody is asked twice.
    issued = at.pack("原样.xlsx", issued=True)
    row = listed(issued)[0]
    again = edited(
        issued, at.folder / "乙又来.xlsx", [(row, "阶段", "洽谈"), (row, "竞品", "示例邻县")], "乙"
    )
    assert at.take(again).conflicts == 0


def test_a_choice_that_cannot_be_read_changes_nothing(at: Desk) -> None:
    conflicting(at)
    sheet = at.conflicts()
    [identity] = rows_by_identity(sheet)
    with pytest.raises(UserError, match="选了“另填”，但没有填内容"):
        at.take(edited(sheet, at.folder / "空.xlsx", [(identity, "选择", "另填")], "丙"))
    with pytest.raises(UserError, match="选择“都行”不认识"):
        at.take(edited(sheet, at.folder / "都行.xlsx", [(identity, "选择", "都行")], "丙"))


def test_a_sheet_whose_hidden_cells_were_moved_is_refused(at: Desk) -> None:
    issued = at.pack("周表.xlsx")
    row = listed(issued)[0]
    moved = edited(
        issued, at.folder / "动过.xlsx", [(row, "链招行标识", row[:-1] + "x"), (row, "阶段", "洽谈")], "甲"
    )
    with pytest.raises(UserError, match="隐藏的行标识对不上") as refused:
        at.take(moved)
    assert "第 5 行" in str(refused.value)
    with session(at.engine) as db:
        assert db.scalars(select(Contact)).all() == []


def test_people_can_type_only_where_they_should(at: Desk) -> None:
    for sheet in sheets(at.pack("周表.xlsx")):
        assert sheet.protection.sheet
        assert not sheet.protection.password
        assert sheet.column_dimensions["A"].hidden
        titles = {title: get_column_letter(at) for title, at in columns(sheet).items()}
        firm, open_cell = sheet[f"{titles['企业名称']}5"], sheet[f"{titles['阶段']}5"]
        assert firm.protection.locked
        assert not open_cell.protection.locked
        lists = {
            str(rule.sqref).split(":")[0][:-1]: rule.formula1
            for rule in sheet.data_validations.dataValidation
        }
        assert "竞品县市胜出" in lists[titles["原因"]]
        assert lists[titles["原因"]].count(",") == 15
        assert "已拜访" in lists[titles["阶段"]]
        assert "有意向" in lists[titles["结果"]]
        for cells in sheet.iter_rows(min_row=5):
            assert all(cell.data_type != "f" for cell in cells), "no text runs as a formula"
