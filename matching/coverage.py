"""Headquarters' tables on the weekly list: the report's arithmetic, the audited ledger, the gap map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from db.models import Contact
from matching import kpi
from matching.contact import ENDED
from matching.context import Context
from matching.hq.coverage import why_excluded
from matching.judge import Judged
from matching.listing import HOLDS
from matching.load import Knowledge
from matching.membership import is_listed
from matching.rate import rate
from matching.report import KpiPage, LedgerAudit, NodeGap, Plan
from matching.result import Assessment

REGION_BENCHMARK = "gx_2021_resident"
WAN = 10_000


def kpi_page(context: Context) -> KpiPage:
    """The printed figures and everything computed from them."""
    facts, targets, power = context.config.kpi.facts, context.config.kpi.targets, context.config.kpi.power
    signed, other, target = facts.signed.yi, facts.largest_non_mfg_yi, targets.mfg_share_contract
    missing = max(0, targets.list_firm_new - facts.list_landed)
    rates, pace = list(power.assumed_rates), None
    region = next((item for item in context.config.kpi.benchmarks if item.id == REGION_BENCHMARK), None)
    if region and region.visited:
        if region.signed:
            rates.append(region.signed / region.visited)
        if region.days and region.teams:
            pace = kpi.visits_per_week(region.visited, region.days, region.teams)
    return KpiPage(
        period=context.config.kpi.period.label,
        share=kpi.manufacturing_share(signed, other),
        share_target=target,
        manufacturing_needed=kpi.manufacturing_needed(signed, other, target),
        price_of_other=kpi.price_of_other(target),
        list_contacted=facts.list_contacted,
        list_landed=facts.list_landed,
        list_target=targets.list_firm_new,
        landing_upper=kpi.upper_bound(facts.list_landed, facts.list_contacted, 1 - power.alpha_one_sided),
        contacts_needed={
            f"{rate:.2%}": kpi.contacts_needed(rate, missing, power.success_probability)
            for rate in sorted(rates)
            if missing
        },
        trips_affordable=kpi.trips_affordable(facts.budget_wan * WAN, facts.cost_per_trip_wan * WAN),
        plan=_plan(context),
        region_pace=pace,
    )


def _plan(context: Context) -> Plan:
    """The contract total of the plan, read as the configuration says (domain guide, section 4.2)."""
    facts, targets = context.config.kpi.facts, context.config.kpi.targets
    year, total = targets.chain_signing_basis.v == "year", targets.chain_signing_yi
    remaining = max(0.0, total - facts.signed.yi) if year else total
    needed = kpi.manufacturing_within(
        facts.signed.yi, facts.largest_non_mfg_yi, targets.mfg_share_contract, remaining
    )
    return Plan(
        basis="全年" if year else "下半年",
        total=total,
        remaining=remaining,
        manufacturing=needed,
        reachable=needed <= remaining,
    )


def ledger_audit(knowledge: Knowledge, context: Context) -> LedgerAudit:
    """The contacts as audited: one enterprise counts once."""
    contacts = [contact for contact, _ in knowledge.contacts]
    distinct = {contact.enterprise_id or contact.name for contact in contacts}
    listed = {
        firm.id for firm in knowledge.firms.values() if firm.touches and is_listed(firm, context, HOLDS)
    }
    seen = Counter(contact.enterprise_id or contact.name for contact in contacts)
    return LedgerAudit(
        rows=len(contacts),
        distinct=len(distinct),
        duplicates=len(contacts) - len(distinct),
        matched=sum(contact.enterprise_id is not None for contact in contacts),
        unmatched=sum(contact.enterprise_id is None and contact.kind == "enterprise" for contact in contacts),
        associations=sum(contact.kind == "association" for contact in contacts),
        on_lists=rate(len(listed), len(distinct), context),
        never_followed_up=sum(_never_followed_up(contact, seen) for contact in contacts),
        no_reason=sum(contact.stage == ENDED and not contact.reason for contact in contacts),
        example=any(evidence.example for _, evidence in knowledge.contacts),
        by_stage=dict(sorted(Counter(contact.stage or "未写" for contact in contacts).items())),
    )


def _never_followed_up(contact: Contact, seen: Counter[str]) -> bool:
    return contact.stage in {"已对接", "已拜访"} and seen[contact.enterprise_id or contact.name] == 1


def gap_map(
    judged: Sequence[Judged],
    targets: Sequence[Assessment],
    reached: Collection[str],
    in_talks: Collection[str],
    context: Context,
) -> list[NodeGap]:
    """Every node with its local state and how many firms are known, touched, in talks and listed.

    ``reached`` and ``in_talks`` are ids of enterprises; 示例 firms are left out.
    """
    real = [item.assessment for item in judged if item.assessment.chain and not item.assessment.example]
    candidates = Counter((item.chain, item.node) for item in real)
    eligible = Counter((item.chain, item.node) for item in real if not why_excluded(item))
    touched = Counter((item.chain, item.node) for item in real if item.enterprise_id in reached)
    talks = Counter((item.chain, item.node) for item in real if item.enterprise_id in in_talks)
    listed = Counter((item.chain, item.node) for item in targets)
    return [
        NodeGap(
            chain_name=chain.name,
            node_name=node.name,
            local=node.local,
            gap_priority=node.gap_priority,
            candidates=candidates[chain.id, node.id],
            touched=touched[chain.id, node.id],
            listed=listed[chain.id, node.id],
            in_talks=talks[chain.id, node.id],
            eligible=eligible[chain.id, node.id],
        )
        for chain, node in context.config.chains.nodes()
    ]
