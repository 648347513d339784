from __future__ import annotations

import re
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.workbook import workbook_name, write_workbook
from common.errors import UserError
from matching.report import WeekReport
from tests.workbook.made_up import gates, reasons, source, target, week_report

SHEETS = ["目标清单", "逐家说明", "覆盖与缺口", "数据说明"]
HOSTILE = [
    '=HYPERLINK("http://example.invalid","点我")',
    "+1",
    "-2",
    "@SUM(A1:A9)",
    "\t=1+1",
    "{=1+1}",
    "<r><t>示例</t></r>",
    "示例\x00\x07\x1f控制符",
    "示例_x0041_有限公司",
    "上\r\n下\n" * 50,
    "长" * 33_000,
    "http://example.invalid/#a",
    "internal:'目标清单'!A1",
    "0012",
]


def written(report: WeekReport, folder: Path) -> Workbook:
    path = folder / "list.xlsx"
    write_workbook(report, path)
    return load_workbook(path)


def texts(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def row_of(sheet: Worksheet, title: str, row: int) -> object:
    """The value below column ``title`` of sheet 目标清单 in the ``row``-th firm's row."""
    titles = [cell.value for cell in sheet[3]]
    return sheet.cell(3 + row, titles.index(title) + 1).value


def beside(sheet: Worksheet, label: str) -> list[str]:
    """The values of the row in which a cell reads ``label``."""
    for row in sheet.iter_rows():
        if any(cell.value == label for cell in row):
            return [str(cell.value) for cell in row if cell.value is not None]
    raise AssertionError(f"no row with {label}")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return written(week_report(), tmp_path_factory.mktemp("book"))


def test_the_file_is_named_after_the_week() -> None:
    assert workbook_name("2026-W48") == "目标清单-2026-W48.xlsx"
    with pytest.raises(UserError, match="不是 ISO 周"):
        workbook_name("../2026")


def test_sheets_stand_in_order_and_are_ready_to_print(book: Workbook) -> None:
    assert book.sheetnames == SHEETS
    for sheet in book.worksheets:
        assert sheet.sheet_state == "visible"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        fit = sheet.sheet_properties.pageSetUpPr
        assert fit is not None
        assert fit.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows in {"$1:$2", "$1:$3"}
        assert sheet.freeze_panes is not None
        assert sheet.auto_filter.ref
        assert sheet.oddFooter is not None
        thirds = (sheet.oddFooter.left, sheet.oddFooter.center, sheet.oddFooter.right)
        footer = "".join(str(third.text) for third in thirds if third is not None)
        for part in ("2026-W48", "d41d8cd9", "9e107d9d", "内部", "&P", "&N"):
            assert part in footer
        assert not any(dimension.hidden for dimension in sheet.row_dimensions.values())
        assert not any(dimension.hidden for dimension in sheet.column_dimensions.values())


def test_the_first_row_names_the_week_and_warns(book: Workbook) -> None:
    for sheet in book.worksheets:
        first = str(sheet["A1"].value)
        assert "2026-W48（2026-11-23 至 2026-11-29）" in first
        assert "本表含示例数据（已标示）与榜单摘录" in first
        assert "不得作为考核依据" in first


def test_no_warning_when_all_is_real_and_whole(tmp_path: Path) -> None:
    report = week_report(0, removed=[], sources=[source(1, excerpt=False, example=False)])
    report = report.model_copy(update={"ledger": report.ledger.model_copy(update={"example": False})})

    assert "注意" not in str(written(report, tmp_path)["目标清单"]["A1"].value)


def test_every_target_stands_on_the_list_and_has_its_block(book: Workbook) -> None:
    listed, blocks = book["目标清单"], book["逐家说明"]
    for number in range(1, 21):
        name = f"示例第{number}印染科技股份有限公司"
        shown = f"【示例】{name}" if number % 3 == 0 else name
        assert row_of(listed, "企业名称", number) == shown
        link = listed.cell(3 + number, 1).hyperlink
        assert link is not None
        assert link.location is not None
        block_row = int(link.location.rpartition("A")[2])
        assert str(blocks.cell(block_row, 2).value).startswith(shown)
        back = blocks.cell(block_row, 1).hyperlink
        assert back is not None
        assert back.location == f"'目标清单'!C{3 + number}"


def test_each_block_starts_a_page(book: Workbook) -> None:
    blocks = book["逐家说明"]
    starts = {
        row
        for row in range(4, blocks.max_row + 1)
        if str(blocks.cell(row, 2).value).startswith("【示例】示例第")
    }

    assert {start - 1 for start in starts} <= {item.id for item in blocks.row_breaks.brk}


def test_a_row_tells_scores_verdicts_and_what_to_ask(book: Workbook) -> None:
    listed = book["目标清单"]

    assert row_of(listed, "合计", 1) == pytest.approx(0.74)
    assert listed.cell(4, 8).number_format == "0.00"
    assert row_of(listed, "合计区间", 1) == "0.59–0.89"
    assert str(row_of(listed, "适配", 1)).split() == ["0.74", "(0.62–0.86)"]
    assert row_of(listed, "新签约", 1) == "计入"
    assert row_of(listed, "制造业占比", 1) == "不计入"
    assert row_of(listed, "名单企业", 1) == "待核"
    assert row_of(listed, "对口园区", 2) == "园区待定"
    assert row_of(listed, "标记", 7) == "续推\n探索"
    assert row_of(listed, "省市", 4) == "未知"
    assert "集团在本县" in str(row_of(listed, "先问什么", 1))
    assert "第 321 名" in str(row_of(listed, "名单", 1))
    gates = str(row_of(listed, "园区待确认", 1)).splitlines()
    assert any(line.startswith("待园区确认：") for line in gates)
    assert "有条件：印染污水余量与指标已知" in gates
    assert not any("用地" in line for line in gates), "a gate that is 满足 needs no word"


def test_verdict_words_differ_in_look_as_well(book: Workbook) -> None:
    looks = {
        cell.value: cell.fill.fgColor.rgb
        for cell in book["目标清单"][4]
        if cell.value in {"计入", "不计入", "待核"}
    }

    assert len(set(looks.values())) == 3


def test_a_reason_carries_source_and_date_once(book: Workbook) -> None:
    listed = book["目标清单"]

    assert str(row_of(listed, "理由一", 1)).endswith("（【示例】示例环评公示，2026-11-02）。")
    assert str(row_of(listed, "理由三", 1)).count("2026-11-02") == 1


def test_missing_reasons_and_verdicts_are_dashes(tmp_path: Path) -> None:
    bare = target(1, reasons=reasons()[:1], concerns=[], indicators=[], memberships=[], gates=[])
    listed = written(week_report(0, targets=[bare]), tmp_path)["目标清单"]

    for title in ("理由二", "理由三", "顾虑一", "新签约", "名单企业", "名单", "园区待确认"):
        assert row_of(listed, title, 1) == "—"


def test_a_block_shows_every_gate_verdict_and_contribution(book: Workbook) -> None:
    blocks = book["逐家说明"]

    assert "待园区确认" in beside(blocks, "园区规划环评允许印染")
    assert "有条件" in beside(blocks, "印染污水余量与指标已知")
    assert "待核" in beside(blocks, "计数：新引进")
    assert "不计入" in beside(blocks, "计数：在榜")
    assert "计入" in beside(blocks, "准入：登记状态")
    assert any("问：集团在本县" in text for text in beside(blocks, "计数：新引进"))
    assert "先验" in beside(blocks, "适配：园区承载")
    known = beside(blocks, "适配：环节匹配")
    assert "18.2" in known
    assert any("快照 a3f1c2d4e5b6 第 12 行\nhttps://example.invalid/" in text for text in known)


def test_contributions_are_sorted_by_points(book: Workbook) -> None:
    rows = [
        row for row in book["逐家说明"].iter_rows(values_only=True) if row[0] == 1 and row[1] == "得分构成"
    ]
    points = [row[4] for row in rows]

    assert len(points) == 10
    assert points == sorted(points, reverse=True)  # type: ignore[type-var]  # numbers, by the test above


def test_removed_firms_are_listed_with_reasons_and_the_rest_is_counted(tmp_path: Path) -> None:
    removed = week_report(0).removed
    many = [
        removed[0].model_copy(
            update={"enterprise": f"示例落选{n}", "enterprise_id": f"r{n:04d}", "score": n / 1000}
        )
        for n in range(207)
    ]
    blocks = written(week_report(1, removed=many), tmp_path)["逐家说明"]

    assert any("本县事实不足两条" in text for text in beside(blocks, "【示例】示例落选206"))
    assert "【示例】示例落选6" not in texts(blocks)
    assert "另有 7 家合计更低的企业未列出" in texts(blocks)


def test_an_empty_list_says_why(tmp_path: Path) -> None:
    book = written(week_report(0, notes=["没有企业合计达到 0.35。"]), tmp_path)
    listed = book["目标清单"]

    assert str(listed["A4"].value) == "本周没有入选企业：\n没有企业合计达到 0.35。"
    assert "A4:Y4" in {str(area) for area in listed.merged_cells.ranges}
    assert book.sheetnames == SHEETS


def test_a_row_is_tall_enough_for_its_longest_text(tmp_path: Path) -> None:
    text = "示例理由很长。" * 60
    wordy = target(1, reasons=[reasons()[0].model_copy(update={"text": text, "evidence": []})])
    listed = written(week_report(0, targets=[wordy, target(2)]), tmp_path)["目标清单"]
    reason = 1 + [cell.value for cell in listed[3]].index("理由一")
    characters_a_line = listed.column_dimensions[get_column_letter(reason)].width / 2

    assert listed.row_dimensions[4].height >= len(text) / characters_a_line * 13
    assert listed.row_dimensions[5].height < listed.row_dimensions[4].height


def test_notes_stand_below_the_table(book: Workbook) -> None:
    listed = book["目标清单"]

    assert listed["A24"].value == "说明"
    assert listed["A25"].value == "可计入名单目标的只有 4 家，少于 6 家。"
    assert str(listed.auto_filter.ref).endswith("23")


def test_headquarters_read_figures_with_their_meaning(book: Workbook) -> None:
    sheet = book["覆盖与缺口"]
    everything = "\n".join(texts(sheet))

    assert beside(sheet, "新签约制造业占比")[1:] == ["37.17%（目标 55%）", "还差制造业签约 33.77 亿元"]
    assert "34 家中落地 0 家" in everything
    assert "单侧 95% 精确上限 8.4%" in everything
    assert "需对接 855 家" in everything
    assert beside(sheet, "世界500强") == ["世界500强", "5/20（n<30，不列比率）"]
    assert beside(sheet, "专精特新“小巨人”")[1] == "12/400 = 3.0%（95% 区间 1.7%–5.2%）"
    assert "34/112 = 30.4%（95% 区间 22.6%–39.4%）" in everything
    for word in ("已有", "部分", "已签约在谈", "缺口", "未知"):
        assert word in texts(sheet)


def test_a_share_already_reached_needs_nothing(tmp_path: Path) -> None:
    kpi = week_report(0).kpi.model_copy(update={"share": 0.6, "manufacturing_needed": 0.0})

    assert "已达目标" in texts(written(week_report(0, kpi=kpi), tmp_path)["覆盖与缺口"])


def test_sources_show_their_state_and_their_bytes(book: Workbook) -> None:
    sheet = book["数据说明"]

    assert {"正常", "摘录"} <= set(beside(sheet, "示例榜单1"))
    assert {"摘录、示例", "2026-11-23 06:00"} <= set(beside(sheet, "示例榜单2"))
    assert "本次停更，沿用上次" in beside(sheet, "示例榜单3")
    assert any("表头多出一列“备注2”" in text for text in beside(sheet, "示例榜单3"))
    assert {"无数据", "未取得", "未注明"} <= set(beside(sheet, "示例榜单4"))
    assert any(text.startswith("a3f1c2d4e5b6\n") and "等 3 份" in text for text in beside(sheet, "示例榜单1"))
    assert beside(sheet, "scoring.yaml")[1].startswith("a3f1c2d4")
    assert beside(sheet, "数据指纹")[1] == "d41d8cd98f00b204e9800998ecf8427e"


def test_the_same_report_gives_the_same_bytes_and_no_clock(tmp_path: Path) -> None:
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    write_workbook(week_report(3), first)
    write_workbook(week_report(3), second)

    assert first.read_bytes() == second.read_bytes()
    assert load_workbook(first).properties.created == datetime(2026, 11, 23)  # noqa: DTZ001  # openpyxl has none
    with zipfile.ZipFile(first) as parts:
        for part in parts.infolist():
            assert (part.date_time, part.create_system) == ((1980, 1, 1, 0, 0, 0), 0)
            assert part.compress_type == zipfile.ZIP_STORED


def test_no_week_no_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="不是 ISO 周"):
        write_workbook(week_report(0, week="2026-48"), tmp_path / "a.xlsx")

    assert list(tmp_path.iterdir()) == []


