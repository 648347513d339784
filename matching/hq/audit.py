"""The contacted firms audited: 112 is a claim to be checked, not a truth (domain guide, section 12.1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain

from matching.context import Context
from matching.hq.contacted import ASSOCIATION, LANDED, Object, is_touch, touched
from matching.hq.model import ContactAudit, Countable, Delisted, Stale, WhyNot
from matching.judge import Judged
from matching.listing import HOLDS, Standing, standing, state_text
from matching.load import Knowledge
from matching.membership import counting_listings, counting_tiers, is_listed

JUDGED = ("list_firm_new", "new_signing", "mfg_share_contract")
"""Indicators of kpi.yaml whose verdicts the audit sums up."""
_GONE: frozenset[Standing] = frozenset({"expired", "withdrawn", "lapsed"})


def contact_audit(
    objects: Sequence[Object], judged: Mapping[str, Judged], knowledge: Knowledge, context: Context
) -> ContactAudit:
    """Every figure of the block 触达核查 that the ledger's own audit does not give."""
    rows = [row for row, _ in knowledge.contacts]
    alive = [one for one in objects if not one.ended and (one.step or 0) < LANDED]
    enterprises = [one for one in objects if one.kind != ASSOCIATION]
    known = [found for one in enterprises if (found := judged.get(one.enterprise_id or ""))]
    return ContactAudit(
        touched=len(touched(objects, context)),
        no_touch_rows=sum(not is_touch(row, context) for row in rows),
        channel_unknown_rows=sum(not row.channel for row in rows),
        list_edition_due=sum(_edition_due(one, knowledge, context) for one in enterprises),
        delisted=[gone for one in enterprises if (gone := _delisted(one, knowledge, context))],
        countable=[_countable(indicator, known, context) for indicator in JUDGED],
        unmatched=len(enterprises) - len(known),
        stale_days=context.config.coverage.stale_days,
        stale=_stale(alive, context),
        open_objects=len(alive),
        undated=sum(one.last_day is None for one in alive),
        rows_without_reason=sum(not row.reason for row in rows),
    )


def _edition_due(one: Object, knowledge: Knowledge, context: Context) -> bool:
    """On a counting list, but only on an edition that a newer one must have replaced by now."""
    firm = knowledge.firms.get(one.enterprise_id or "")
    current: frozenset[Standing] = frozenset({"current"})
    return firm is not None and is_listed(firm, context, HOLDS) and not is_listed(firm, context, current)


def _delisted(one: Object, knowledge: Knowledge, context: Context) -> Delisted | None:
    firm = knowledge.firms.get(one.enterprise_id or "")
    if firm and is_listed(firm, context, HOLDS):
        return None
    config, day = context.config, context.as_of
    if firm:
        for listing in chain.from_iterable(counting_listings(firm, context)):
            tier = config.tier(listing.tier)
            if standing(tier, listing, day) in _GONE:
                told = f"{tier.name} {listing.edition}：{state_text(tier, listing, day)}"
                return Delisted(enterprise=one.name, example=one.example, listed=told)
    # Who is missing from an excerpt may still be on the list.
    whole = {tier for tier in counting_tiers(context) if tier in context.lists and context.lists[tier].whole}
    places = [place for place in knowledge.earlier.get(one.enterprise_id or "", ()) if place.tier in whole]
    if not places:
        return None
    last = places[-1]
    told = f"{config.tier(last.tier).name} {last.edition} 在榜，之后的版次没有"
    return Delisted(enterprise=firm.name if firm else last.name, example=one.example, listed=told)


def _countable(indicator: str, known: Sequence[Judged], context: Context) -> Countable:
    names = {one.id: one.name for one in context.config.kpi.indicators}
    rules = {rule.id: rule.name for rule in context.config.eligibility.rules}
    verdicts = [
        verdict for one in known for verdict in one.assessment.indicators if verdict.indicator == indicator
    ]
    results = Counter(verdict.result for verdict in verdicts)
    why = Counter(
        (verdict.result, rule) for verdict in verdicts if verdict.result != "计入" for rule in verdict.rules
    )
    ordered = sorted(why.items(), key=lambda item: (item[0][0] != "不计入", -item[1], item[0][1]))
    return Countable(
        indicator=indicator,
        name=names.get(indicator, indicator),
        counts=results["计入"],
        open=results["待核"],
        fails=results["不计入"],
        why=[
            WhyNot(rule=rules.get(rule, rule), result=result, enterprises=number)
            for (result, rule), number in ordered
        ],
    )


def _stale(alive: Sequence[Object], context: Context) -> list[Stale]:
    """Open objects whose last touch is older than ``stale_days``, the longest forgotten first."""
    limit, found = context.config.coverage.stale_days, []
    for one in alive:
        last = one.last_day
        if last is None or (context.as_of - last).days <= limit:
            continue
        found.append(
            Stale(
                name=one.name,
                example=one.example,
                team=one.latest.team or "",
                stage=one.latest.stage or "",
                last=last.isoformat(),
                days=(context.as_of - last).days,
            )
        )
    return sorted(found, key=lambda item: (-item.days, item.name))
