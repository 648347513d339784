"""Three reasons, two concerns, topics and questions: every one a fact with source and date.

Wording rules (domain guide, section 11): facts as found, no adjectives without a number; a fact about
this place counts only when printed or confirmed; an undated fact about a rival is not compared.
"""

from __future__ import annotations

from collections.abc import Iterator

from matching import kpi
from matching.candidate import CONFIRMED, Candidate, fact_evidence, place_facts
from matching.config.place import PlaceFact
from matching.contact import Contacted, refused
from matching.context import Context
from matching.firm import Firm
from matching.fit.explain import FIELD_NAMES
from matching.groups import paths_up
from matching.listing import as_day
from matching.match import evidence_of
from matching.result import Evidence, Statement
from matching.score import Scored, swing
from matching.signs import KINDS, described, given_up, silence, standing_signals

KIND_ORDER = ("tenant", "material", "signed_theme", "transport", "price", "plan", "rival")
TOPIC_FIELDS = ("raw_material", "water_price", "steam_price", "tariff", "berth", "highway", "port_km")
BRANCHES = ("分公司", "分厂", "办事处", "营业部")
EXAMPLE_TICKET_YI = 10.0
"""Size of the project by which a non-manufacturing node's dilution is illustrated (domain guide, 4.2)."""


def reasons(c: Candidate, wanted: int) -> list[Statement]:
    """The firm's own reason first, then confirmed facts of this place, the last naming a rival."""
    places = confirmed_places(c)
    chosen = places[: max(0, wanted - 1)]
    found = [_firm_reason(c)]
    for position, fact in enumerate(chosen):
        text, evidence = fact.text, [fact_evidence(fact, c.context)]
        if position == len(chosen) - 1:
            clause, rival_evidence = _rival(c)
            text, evidence = text + clause, evidence + rival_evidence
        found.append(Statement(text=text, place=True, evidence=evidence))
    return found


def confirmed_places(c: Candidate) -> list[PlaceFact]:
    """Printed or confirmed facts of this place for the node, the most concrete kind first."""
    facts = [fact for fact in place_facts(c.match, c.site, c.context) if fact.status in CONFIRMED]
    return sorted(facts, key=lambda fact: (KIND_ORDER.index(fact.kind), fact.id))


def _firm_reason(c: Candidate) -> Statement:
    """What ties the firm to the node, and its newest sign of expanding or moving."""
    fits = _fitting(c)
    signs = [sign for factor in KINDS for sign in standing_signals(c.firm, factor, c.context)]
    if not signs:
        return fits
    newest = max(signs, key=lambda sign: sign.on_date)
    text = f"{fits.text}；{described(newest)}"
    return Statement(text=text, place=False, evidence=[*fits.evidence, newest.evidence])


def _fitting(c: Candidate) -> Statement:
    where = f"对应“{c.match.chain.name}”的“{c.match.node.name}”环节"
    own = [part for part in c.match.parts if part.node == c.match.node.id]
    best = own[0]
    if best.field:
        told = "、".join(dict.fromkeys(part.word for part in own if part.field == best.field))
        said = f"{FIELD_NAMES[best.field]}有“{told}”"
    else:
        said = f"行业代码{best.code}"
    return Statement(text=f"{said}，{where}", place=False, evidence=evidence_of(best, c.firm))


def _rival(c: Candidate) -> tuple[str, list[Evidence]]:
    """A clause that names a rival park: compared by a dated fact, or said not to be comparable."""
    rivals = [c.context.config.rival(identity) for identity in c.match.chain.rivals]
    for rival in rivals:
        for position, fact in enumerate(rival.facts):
            if fact.as_of and as_day(fact.as_of) <= c.context.as_of:
                line = c.context.setting(
                    "parks",
                    "rivals",
                    rival.id,
                    "facts",
                    position,
                    fact=f"{rival.name}：{fact.what}",
                    source=fact.source,
                    day=fact.as_of,
                )
                return f"；竞品{rival.name}：{fact.what}", [line]
    return (f"；竞品{rivals[0].name}没有注明日期的数据可用，不作比较", []) if rivals else ("", [])


def concerns(c: Candidate, contacted: Contacted, wanted: int) -> list[Statement]:
    """What speaks against it, gravest first."""
    return [
        Statement(text=text, place=False, evidence=evidence)
        for _, (text, evidence) in zip(range(wanted), _concerns(c, contacted), strict=False)
    ]


def _concerns(c: Candidate, contacted: Contacted) -> Iterator[tuple[str, list[Evidence]]]:
    firm, context = c.firm, c.context
    if firm.province and firm.province.value == context.region:
        yield f"所在地{context.region}，以本企业签约不计入新签约", [firm.province.evidence]
    if c.match.node.mfg is not True and context.share_gap_open:
        yield _dilution(context)
    for flag in c.match.node.flags:
        if flag in {"policy_risk", "odour", "shell_trade_risk"}:
            rule = next(item for item in context.config.gates.flags if item.id == flag)
            yield rule.name, [context.setting("gates", "flags", flag, fact=rule.name)]
    for check in c.site.checks:
        if check.need and check.finding != "pass" and check.evidence and c.site.park:
            yield f"{c.site.park.name}{check.name}：{check.reason}，确认前不能承诺", [check.evidence]
            break
    if ended := given_up(firm, context):
        yield f"{described(ended)}，计划可能已变", [ended.evidence]
    area = context.config.trips.classes.resident.area
    if firm.city and firm.city.value.removesuffix("市") not in area:
        cost = context.config.kpi.facts.cost_per_trip_wan
        yield (
            f"企业在{firm.city.value}，不在驻点小组片区，须派团（约 {cost:g} 万元一次）",
            [firm.city.evidence],
        )
    latest = contacted.latest
    if latest and refused(latest):
        yield f"此前对接未成（{latest.reason or latest.stage}）：{latest.evidence.fact}", [latest.evidence]
    if not any(standing_signals(firm, factor, context) for factor in KINDS):
        yield _no_sign(c)
    if not firm.city:
        yield "所在城市未知，只公布到省或未公布", [firm.named]