def formula_parts(path: Path) -> list[str]:
    """Sheets whose XML holds a formula or a link that leaves the workbook."""
    with zipfile.ZipFile(path) as parts:
        sheets = [name for name in parts.namelist() if "worksheets/" in name]
        return [name for name in sheets if re.search(r"<f[ >]|External", parts.read(name).decode("utf-8"))]


def hostile_report(text: str) -> WeekReport:
    statements = [item.model_copy(update={"text": text}) for item in reasons()]
    firm = target(
        1,
        enterprise=text,
        example=False,
        chain_name=text,
        reasons=statements,
        concerns=statements[:2],
        next_question=text,
        questions=[text],
        signing_entity=text,
        topics=[text],
        gates=[gate.model_copy(update={"question": text, "reason": text}) for gate in gates("示例园区")],
    )
    report = week_report(0, targets=[firm], notes=[text], sources=[source(1, name=text, url=text, note=text)])
    return report.model_copy(update={"data_hash": text[:40], "as_of": text[:10]})


def assert_harmless(text: str, path: Path) -> None:
    write_workbook(hostile_report(text), path)
    book = load_workbook(path)

    assert formula_parts(path) == []
    kinds = {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n"}
    assert book["目标清单"]["C4"].data_type == "s" or text == ""


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text(text: str, tmp_path: Path) -> None:
    assert_harmless(text, tmp_path / "a.xlsx")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(max_codepoint=0x1FFFF, exclude_categories=["Cs"]), max_size=60))
def test_any_text_stays_text(tmp_path: Path, text: str) -> None:
    assert_harmless(text, tmp_path / "a.xlsx")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2", "@SUM(A1)"])
def test_what_looks_like_a_formula_is_quoted_and_whole(text: str, tmp_path: Path) -> None:
    cell = written(hostile_report(text), tmp_path)["目标清单"]["C4"]

    assert cell.value == text
    assert cell.quotePrefix


def test_long_text_is_cut_with_a_mark(tmp_path: Path) -> None:
    name = str(written(hostile_report("长" * 33_000), tmp_path)["目标清单"]["C4"].value)

    assert name.endswith("…（已截断）")
    assert len(name) == 32_767
