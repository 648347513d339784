"""The workbook of a trip plan: what it gets, the week's routes, the delegations, who is left out, the map."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from pathlib import Path

from xlsxwriter import Workbook

from app.packing import portable
from app.workbook.layout import Budget, Cell, Column
from app.workbook.sheet import A4, Heading, Sheet
from app.workbook.styles import Styles, workbook_options
from app.workbook.words import NOTHING, firm_name, week_text
from common.clock import week_start
from common.files import write_atomic
from matching.trips.model import ClassPlan, Dropped, Route, TripPlan, with_evening

MAP_SHEET = "地图"
MAP_SCALE = 0.7
"""So that the picture fills an A4 page."""
OTHERS_SHOWN = 200

_COMPARED = [Column("", 31, 31), *(Column("", 17, 17) for _ in range(8))]
_ROUTES = [
    Column("路线", 15, 15),
    Column("日期", 14, 14),
    Column("时间", 16, 16),
    Column("企业", 34, 50),
    Column("城市", 10, 12),
    Column("产业链", 14, 24),
    Column("清单名次", 9, 9),
    Column("路程", 22, 22),
    Column("走访价值", 9, 9),
    Column("可能计入", 9, 9),
    Column("约定", 8, 8),
    Column("须领导出面", 16, 34),
]
_DROPPED = [Column("名次", 6, 6), Column("企业", 38, 38), Column("城市", 12, 12), Column("原因", 100, 100)]
_STEPS = [
    Column("第几次", 10, 10),
    Column("累计经费（万元）", 20, 20),
    Column("这一次增加的价值", 20, 20),
    Column("累计价值", 16, 16),
    Column("累计走访（家）", 18, 18),
    Column("其中可能计入名单企业", 24, 24),
]


def write_trips(plan: TripPlan, picture: bytes, path: Path) -> None:
    """Write the workbook whole or not at all; one plan gives the same bytes."""
    buffer = io.BytesIO()
    workbook = Workbook(buffer, workbook_options())
    workbook.set_properties(
        {
            "title": f"走访计划 {plan.week}",
            "subject": f"数据 {plan.data_hash}，配置 {plan.config_hash}",
            "author": "链招 lianzhao",
            "created": datetime.combine(week_start(plan.week), time()),
        }
    )
    styles = Styles(workbook)
    left = f"{plan.week}　数据 {plan.data_hash[:8]}　配置 {plan.config_hash[:8]}"
    footer = f"&L&8 {left}&C&8 内部&R&8 第 &P 页，共 &N 页"
    for sheet in _sheets(plan):
        sheet.finish(workbook, styles, footer=footer)
    _add_map(workbook, styles, plan, picture, footer)
    workbook.close()
    write_atomic(path, portable(buffer.getvalue()))


def _sheets(plan: TripPlan) -> Iterator[Sheet]:
    yield _summary(plan)
    yield _routes(plan, plan.resident, "驻点周计划")
    yield _routes(plan, plan.delegation, "外出团组")
    yield _dropped(plan)
    yield _steps(plan)


def _heading(plan: TripPlan, name: str) -> Heading:
    subtitle = (
        f"经费 {plan.budget_yuan / 1e4:g} 万元，每次外出约 {plan.cost_per_trip_yuan / 1e4:g} 万元；"
        f"求解 {plan.iterations} 步，种子 {plan.seed}；数据 {plan.data_hash[:8]}，配置 {plan.config_hash[:8]}"
    )
    return f"{name}　{week_text(plan.week)}", "", subtitle


def _summary(plan: TripPlan) -> Sheet:
    sheet = Sheet("方案比较", _COMPARED, _heading(plan, "方案比较"), budget=Budget(167), header=False)
    for part in (plan.resident, plan.delegation):
        paid = "从外出经费出" if part.paid_from_budget else "不从外出经费出"
        sheet.add(
            Cell(
                f"{part.name}：候选 {part.candidates} 家，至多 {part.slots} 家，"
                f"费用约 {part.cost_yuan / 1e4:.2f} 万元（{paid}）",
                "band",
            )
        )
        titles = (
            "排法",
            "走访价值",
            "走访（家）",
            "可能计入（家）",
            "须领导出面（家）",
            "里程（公里）",
            "路上（分钟）",
            "空等（分钟）",
        )
        sheet.add(*(Cell(title, "header") for title in (*titles, "用几程")))
        for one in part.outcomes:
            sheet.add(
                Cell(one.name, "name" if one.method == "solver" else "body"),
                Cell(f"{one.value:.3f}", "centre"),
                *(
                    Cell(number, "centre")
                    for number in (one.visits, one.countable, one.led, round(one.km), one.travel_minutes)
                ),
                Cell(one.idle_minutes, "centre"),
                Cell(one.routes, "centre"),
            )
    sheet.add(Cell("说明", "band"))
    for note in (*plan.notes, *plan.assumptions, _cost_text(plan)):
        sheet.add(note)
    return sheet


def _cost_text(plan: TripPlan) -> str:
    return (
        f"一次外出按分项测算约 {plan.model_cost_yuan:,.0f} 元（车票、住宿、补助、用车、接待），"
        f"计划按每次 {plan.cost_per_trip_yuan:,.0f} 元计；"
        f"{plan.budget_yuan / 1e4:g} 万元够 {plan.trips_paid} 次"
    )


def _routes(plan: TripPlan, part: ClassPlan, name: str) -> Sheet:
    sheet = Sheet(name, _ROUTES, _heading(plan, name), budget=Budget(190, 240, pages=3), header=True)
    for route in part.routes:
        sheet.add(Cell(_route_text(route), "band"))
        if route.why:
            sheet.add(f"为什么派这一团：{route.why}")
        for visit, evening in with_evening(route):
            way = f"{visit.way_km:.0f} 公里 {visit.way_minutes} 分钟" if visit.way_minutes else "同城"
            sheet.add(
                Cell(route.name, "centre"),
                Cell(visit.day, "centre"),
                Cell(f"{visit.start}–{visit.end}", "centre"),
                Cell(firm_name(visit.enterprise, visit.example), "name"),
                visit.city,
                visit.chain_name or NOTHING,
                Cell(visit.rank if visit.rank is not None else NOTHING, "centre"),
                Cell(way, "centre"),
                Cell(f"{visit.prize:.3f}", "centre"),
                Cell("是" if visit.countable else "否", "centre"),
                Cell("已约" if visit.booked else "待约", "good" if visit.booked else "open"),
                visit.leader_only or ("驻点小组的企业，顺路" if visit.beside else NOTHING),
            )
            if evening:
                known = f"名册上 {evening.members} 家会员" if evening.members else "会员数未知"
                sheet.add(
                    Cell(route.name, "centre"),
                    Cell(evening.day, "centre"),
                    Cell("晚间", "centre"),
                    Cell("商会见面会", "name"),
                    evening.city,
                    Cell(f"{known}；待约"),
                )
    if not part.routes:
        sheet.add(Cell("没有排入的走访", "notice"))
    return sheet


def _route_text(route: Route) -> str:
    begin = (
        f"{route.leave} 从{route.begin}出发，{route.back} 回到{route.end}"
        if route.begin
        else "往返县里的路程另计"
    )
    return (
        f"{route.name}　{route.day}　{'—'.join(route.cities)}　{len(route.visits)} 家　{begin}　"
        f"{route.km:.0f} 公里、路上 {route.travel_minutes} 分钟、"
        f"空等 {route.idle_minutes} 分钟　价值 {route.value:.3f}"
    )


def _dropped(plan: TripPlan) -> Sheet:
    sheet = Sheet("没排入的企业", _DROPPED, _heading(plan, "没排入的企业"), budget=Budget(156), header=True)
    sheet.add(Cell("", "band"), Cell(f"本期清单上的 {len(plan.top_dropped)} 家", "band"))
    _add_dropped(sheet, plan.top_dropped)
    shown = plan.other_dropped[:OTHERS_SHOWN]
    sheet.add(Cell("", "band"), Cell(f"清单外的候选 {len(plan.other_dropped)} 家", "band"))
    _add_dropped(sheet, shown)
    if len(plan.other_dropped) > len(shown):
        sheet.add("", f"另有 {len(plan.other_dropped) - len(shown)} 家未列出")
    return sheet


def _add_dropped(sheet: Sheet, firms: Sequence[Dropped]) -> None:
    for firm in firms:
        sheet.add(
            Cell(firm.rank if firm.rank is not None else NOTHING, "centre"),
            Cell(firm_name(firm.enterprise, firm.example), "name"),
            firm.city or "未知",
            firm.reason,
        )
    if not firms:
        sheet.add("", Cell("没有", "label"))


def _steps(plan: TripPlan) -> Sheet:
    sheet = Sheet("假如经费更多", _STEPS, _heading(plan, "假如经费更多"), budget=Budget(108), header=False)
    for what in plan.what_if:
        sheet.add(
            Cell(
                f"{what.budget_yuan / 1e4:g} 万元：至多 {what.trips_paid} 次；"
                f"有企业可看的 {what.trips_used} 次，用 {what.cost_yuan / 1e4:g} 万元",
                "band",
            )
        )
        if what.trips_used < what.trips_paid:
            left = (what.budget_yuan - what.cost_yuan) / 1e4
            sheet.add(f"清单和候选里没有更多可派团的企业，余下 {left:g} 万元派团也没有去处；要先扩大候选。")
        sheet.add(*(Cell(column.title, "header") for column in _STEPS))
        for one in what.steps:
            sheet.add(
                Cell(one.trips, "centre"),
                Cell(f"{one.cost_yuan / 1e4:g}", "centre"),
                Cell(f"{one.added:.3f}", "centre"),
                Cell(f"{one.value:.3f}", "centre"),
                Cell(one.visits, "centre"),
                Cell(one.countable, "centre"),
            )
    if not plan.what_if:
        sheet.add("config/coverage.yaml 没有列出要试算的经费")
    return sheet


def _add_map(workbook: Workbook, styles: Styles, plan: TripPlan, picture: bytes, footer: str) -> None:
    sheet = workbook.add_worksheet(MAP_SHEET)
    sheet.write_string(0, 0, f"{MAP_SHEET}　{week_text(plan.week)}", styles.get("title"))
    sheet.insert_image(
        1,
        0,
        "map.png",
        {
            "image_data": io.BytesIO(picture),
            "x_scale": MAP_SCALE,
            "y_scale": MAP_SCALE,
            "description": "走访路线图",
        },
    )
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 1)
    sheet.set_footer(footer, {"margin": 0.2})
    sheet.hide_gridlines(2)
