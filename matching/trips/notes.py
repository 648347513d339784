"""What a reader has to know beside the plan: what is inferred, what is missing, what to arrange."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from matching.config.trips import TripsFile
from matching.context import Context
from matching.firm import Firm
from matching.trips.model import Candidate, ClassPlan
from matching.trips.places import place_of


def notes(
    wanted: Sequence[Candidate], firms: Mapping[str, Firm], delegation: ClassPlan, context: Context
) -> list[str]:
    """Sentences about this plan."""
    return list(_notes(wanted, firms, delegation, context))


def _notes(
    wanted: Sequence[Candidate], firms: Mapping[str, Firm], delegation: ClassPlan, context: Context
) -> Iterator[str]:
    trips = context.config.trips
    if not wanted:
        yield "本周没有可走访的候选企业"
    if context.ledger is None:
        yield "没有导入真实台账：是否刚对接过、是否须领导出面，只能按配置和示例台账判断"
    for bases in trips.classes.resident.bases:
        unknown = [name for name in bases if place_of(name) is None]
        if unknown:
            yield f"驻地{'、'.join(unknown)}不在城市坐标表中，没有用到"
    undated = [firm.enterprise for firm in wanted if _undated(firms[firm.enterprise_id])]
    if undated:
        yield f"台账有记录但没有日期，时近按 0 计：{'、'.join(undated)}"
    for firm in wanted:
        if firm.booked and firm.travels == "delegation":
            why = firm.leader_only or "不在驻点小组片区"
            yield f"{firm.enterprise}约在 {firm.booked}：{why}，归外出团组，请与出团日期对齐"
    visits = [visit for route in delegation.routes for visit in route.visits]
    led = sum(bool(visit.leader_only) for visit in visits)
    beside = sum(visit.beside for visit in visits)
    if visits:
        yield (
            f"外出团组先排须领导出面的企业（{led} 家）；其余 {len(visits) - led - beside} 家"
            "不在驻点小组片区、只有派团能去（config/trips.yaml takes_outside_area），"
            f"{beside} 家是去片区的团组顺路看的"
        )
    if trips.constraints.appointment_required and any(firm.travels and not firm.booked for firm in wanted):
        yield "没有标“已约”的走访都要先约定再出发；约好后用 --appointments 交回来重排"
    if delegation.routes and all(route.evening and not route.evening.members for route in delegation.routes):
        yield "商会晚间活动放在走访最多的过夜城市：还没有真实的商会名册可查各市会员数"


def _undated(firm: Firm) -> bool:
    return bool(firm.touches) and not any(touch.on_date for touch in firm.touches)


def assumptions(trips: TripsFile, context: Context) -> list[str]:
    """What the figures rest on, for the sheet and the JSON."""
    half_life = context.config.scoring.factor("warmth").half_life_days
    factor = trips.prize.kpi_eligible_list_firm_factor
    return [
        "走访价值＝促成来访的可能 × 企业价值 ×（1－时近）× 系数；没有单位，只用来比较",
        "促成来访的可能：以“来不来”轴的中值代替（没有可拟合的历史数据，不是频率）",
        "企业价值：以合计分的中值代替（其中已含“来不来”，所以它计了两次）",
        f"时近：0.5^(距上次对接天数/{half_life})；从未对接或约定回访已到期为 0",
        f"系数：可能计入名单企业且名单目标未完成时 {factor:g}，其余 1",
        *_of_travel(trips),
    ]


def _of_travel(trips: TripsFile) -> Iterator[str]:
    travel, limits = trips.travel, trips.constraints
    hours = "、".join(limits.office_hours)
    yield (
        f"里程：城市中心间直线距离 × {travel.detour:g}；公路 {travel.road_kmh:g} 公里/小时；"
        f"{travel.rail_from_km:g} 公里起可乘火车（{travel.rail_kmh:g} 公里/小时，"
        f"另加 {travel.rail_extra_minutes} 分钟）；没有用地图服务"
    )
    yield (
        f"每家 {limits.visit_minutes} 分钟，含同城转场；整场须在办公时间 {hours} 内；"
        f"驻点小组 {limits.day} 间在路上"
    )
    yield f"两家之间的路程不超过 {travel.longest_leg_minutes} 分钟，团组晚间可以赶路"
    days = trips.classes.delegation.days
    yield f"团组 {days} 天：首日上午去程、末日下午返程；县城位置未填，往返县里的里程不计"
    yield "驻点小组两个驻地都可出发，按近的算；周一用于看清单、约企业，走访到周五为止"