def _no_sign(c: Candidate) -> tuple[str, list[Evidence]]:
    """Searched without finding, or not searched: two different things."""
    if quiet := silence(c, "expansion_action"):
        since, seen = quiet
        read = seen.model_copy(update={"fact": f"{seen.source}已读，{since} 起没有这家企业"})
        return f"{since} 起的公开来源里没有扩产迹象，意向待问", [read]
    where = "已采集的来源没有覆盖这家企业" if c.context.readings else "环评、备案、公告等来源尚未采集"
    line = c.context.setting(
        "scoring", "axes", "propensity", "factors", "expansion_action", fact="扩产动作未知，取先验"
    )
    return f"扩产或搬迁意向未知：{where}", [line]


def _dilution(context: Context) -> tuple[str, list[Evidence]]:
    facts, target = context.config.kpi.facts, context.config.kpi.targets.mfg_share_contract
    signed, other = facts.signed.yi, facts.largest_non_mfg_yi
    share = kpi.manufacturing_share(signed + EXAMPLE_TICKET_YI, other + EXAMPLE_TICKET_YI)
    needed = kpi.manufacturing_needed(signed, other, target, EXAMPLE_TICKET_YI)
    text = (
        f"不（全）计制造业：每签 {EXAMPLE_TICKET_YI:g} 亿元非制造业，"
        f"制造业占比降到 {share:.2%}，需补制造业签约升到 {needed:.2f} 亿元"
    )
    line = context.setting(
        "kpi",
        "facts",
        "largest_non_mfg_yi",
        fact=f"新签约 {signed:g} 亿元，其中非制造业 {other:g} 亿元",
        source="本局半年工作报告",
        day=context.config.kpi.period.as_of,
    )
    return text, [line]


def topics(c: Candidate) -> list[str]:
    """What to talk about; the park's unconfirmed figures are marked, tax refunds are never promised."""
    found: list[str] = []
    if c.site.park:
        labels = {field.id: field for field in c.context.config.parks.fields}
        for name in TOPIC_FIELDS:
            value = c.site.park.values[name]
            if value.v is not None and not value.plan:
                unit = f" {labels[name].unit}" if labels[name].unit else ""
                sure = "" if value.status in CONFIRMED else "，待园区确认"
                found.append(f"{labels[name].label} {value.v}{unit}（{value.source}{sure}）")
    found.append("谈资源和配套，不谈税费返还")
    return found


def questions(c: Candidate, scored: Scored) -> list[str]:
    """What to ask the firm, the answer that could move the total most first.

    A gate of the firm's or the project's that blocks on failure can take the whole total; a factor
    its swing between low and high. Questions to park offices stand with the gates.
    """
    scoring = c.context.config.scoring
    ranked = [
        (swing(scored, factored, scoring), factored.question)
        for factored in scored.factors
        if factored.question and factored.id != "park_capacity"
    ]
    ranked += [
        (scored.total.centre, check.question)
        for check in c.site.checks
        if check.finding == "unknown" and check.on_fail == "block" and not check.about_park
    ]
    ranked.sort(key=lambda item: -item[0])
    return list(dict.fromkeys(question for _, question in ranked))


def _outside(firm: Firm, region: str) -> Firm | None:
    """The nearest firm above that is a legal person outside the region."""
    above = (path.holder for path in paths_up(firm))
    return next(
        (one for one in above if one.legal_form and one.province and one.province.value != region), None
    )


def signing_entity(firm: Firm, region: str) -> str:
    """Who could sign so that it counts; never a branch office and never a shell."""
    heads = [tie.holder for tie in firm.ties if tie.kind == "branch"]
    if heads:
        place = heads[0].province.value if heads[0].province else "未知，先核"
        return f"分公司不是独立法人，不能签约；请以总公司{heads[0].name}签约（登记地{place}；需上级确认）"
    if firm.name.endswith(BRANCHES):
        return "分公司不是独立法人，不能签约；请以其总公司签约，名称和登记地待查"
    if not firm.legal_form:
        return "榜单只印集团或品牌名，先查法人全称和登记地"
    if firm.province is None:
        return f"{firm.name}（登记地未知，先核登记地）"
    if firm.province.value == region:
        outside = _outside(firm, region)
        if outside:
            return f"本企业是区内法人；请{outside.name}签约出资（区外法人，需上级确认）"
        return "本企业是区内法人；请集团以区外公司签约出资，名称待查（需上级确认）"
    return f"{firm.name}（区外法人，登记地{firm.province.value}；需上级确认）"
