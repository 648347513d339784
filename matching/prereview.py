"""The pre-review (预审) draft of one firm at one park: every gate with state, evidence, question, department.

Domain guide, section 6.4: one row per gate, none blank. What nobody has answered is 待核, never a pass; who
can answer it is named from ``pre_review_answers`` of eligibility.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from db.models import ROLLING
from matching.config.parks import Park
from matching.context import Context
from matching.eligibility import Case, judge_indicators, judge_rules
from matching.firm import Firm, Project
from matching.match import NodeMatch, main_nodes
from matching.result import Evidence, IndicatorVerdict, Result, Verdict
from matching.site import Check, Site, every_check, park_checks
from matching.statements import signing_entity

State = Literal["满足", "不满足", "有条件", "待核"]
Part = Literal["园区准入", "企业与项目"]
Waits = Literal["", "园区", "企业或部门"]
PARK_DESK, OWN_DESK = "园区", "招商"
DESKS = {PARK_DESK: "园区管理方", OWN_DESK: "招商部门（向企业或上级核实）"}
UNKNOWN_PROJECT = Project()


class Item(Result):
    """One row of the sheet. ``waits_for`` says whose answer is missing; empty when nobody's is.

    ``department`` is who can answer, also where the state is settled: they confirm it at the meeting.
    """

    id: str
    part: Part
    name: str
    state: State
    waits_for: Waits
    reason: str
    question: str
    department: str
    evidence: list[Evidence]


class KnownFact(Result):
    """What is known of the firm, with its way back."""

    name: str
    value: str
    evidence: list[Evidence]


class PreReview(Result):
    """The whole draft; ``unknown`` counts the rows still 待核, by department."""

    enterprise: str
    enterprise_id: str
    uscc: str | None
    example: bool
    week: str
    as_of: str
    data_hash: str
    config_hash: str
    park: str
    park_name: str
    chain_name: str
    node_name: str
    items: list[Item]
    verdicts: list[Verdict]
    indicators: list[IndicatorVerdict]
    known: list[KnownFact]
    signing_entity: str
    departments: dict[str, int]
    notes: list[str]


def prereview(firm: Firm, park: Park, context: Context, *, week: str, data_hash: str) -> PreReview:
    """The draft for ``firm`` at ``park``, from what was known in the week.

    Of the firm's chains the one that the park is for is taken, else its best; a firm without a node gets
    the rows that do not depend on one, and the question that would find it.
    """
    match = _match(firm, park, context)
    checks = list(_checks(match, park, context))
    site = Site(park, tuple(checks))
    verdicts = judge_rules(Case(firm, match, [site] if match else [], context))
    items = [_positioning(match, park, context)]
    items += [_of_check(check, context) for check in checks]
    items += [_of_verdict(verdict, context) for verdict in verdicts]
    return PreReview(
        enterprise=firm.name,
        enterprise_id=firm.id,
        uscc=firm.uscc,
        example=firm.example,
        week=week,
        as_of=context.as_of.isoformat(),
        data_hash=data_hash,
        config_hash=context.config.config_hash,
        park=park.id,
        park_name=park.name,
        chain_name=match.chain.name if match else "",
        node_name=match.node.name if match else "",
        items=items,
        verdicts=verdicts,
        indicators=judge_indicators(verdicts, context),
        known=list(_known(firm, context)),
        signing_entity=signing_entity(firm, context.region),
        departments=_open_by_department(items, context),
        notes=_notes(match, context),
    )


def _match(firm: Firm, park: Park, context: Context) -> NodeMatch | None:
    matches = main_nodes(firm, context)
    here = [match for match in matches if park.id in match.chain.parks]
    return next(iter(here or matches), None)


def _checks(match: NodeMatch | None, park: Park, context: Context) -> Iterator[Check]:
    if match is None:
        yield from park_checks(park, context)
    else:
        yield from every_check(match.chain, match.node, park, UNKNOWN_PROJECT, context)


def _positioning(match: NodeMatch | None, park: Park, context: Context) -> Item:
    """Whether the firm's chain is one of the park's."""
    line = context.setting("parks", "parks", park.id, "chains", fact=f"{park.name}对口产业链")
    names = "、".join(context.config.chain(chain).name for chain in park.chains)
    if match is None:
        state: State = "待核"
        reason, question = "企业未对应产业链环节", "主营产品是什么？拟建什么项目？"
    elif park.id in match.chain.parks:
        state, reason, question = "满足", f"“{match.chain.name}”是园区对口产业链", ""
    else:
        state = "有条件"
        reason = f"园区对口{names or '产业链未定'}，企业对应“{match.chain.name}”"
        question = f"{park.name}是否接纳“{match.chain.name}”项目？"
    return Item(
        id="park_positioning",
        part="园区准入",
        name="园区产业定位",
        state=state,
        waits_for="" if state == "满足" else ("企业或部门" if match is None else "园区"),
        reason=reason,
        question=question,
        department=DESKS[PARK_DESK],
        evidence=[line],
    )


def _of_check(check: Check, context: Context) -> Item:
    shown = check.shown()
    asked = shown.state == "待园区确认"
    reason = f"待园区确认：{check.reason}" if asked else check.reason
    return Item(
        id=check.id,
        part="园区准入",
        name=check.name,
        state="待核" if shown.state in {"待园区确认", "待核"} else shown.state,
        waits_for=_waits(open_=shown.state != "满足", of_park=check.about_park),
        reason=reason,
        question=shown.question,
        department=department_of(check.id, context, about_park=check.about_park),
        evidence=[check.evidence] if check.evidence else [],
    )


def _of_verdict(verdict: Verdict, context: Context) -> Item:
    """计入 is 满足, 待核 stays; what fails is 不满足, or 有条件 where the rule only gives notice."""
    state: State = "待核"
    if verdict.result == "计入":
        state = "满足"
    elif verdict.result == "不计入":
        state = "有条件" if verdict.kind == "notice" else "不满足"
    about_park = verdict.rule == "park_admission"
    rule = context.config.rule(verdict.rule)
    line = context.setting("eligibility", "rules", rule.id, fact=f"{rule.name}：{rule.test}")
    return Item(
        id=verdict.rule,
        part="企业与项目",
        name=verdict.name,
        state=state,
        waits_for=_waits(open_=state != "满足", of_park=about_park),
        reason=verdict.reason,
        question=verdict.question,
        department=department_of(verdict.rule, context, about_park=about_park),
        evidence=verdict.evidence or [line],
    )


def _waits(*, open_: bool, of_park: bool) -> Waits:
    if not open_:
        return ""
    return "园区" if of_park else "企业或部门"


def department_of(item: str, context: Context, *, about_park: bool) -> str:
    """Who can answer an item, as printed in the configuration; else the park's office or this bureau."""
    eligibility = context.config.eligibility
    for department, items in (eligibility.pre_review_answers.v or {}).items():
        if item in items:
            printed = [
                name for name in eligibility.pre_review_departments.v or [] if name.startswith(department)
            ]
            return DESKS.get(department) or next(iter(printed), department)
    return DESKS[PARK_DESK if about_park else OWN_DESK]


