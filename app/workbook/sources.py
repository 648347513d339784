"""Sheet 数据说明: what the list stands on, and how to read it."""

from __future__ import annotations

from app.workbook.layout import Budget, Cell, Column
from app.workbook.sheet import Heading, Sheet, Value
from app.workbook.styles import Style
from app.workbook.words import EXAMPLE, NOTHING
from db.models import ROLLING
from matching.report import SourceStatus, WeekReport

NAME = "数据说明"
BUDGET = Budget(195)
SNAPSHOTS_SHOWN = 2

_COLUMNS = [
    Column("来源", 16, 30),
    Column("发布方", 12, 24),
    Column("版次", 9, 14),
    Column("发布日期", 12, 12),
    Column("条目", 7, 7),
    Column("取得时间", 13, 13),
    Column("状态", 12, 14),
    Column("标示", 11, 11),
    Column("网址", 24, 40),
    Column("快照（前 12 位）", 15, 18),
    Column("问题与警告", 18, 40),
    Column("备注", 14, 40),
]
_STATUS: dict[str, tuple[str, Style]] = {
    "ok": ("正常", "good"),
    "kept": ("本次停更，沿用上次", "open"),
    "missing": ("无数据", "bad"),
}
_GUIDE = (
    (
        "三个轴",
        "适配＝合不合适本县；意愿＝来不来；考核＝签下来算不算数。各为 0–1，越大越好；合计由三轴合成。",
    ),
    ("区间", "“0.64 (0.48–0.79)”：0.64 是现有资料下的估计，括号内是未知各项取最坏、最好时的范围。"),
    ("未知", "未知不是零，也不算通过：它按先验计分、拉宽区间，并成为要先问的问题。"),
    ("资料完整度", "已知因素占全部分值的比例；“先验”表示该因素还没有资料，暂用设定值。"),
    ("计入 / 不计入 / 待核", "按现行计数规则能算、不能算、尚缺资料不能判；最终以上级审定为准。"),
    ("满足 / 不满足 / 有条件", "园区条件的判断结果；“待园区确认”须园区答复，“待核”须另查，都不等于满足。"),
    (
        "标记",
        "新增＝首次上清单；续推＝已在推进，继续跟；回访＝到了约定的日子再联系；探索＝有意试探的少见方向。",
    ),
    ("快照与行", "每个事实都能走回存档的原始网页或文件：按 sha256 找到存档，再看第几行。"),
    ("摘录", "只收了榜单的一部分：不在其中不等于不在榜，也不据此列比率。"),
    ("示例", f"名称带“示例”或标{EXAMPLE}的是为演示编造的数据，不是真实企业或真实对接。"),
)


def sources_sheet(report: WeekReport, heading: Heading) -> Sheet:
    """Sources with their state, configuration with hashes, and a reading guide."""
    sheet = Sheet(NAME, _COLUMNS, heading, budget=BUDGET, header=False)
    sheet.add(Cell("一、来源", "band"))
    header = sheet.add(*(Cell(column.title, "header") for column in _COLUMNS))
    for source in report.sources:
        sheet.add(*_cells(source))
    sheet.filter_rows(header)
    sheet.add(Cell("二、本表的依据", "band"))
    for name, value in (
        ("数据截止", report.as_of),
        ("榜单条目", f"{report.list_entries} 条"),
        ("企业", f"{report.enterprises} 家"),
        ("数据指纹", report.data_hash),
        ("配置指纹", report.config_hash),
        *report.config_files.items(),
    ):
        sheet.add(Cell(name, "label"), value)
    sheet.add(Cell("三、怎样读这张清单", "band"))
    for name, text in _GUIDE:
        sheet.add(Cell(name, "label"), text)
    return sheet


def _cells(source: SourceStatus) -> list[Value]:
    word, style = _STATUS.get(source.status, (source.status, "centre"))
    flags = "、".join(["摘录"] * source.excerpt + ["示例"] * source.example)
    hashes = [snapshot[:12] for snapshot in source.snapshots[:SNAPSHOTS_SHOWN]]
    if len(source.snapshots) > SNAPSHOTS_SHOWN:
        hashes.append(f"等 {len(source.snapshots)} 份")
    return [
        source.name,
        source.publisher,
        "滚动更新" if source.edition == ROLLING else source.edition,
        Cell(source.published_on or "未注明", "centre"),
        Cell(source.entries, "centre"),
        Cell((source.snapshot_at or "未取得").replace("T", " ")[:16], "centre"),
        Cell(word, style),
        Cell(flags or NOTHING, "open" if flags else "centre"),
        source.url or NOTHING,
        "\n".join(hashes) or NOTHING,
        "\n".join((*source.problems, *source.warnings)) or "无",
        source.note or NOTHING,
    ]
