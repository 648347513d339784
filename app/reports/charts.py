"""Which figures of a week are drawn, and how they are named; nothing is computed here."""

from __future__ import annotations

from app.charts.bars import Bar, BarChart
from app.reports.headquarters import figures_of
from app.reports.words import percent, rate_of
from matching.report import WeekReport

SHOWN_RATES = 4
"""The first four assumed rates: above them the region's rate over all firms repeats itself."""


def week_charts(report: WeekReport) -> list[BarChart]:
    """Share, landings, funnel and coverage, in the order of the briefing."""
    return [share_chart(report), landing_chart(report), funnel_chart(report), coverage_chart(report)]


def share_chart(report: WeekReport) -> BarChart:
    """Manufacturing share of new contracts beside its target."""
    page = report.kpi
    return BarChart(
        title="新签约制造业占比",
        bars=[
            Bar("现在", page.share, f"{page.share:.2%}"),
            Bar("目标", page.share_target, f"{page.share_target:.0%}", hatched=True),
        ],
        note=f"还差制造业签约 {page.manufacturing_needed:.2f} 亿元",
    )


def landing_chart(report: WeekReport) -> BarChart:
    """Contacts that the missing landings ask for, by assumed rate."""
    one = figures_of(report).indicators
    return BarChart(
        title=f"再落地 {one.list_missing} 家名单企业须对接",
        bars=[
            Bar(f"落地率 {rate_of(row)}", row.contacts, f"{row.contacts} 家")
            for row in one.landing[:SHOWN_RATES]
        ],
        note=f"把握 {one.inputs.probability:.0%}；至今 {report.kpi.list_contacted} 家落地 "
        f"{report.kpi.list_landed} 家，真实落地率上限 {report.kpi.landing_upper:.1%}",
    )


def funnel_chart(report: WeekReport) -> BarChart:
    """The ledger's funnel; the report's signings stand beside it, hatched."""
    funnel = figures_of(report).funnel
    signed = next(item for item in funnel.beside if item.name == "签约项目")
    bars = [Bar(step.name, step.reached.k, f"{step.reached.k}") for step in funnel.steps]
    if signed.caveat:
        told = f"{signed.reported}（台账对上 {signed.linked}）"
        bars.append(Bar("报告签约", signed.reported, told, hatched=True))
    return BarChart(
        title="台账漏斗（到过这步或更后的对象数）" + ("，示例" if report.ledger.example else ""),
        bars=bars,
        note="斜线为报告数，不是触达对象的一部分" if signed.caveat else "",
    )


def coverage_chart(report: WeekReport) -> BarChart:
    """Touched of eligible by chain; a rate only where it may be printed."""
    coverage = figures_of(report).coverage
    return BarChart(
        title="符合条件的企业与已触达",
        bars=[
            Bar(
                row.name.split("(")[0],
                row.rate.n,
                f"{row.rate.k}/{row.rate.n}" + ("" if row.rate.rate is None else f" = {percent(row.rate)}"),
            )
            for row in coverage.by_chain
        ],
        note=coverage.partial or "已触达 / 符合条件",
    )
