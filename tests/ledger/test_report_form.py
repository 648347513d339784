"""The report of an import is the form that corrects it: what a clerk chooses and types there takes effect."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import Engine, select

from common.errors import UserError
from db.decisions import Judgement
from db.models import Contact, Enterprise
from db.session import session
from pipeline.identity import Mention, resolve
from pipeline.import_ledger import Imported
from tests.identity.build import credit_code
from tests.ledger.desk import Desk, desk, edited, rows_by_identity
from tests.pipeline.build import ledger_xlsx

HEADER = ("企业名称", "对接日期", "阶段", "备注")
ROWS = (
    ("示例纺织（集团）有限公司", "2023.5.8", "已对接", "张总 13800000000"),
    ("示例木业", "5月8日", "聊过", ""),
    ("示例家具行业协会", "2023-05-09", "已拜访", ""),
    ("示例没听过的有限公司", "2023-05-10", "已对接", ""),
    ("合计", "", "", ""),
)


@pytest.fixture
def at(tmp_path: Path, engine: Engine) -> Desk:
    made = desk(tmp_path / "desk", engine)
    with session(made.engine) as db, db.begin():
        resolve(
            db, [Mention(1, "示例纺织(集团)有限公司"), Mention(2, "示例木业股份有限公司", credit_code(2))]
        )
    return made


@pytest.fixture
def ledger(at: Desk) -> Imported:
    path = at.folder / "台账.xlsx"
    path.write_bytes(ledger_xlsx(*ROWS, header=HEADER))
    return at.take(path)


def row_of(report: Path, name: str) -> tuple[str, dict[str, str]]:
    return next((key, row) for key, row in rows_by_identity(report).items() if row["企业名称"] == name)


def firm_of(at: Desk, name: str) -> tuple[str | None, str | None, str | None]:
    """Enterprise, day and stage of the ledger's row in force, as an import of nothing reports it."""
    with session(at.engine) as db:
        touch = db.scalars(select(Contact).where(Contact.name == name, Contact.ended_at.is_(None))).one()
        firm = db.get(Enterprise, touch.enterprise_id) if touch.enterprise_id else None
        return firm.name if firm else None, touch.on_date, touch.stage


def test_every_row_has_one_of_four_ends(at: Desk, ledger: Imported) -> None:
    report = at.report(ledger)
    ends = {
        row["企业名称"]: (row["导入结果"], row["对上的企业"]) for row in rows_by_identity(report).values()
    }
    assert ends == {
        "示例纺织（集团）有限公司": ("已对上", "示例纺织(集团)有限公司"),
        "示例木业": ("待核对", ""),
        "示例家具行业协会": ("不是企业", ""),
        "示例没听过的有限公司": ("新企业", ""),
    }
    _, doubt = row_of(report, "示例木业")
    assert "候选一：示例木业股份有限公司" in doubt["候选"]
    assert "阶段“聊过”不认识" in doubt["要改的地方"]
    assert "没有写年份" in doubt["要改的地方"]
    book = openpyxl.load_workbook(report)
    assert [cell.value for cell in book["没有导入的行"][2]] == ["台账", 6, "合计", "合计、说明一类的行"]
    everything = "\n".join(
        str(cell.value) for sheet in book.worksheets for cells in sheet.iter_rows() for cell in cells
    )
    assert "13800000000" not in everything
    assert "张总" not in everything
    assert "1 行写着电话" in everything


def test_choosing_a_candidate_and_correcting_cells(at: Desk, ledger: Imported) -> None:
    report = at.report(ledger)
    identity, _ = row_of(report, "示例木业")
    typed = [
        (identity, "这一行是", "候选一"),
        (identity, "对接日期", "2023-05-08"),
        (identity, "阶段", "已拜访"),
    ]
    form = edited(report, at.folder / "改好.xlsx", typed, "示例录入员")
    done = at.take(form)
    assert done.statuses == {"已对上": 1}
    assert done.outcomes[0].enterprise == "示例木业股份有限公司"
    assert firm_of(at, "示例木业")[1:] == ("2023-05-08", "已拜访")
    with session(at.engine) as db:
        [judgement] = db.scalars(select(Judgement))
        assert (judgement.verdict, judgement.who, judgement.why) == ("same", "示例录入员", "台账核对表")
    assert at.take(form).known
    assert at.take(at.folder / "台账.xlsx").known, "the ledger itself brings nothing back"


def test_a_new_firm_and_a_name_that_is_no_enterprise(at: Desk, ledger: Imported) -> None:
    report = at.report(ledger)
    doubt, _ = row_of(report, "示例木业")
    unknown, _ = row_of(report, "示例没听过的有限公司")
    firm, _ = row_of(report, "示例家具行业协会")
    typed = [
        (doubt, "这一行是", "库里没有，是新企业"),
        (unknown, "这一行是", "不是企业"),
        (firm, "这一行是", "是企业"),
    ]
    done = at.take(edited(report, at.folder / "改好.xlsx", typed, ""))
    ends = {one.values["name"]: one.status for one in done.outcomes}
    assert ends == {"示例木业": "新企业", "示例没听过的有限公司": "不是企业", "示例家具行业协会": "新企业"}


def test_a_corrected_name_finds_its_enterprise(at: Desk, ledger: Imported) -> None:
    report = at.report(ledger)
    unknown, _ = row_of(report, "示例没听过的有限公司")
    doubt, _ = row_of(report, "示例木业")
    typed = [(unknown, "更正名称", "示例纺织(集团)有限公司"), (doubt, "更正代码", credit_code(2))]
    done = at.take(edited(report, at.folder / "改好.xlsx", typed, "示例录入员"))
    assert {one.values["name"]: one.enterprise for one in done.outcomes} == {
        "示例纺织(集团)有限公司": "示例纺织(集团)有限公司",
        "示例木业": "示例木业股份有限公司",
    }


@pytest.mark.parametrize(
    ("answer", "said"),
    [("候选三", "没有这个候选"), ("随便", "不认识")],
)
def test_an_answer_that_cannot_be_meant_changes_nothing(
    at: Desk, ledger: Imported, answer: str, said: str
) -> None:
    report = at.report(ledger)
    identity, _ = row_of(report, "示例木业")
    typed = [(identity, "这一行是", answer), (identity, "阶段", "已拜访")]
    with pytest.raises(UserError, match=said):
        at.take(edited(report, at.folder / "改错.xlsx", typed, "示例录入员"))
    assert firm_of(at, "示例木业") == (None, None, None)