def _open_by_department(items: list[Item], context: Context) -> dict[str, int]:
    """Rows not yet 满足 by department; every department of the meeting is named, if only with 0."""
    found = dict.fromkeys(context.config.eligibility.pre_review_departments.v or [], 0)
    for item in items:
        found[item.department] = found.get(item.department, 0) + (item.state != "满足")
    return found


def _known(firm: Firm, context: Context) -> Iterator[KnownFact]:
    yield KnownFact(name="企业名称", value=firm.name, evidence=[firm.named])
    for name, known in (("所在省份", firm.province), ("所在城市", firm.city), ("所属行业", firm.industry)):
        if known:
            yield KnownFact(name=name, value=known.value, evidence=[known.evidence])
    labels = {"product_list": "主营产品", "business_scope": "经营范围", "eia_or_filing": "公示项目"}
    for text in firm.texts:
        if text.field in labels:
            yield KnownFact(name=labels[text.field], value=text.text, evidence=[text.evidence])
    for listing in firm.listings:
        name = context.config.tier(listing.tier).name
        edition = "在册" if listing.edition == ROLLING else listing.edition
        yield KnownFact(name="名单", value=f"{name} {edition}", evidence=[listing.evidence])
    for member in firm.chamber:
        yield KnownFact(name="商会", value=member.value, evidence=[member.evidence])
    for signal in firm.signals:
        yield KnownFact(name="动向", value=signal.text, evidence=[signal.evidence])
    for touch in firm.touches:
        yield KnownFact(name="对接记录", value=touch.evidence.fact, evidence=[touch.evidence])


def _notes(match: NodeMatch | None, context: Context) -> list[str]:
    found = [
        "本表由公开信息和县级配置自动起草，供预审会讨论；结论以各部门意见为准",
        "“待核”是还没有答复，不是不通过；“有条件”是有前提，会上要说清",
        "投资额、用地、用水、能耗等项目数据尚未采集，请企业填报后再核",
    ]
    if match is None:
        found.append("企业没有对应的产业链环节，与环节有关的准入条件和需求要等项目明确后再列")
    departments = context.config.eligibility.pre_review_departments
    if departments.status not in {"printed", "confirmed"}:
        found.append("参会部门和分工是按外地做法推定的（config/eligibility.yaml），请本县核定")
    return found
