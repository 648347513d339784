"""A trip plan as a person reads it on the screen."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.screen import whole_table
from app.workbook.words import firm_name
from matching.trips.model import ClassPlan, TripPlan, with_evening


def print_trips(console: Console, plan: TripPlan) -> None:
    """Both classes with their routes, the comparison, who was left out, other budgets, notes."""
    console.print(
        f"[bold]{plan.week} 走访计划[/bold]　经费 {plan.budget_yuan / 1e4:g} 万元，"
        f"每次外出约 {plan.cost_per_trip_yuan / 1e4:g} 万元，至多 {plan.trips_paid} 次"
    )
    for part in (plan.resident, plan.delegation):
        _print_routes(console, part)
        _print_outcomes(console, part)
    for what in plan.what_if:
        console.print(
            f"假如经费 {what.budget_yuan / 1e4:g} 万元：至多 {what.trips_paid} 次；有企业可看的 "
            f"{what.trips_used} 次（{what.cost_yuan / 1e4:g} 万元），{what.outcome.visits} 家，"
            f"价值 {what.outcome.value:.3f}，其中可能计入名单企业 {what.outcome.countable} 家"
        )
    table = whole_table("名次", "企业", "城市", "没排入的原因", title="清单上没排入的企业")
    for firm in plan.top_dropped:
        name = firm_name(firm.enterprise, firm.example)
        table.add_row(str(firm.rank), escape(name), firm.city or "未知", escape(firm.reason))
    if plan.top_dropped:
        console.print(table)
    for note in plan.notes:
        console.print(f"[yellow]注意[/yellow] {escape(note)}")


def _print_routes(console: Console, part: ClassPlan) -> None:
    table = Table(
        "路线", "日期", "时间", "企业", "城市", "路程", "已约", title=part.name, title_justify="left"
    )
    for route in part.routes:
        for visit, evening in with_evening(route):
            table.add_row(
                route.name,
                visit.day,
                f"{visit.start}–{visit.end}",
                escape(firm_name(visit.enterprise, visit.example)),
                visit.city,
                f"{visit.way_km:.0f} 公里 {visit.way_minutes} 分",
                "已约" if visit.booked else "待约",
            )
            if evening:
                table.add_row(route.name, evening.day, "晚间", "商会见面会", evening.city, "", "待约")
    if part.routes:
        console.print(table)
        for route in part.routes:
            if route.why:
                console.print(f"{route.name}：{escape(route.why)}")
    else:
        console.print(f"{part.name}：没有排入的走访")


def _print_outcomes(console: Console, part: ClassPlan) -> None:
    table = Table("排法", "价值", "走访", "可能计入", "须领导", "公里", "路上", "空等", title_justify="left")
    for one in part.outcomes:
        table.add_row(
            one.name,
            f"{one.value:.3f}",
            f"{one.visits} 家",
            f"{one.countable} 家",
            f"{one.led} 家",
            f"{one.km:.0f}",
            f"{one.travel_minutes} 分",
            f"{one.idle_minutes} 分",
        )
    console.print(table)
