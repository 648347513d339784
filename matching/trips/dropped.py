"""Why a firm is in no plan: one sentence a person can check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matching.trips.model import Candidate, ClassPlan, Dropped
from matching.trips.places import nearest, place_of
from matching.trips.timing import Rules, Stop, timetable
from matching.trips.tours import Named


def dropped(
    firms: Sequence[Candidate],
    seen: frozenset[str],
    resident: tuple[ClassPlan, Sequence[Named]],
    delegation: tuple[ClassPlan, Sequence[Named]],
    later: Mapping[str, int],
    rules: Rules,
) -> list[Dropped]:
    """Every candidate that is not ``seen``, in the order of ``firms``, each with its reason.

    ``later`` says with which further trip of a larger budget an enterprise would be seen.
    """
    tours = {"resident": resident, "delegation": delegation}
    found: list[Dropped] = []
    for firm in firms:
        if firm.enterprise_id in seen:
            continue
        reason = firm.why_not or _reason(firm, *tours[firm.travels or "resident"], rules)
        if firm.enterprise_id in later:
            reason += f"；经费够派 {later[firm.enterprise_id]} 次时可排入"
        found.append(
            Dropped(
                rank=firm.rank,
                enterprise=firm.enterprise,
                enterprise_id=firm.enterprise_id,
                city=firm.city,
                example=firm.example,
                prize=firm.prize,
                reason=reason,
            )
        )
    return found


def _reason(firm: Candidate, plan: ClassPlan, tours: Sequence[Named], rules: Rules) -> str:
    if firm.prize <= 0:
        return "走访价值为 0（来不来或合计为 0），排了也不加分"
    if not tours:
        return "经费不够派一次团" if plan.kind == "delegation" else "没有驻点小组的走访日"
    place = place_of(firm.city)
    assert place is not None
    if firm.booked and plan.kind == "resident":
        return f"约在 {firm.booked}，与别的约会冲突，或当天赶不到，请改约"
    alone = Stop(0, place, firm.prize)
    if not any(timetable(named.tour, [alone], rules) for named in tours):
        bases = [base for named in tours for base in named.tour.bases]
        if not bases:
            return "办公时间里排不下一次走访"
        base, way = nearest(bases, place, rules.travel)
        return f"离最近的驻地{base.city}约 {way.km:.0f} 公里、{way.minutes} 分钟，当天往返赶不上办公时间"
    taken = [visit.prize for route in plan.routes for visit in route.visits if not visit.booked]
    least = min(taken, default=0.0)
    limit = _limit(plan, tours)
    if firm.prize < least:
        return f"{limit}；走访价值 {firm.prize:.3f}，低于已排入的最低 {least:.3f}"
    return f"{limit}；走访价值 {firm.prize:.3f}，但放进任何一程都会挤掉合计价值更高的走访（路远或时段冲突）"


def _limit(plan: ClassPlan, tours: Sequence[Named]) -> str:
    used = sum(len(route.visits) for route in plan.routes)
    if plan.kind == "resident":
        return f"本周 {len(tours)} 个走访日排了 {used} 家（上限 {plan.slots} 家）"
    return f"经费只够 {len(tours)} 次，排了 {used} 家"
