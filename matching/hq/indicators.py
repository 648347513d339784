"""The KPI page: what is missing, what that asks for, what the zero of 34 means (domain guide, section 4)."""

from __future__ import annotations

from datetime import date
from math import ceil, floor

from matching import kpi
from matching.config.kpi import Benchmark, Facts, Targets
from matching.context import Context
from matching.hq.model import Budget, Indicators, Inputs, Landing, PlanReading, Progress, TravelClass
from matching.listing import as_day

PACE_SLOW = 15
"""Appointments that two teams realistically hold in a week (domain guide, section 4.5)."""
WIND_FARM_YI = 10.0
"""亿元 of the example of one more non-manufacturing project (domain guide, section 4.2)."""
WEEKS_OF_HALF = 26
REGION_BENCHMARK = "gx_2021_resident"
WAN = 10_000
HALF = 0.5
LEVELS = {"mfg_share_contract", "mfg_share_funds"}
"""Indicators that are a level to be held, not a sum to be gathered."""


def indicators(context: Context) -> Indicators:
    """Everything computed from kpi.yaml that stands on the KPI page."""
    file = context.config.kpi
    facts, targets = file.facts, file.targets
    signed, other, target = facts.signed.yi, facts.largest_non_mfg_yi, targets.mfg_share_contract
    needed = kpi.manufacturing_needed(signed, other, target)
    # All but the one large project were counted as manufacturing (domain guide, section 4.2).
    average = (signed - other) / (facts.signed.projects - 1) if facts.signed.projects > 1 else None
    day = as_day(file.period.as_of)
    return Indicators(
        as_of=file.period.as_of,
        list_missing=max(0, targets.list_firm_new - facts.list_landed),
        landing=landing(context),
        progress=progress(context),
        elapsed=(day - date(day.year - 1, 12, 31)).days / date(day.year, 12, 31).timetuple().tm_yday,
        plans=plans(facts, targets),
        wind_farm=(
            WIND_FARM_YI,
            kpi.manufacturing_share(signed + WIND_FARM_YI, other + WIND_FARM_YI),
            kpi.manufacturing_needed(signed, other, target, WIND_FARM_YI),
        ),
        average_project=average,
        projects_needed=ceil(round(needed / average, 9)) if average else None,
        budget=budget(context),
        own_pace=facts.contacted / WEEKS_OF_HALF,
        inputs=inputs(context),
    )


def assumed_rates(context: Context) -> list[tuple[float, str]]:
    """Landing rates with where they come from: the configured ones and the region's own, lowest first."""
    rates = [(rate, "设定") for rate in context.config.kpi.power.assumed_rates]
    region = _region(context)
    if region and region.visited and region.signed:
        told = f"{region.where}：{region.signed}/{region.visited:,}"
        rates.append((region.signed / region.visited, told))
    return sorted(rates)


def landing(context: Context) -> list[Landing]:
    """For each assumed rate: contacts and weeks for the missing landings, and what chance makes of zero."""
    facts, power = context.config.kpi.facts, context.config.kpi.power
    missing = max(0, context.config.kpi.targets.list_firm_new - facts.list_landed)
    fast = context.config.scoring.weekly_list.k
    rows = []
    for rate, basis in assumed_rates(context) if missing else []:
        contacts = kpi.contacts_needed(rate, missing, power.success_probability)
        rows.append(
            Landing(
                rate=rate,
                basis=basis,
                contacts=contacts,
                weeks_slow=ceil(contacts / PACE_SLOW),
                weeks_fast=ceil(contacts / fast),
                zero_chance=kpi.chance_of_none(rate, facts.list_contacted),
                target_chance=kpi.chance_of_at_least(missing, facts.contacted, rate),
            )
        )
    return rows


def plans(facts: Facts, targets: Targets) -> list[PlanReading]:
    """The contract plan in both readings that the report allows, the configured one marked."""
    signed, total = facts.signed.yi, targets.chain_signing_yi
    found = []
    for basis, name in (("year", "全年"), ("half_year", "下半年")):
        remaining = max(0.0, total - signed) if basis == "year" else total
        needed = kpi.manufacturing_within(
            signed, facts.largest_non_mfg_yi, targets.mfg_share_contract, remaining
        )
        found.append(
            PlanReading(
                basis=name,
                in_use=targets.chain_signing_basis.v == basis,
                total=total,
                remaining=remaining,
                manufacturing=needed,
                share_of_remaining=needed / remaining if remaining and needed <= remaining else None,
                reachable=needed <= remaining,
            )
        )
    return found


def budget(context: Context) -> Budget:
    """Trips that the money pays, and what the trips made would have cost (domain guide, section 4.6)."""
    facts, cost = context.config.kpi.facts, context.config.kpi.facts.cost_per_trip_wan
    trips = kpi.trips_affordable(facts.budget_wan * WAN, cost * WAN) if cost else 0
    spent = facts.team_trips * cost
    asked = [yuan / WAN for yuan in context.config.coverage.what_if_budget_yuan]
    return Budget(
        budget=facts.budget_wan,
        cost_per_trip=cost,
        trips=trips,
        rest=facts.budget_wan - trips * cost,
        team_trips=facts.team_trips,
        team_trips_cost=spent,
        times_budget=spent / facts.budget_wan if facts.budget_wan else None,
        what_if=[(wan, floor(wan / cost)) for wan in asked if cost],
        classes=travel(context),
    )


def travel(context: Context) -> list[TravelClass]:
    """What a visit and an inspection (来县考察) cost by class of travel (coverage.yaml, table budget)."""
    classes = context.config.trips.classes
    resident, delegation = classes.resident, classes.delegation
    region = _region(context)
    inspected = region.inspected / region.visited if region and region.inspected and region.visited else None
    costs = (
        ("驻点小组", resident.cost_per_day_yuan, resident.visits_per_day, resident.paid_from_budget),
        (
            "党政带队",
            delegation.cost_per_trip_yuan,
            delegation.days * delegation.visits_per_day,
            delegation.paid_from_budget,
        ),
    )
    return [
        TravelClass(
            name=name,
            cost_per_visit=cost / visits,
            cost_per_inspection=cost / visits / inspected if inspected else None,
            paid_from_budget=paid,
        )
        for name, cost, visits, paid in costs
        if visits
    ]


def progress(context: Context) -> list[Progress]:
    """双过半: every indicator's share of its target beside the share of the year that is over."""
    facts, targets = context.config.kpi.facts, context.config.kpi.targets
    share = kpi.manufacturing_share(facts.signed.yi, facts.largest_non_mfg_yi)
    funds_pct = facts.mfg_share_funds_pct
    year = targets.chain_signing_basis.v == "year"
    known: dict[str, tuple[float | None, float | None, str]] = {
        "funds": (facts.funds_yi, targets.funds_yi, ""),
        "mfg_share_funds": (None if funds_pct is None else funds_pct / 100, targets.mfg_share_funds, ""),
        "new_signing": (facts.signed.yi, None, "没有单列目标"),
        "resident_signing": (facts.resident_signed_yi, targets.resident_signing_yi, ""),
        "chain_signing": (
            facts.signed.yi if year else 0.0,
            targets.chain_signing_yi,
            "按全年口径，以新签约总额计" if year else "按下半年口径，下半年从零起算",
        ),
        "mfg_share_contract": (share, targets.mfg_share_contract, "占比指标，看是否达到"),
        "list_firm_new": (facts.list_landed, targets.list_firm_new, ""),
        "foreign_capital": (facts.foreign_capital_wan_usd, None, "没有单列目标"),
        "leader_trips": (facts.leader_trips, targets.leader_trips, ""),
        "expo_project": (None, targets.expo_project, "报告没有写完成数"),
    }
    rows = []
    for one in context.config.kpi.indicators:
        done, target, note = known.get(one.id, (None, None, "报告没有写"))
        if done is None and not note:
            note = "报告遮盖或未写"
        part = done / target if done is not None and target else None
        half = _half(one.id, part)
        rows.append(
            Progress(
                indicator=one.id,
                name=one.name,
                unit=one.unit,
                done=done,
                target=target,
                share=part,
                half=half,
                note=note,
            )
        )
    return rows


def _region(context: Context) -> Benchmark | None:
    return next((one for one in context.config.kpi.benchmarks if one.id == REGION_BENCHMARK), None)


def _half(indicator: str, part: float | None) -> str:
    if part is None:
        return "未知"
    if indicator in LEVELS:
        return "达标" if part >= 1 else "未达标"
    if part >= 1:
        return "达标"
    return "过半" if part >= HALF else "未过半"


def inputs(context: Context) -> Inputs:
    """Where the what-if cells start: the report's own figures."""
    facts, targets, power = context.config.kpi.facts, context.config.kpi.targets, context.config.kpi.power
    rates = assumed_rates(context)
    region = next((rate for rate, basis in rates if basis != "设定"), rates[0][0] if rates else 0.01)
    return Inputs(
        signed=facts.signed.yi,
        other=facts.largest_non_mfg_yi,
        target=targets.mfg_share_contract,
        list_contacted=facts.list_contacted,
        list_landed=facts.list_landed,
        list_target=targets.list_firm_new,
        confidence=1 - power.alpha_one_sided,
        probability=power.success_probability,
        contacted=facts.contacted,
        rate=region,
        pace_slow=PACE_SLOW,
        pace_fast=context.config.scoring.weekly_list.k,
        budget=facts.budget_wan,
        cost_per_trip=facts.cost_per_trip_wan,
    )
