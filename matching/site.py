"""A node against a park: every gate, need and check with its state (domain guide, section 6.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from matching.config.chains import Chain, NeedLevel, Node
from matching.config.gates import Gate as GateRule
from matching.config.gates import OnFail, OnUnknown
from matching.config.parks import Park
from matching.context import Context
from matching.firm import Project
from matching.result import Evidence, Gate, GateState

Finding = Literal["pass", "fail", "unknown", "conditional"]
METRES_PER_UNIT = 100
TONNES_PER_UNIT = 1.6
"""Water taken per 100 m of woven cloth, upper limit: draft norm of 2017 (gates.yaml demand_rules)."""


@dataclass(frozen=True)
class Check:
    """One condition as found. ``need`` marks what counts as site capacity."""

    id: str
    name: str
    finding: Finding
    reason: str
    question: str
    on_fail: OnFail
    on_unknown: OnUnknown
    about_park: bool
    need: bool = False
    evidence: Evidence | None = None

    @property
    def state(self) -> GateState:
        """The word a person reads."""
        if self.finding == "pass":
            return "满足"
        if self.finding == "conditional":
            return "有条件"
        if self.finding == "fail":
            return "不满足" if self.on_fail == "block" else "有条件"
        return "待园区确认" if self.about_park else "待核"

    def shown(self) -> Gate:
        """The check as it stands on the card."""
        question = "" if self.finding == "pass" else self.question
        return Gate(gate=self.id, name=self.name, state=self.state, reason=self.reason, question=question)


@dataclass(frozen=True)
class Site:
    """A park judged for a node; ``park`` is None where the chain has no park yet (园区待定)."""

    park: Park | None
    checks: tuple[Check, ...]

    @property
    def failed(self) -> Check | None:
        """What is known to rule the park out."""
        return next((c for c in self.checks if c.finding == "fail" and c.on_fail == "block"), None)

    @property
    def blocked(self) -> bool:
        """Whether something known rules the park out."""
        return self.failed is not None

    @property
    def held(self) -> bool:
        """Whether the park may not be proposed before its office has answered."""
        return any(
            check.finding == "unknown" and check.on_unknown == "block_until_confirmed"
            for check in self.checks
        )

    @property
    def needs(self) -> list[Check]:
        """The checks that speak of capacity."""
        return [check for check in self.checks if check.need]


def judge_sites(chain: Chain, node: Node, project: Project, context: Context) -> list[Site]:
    """Every park of the chain, proposable ones first; one Site without a park where there is none."""
    return context.once(("sites", chain.id, node.id, project), lambda: _sites(chain, node, project, context))


def _sites(chain: Chain, node: Node, project: Project, context: Context) -> list[Site]:
    if not chain.parks:
        checks = tuple(_gates(chain, node, None, context))
        return [Site(None, checks)]
    sites = [
        Site(park, tuple(_judge(chain, node, park, project, context)))
        for park in map(context.config.park, chain.parks)
    ]
    return sorted(
        sites, key=lambda site: (site.blocked, site.held, -sum(c.finding == "pass" for c in site.checks))
    )


def _judge(chain: Chain, node: Node, park: Park, project: Project, context: Context) -> Iterator[Check]:
    """The checks in the order of gates.yaml; the first block ends the pair."""
    for check in every_check(chain, node, park, project, context):
        yield check
        if check.finding == "fail" and check.on_fail == "block":
            return


def every_check(chain: Chain, node: Node, park: Park, project: Project, context: Context) -> Iterator[Check]:
    """All checks of a node against a park, in the order of gates.yaml, whatever an earlier one says."""
    yield _prohibited(node, park, context)
    yield from _gates(chain, node, park, context)
    yield from _needs(chain, node, park, project, context)
    yield from park_checks(park, context)


def park_checks(park: Park, context: Context) -> Iterator[Check]:
    """The checks that hold whatever is to be built: land and intensity."""
    yield _land(park, context)
    yield _intensity(park, context)


def _answer(park: Park, field: str) -> int | float | str | bool | None:
    """What the park has; a planned figure is neither a capacity nor a threshold (parks.yaml)."""
    value = park.values[field]
    return None if value.plan else value.v


def _value_evidence(park: Park, field: str, context: Context, fact: str) -> Evidence:
    value = park.values[field]
    return context.setting(
        "parks",
        "parks",
        park.id,
        "values",
        field,
        fact=fact,
        source=value.source or f"{park.name}园区信息表",
        day=value.as_of,
    )


def _prohibited(node: Node, park: Park, context: Context) -> Check:
    prohibit, codes = park.admit.prohibit, node.codes.core
    finding: Finding = "unknown"
    if prohibit is not None:
        finding = "fail" if codes and set(codes) <= set(prohibit) else "pass"
        if finding == "pass" and set(codes) & set(prohibit):
            finding = "conditional"
    reasons = {
        "unknown": "禁止类目录未提供",
        "pass": "不在禁止类目录",
        "fail": "属园区禁止类",
        "conditional": "部分小类属园区禁止类",
    }
    return Check(
        id="prohibited_code",
        name="园区准入目录",
        finding=finding,
        reason=reasons[finding],
        question=f"{park.name}是否接纳{node.name}？禁止类目录文号？",
        on_fail="block",
        on_unknown="flag",
        about_park=True,
        evidence=context.setting("parks", "parks", park.id, "admit", fact=f"{park.name}：{reasons[finding]}"),
    )


def _gates(chain: Chain, node: Node, park: Park | None, context: Context) -> Iterator[Check]:
    place = f"{chain.id}/{node.id}"
    carried = [context.config.gate(identity) for identity in chain.gates]
    mine = [gate for gate in carried if not gate.nodes or place in gate.nodes]
    mine += [gate for gate in map(context.config.gate, node.gates) if gate not in mine]
    for gate in mine:
        finding, reason = _read_gate(gate, node, park)
        yield Check(
            id=gate.id,
            name=gate.name,
            finding=finding,
            reason=reason,
            question=gate.question,
            on_fail=gate.on_fail,
            on_unknown=gate.on_unknown,
            about_park=all(read.startswith("park.") for read in gate.reads),
            evidence=context.setting("gates", "gates", gate.id, fact=f"{gate.name}：{reason}"),
        )


def _read_gate(gate: GateRule, node: Node, park: Park | None) -> tuple[Finding, str]:
    """The worst of what the gate reads: fail, then unknown, then conditional, then pass.

    Of a gate with ``any_of`` the best: it fails only when everything it reads does.
    """
    found = [_read(read, node, park) for read in gate.reads]
    order: list[Finding] = ["fail", "unknown", "conditional", "pass"]
    for finding in reversed(order) if gate.any_of else order:
        reasons = [reason for state, reason in found if state == finding]
        if reasons:
            return finding, "；".join(reasons)
    return "unknown", "没有可读的信息"


def _read(read: str, node: Node, park: Park | None) -> tuple[Finding, str]:
    subject, field = read.split(".")
    if subject == "node":
        return ("pass", "环节计制造业") if node.mfg is True else ("fail", "环节不计制造业")
    if subject in {"project", "firm"}:
        return "unknown", "企业项目信息未知"
    if park is None:
        return "unknown", "园区待定"
    if field == "admit":
        listed = set(park.admit.encourage or []) & set(node.codes.core)
        return ("conditional", "列入鼓励类（推定）") if listed else ("unknown", "准入目录未提供")
    value = _answer(park, field)
    if value is None:
        return "unknown", "园区未提供"
    if value is False or value == 0:
        return "fail", "园区不具备"
    if isinstance(value, bool | str):
        return "pass", f"园区答复：{'是' if value is True else value}"
    return "conditional", f"园区有 {value:g}，企业需求未知"


def _needs(chain: Chain, node: Node, park: Park, project: Project, context: Context) -> Iterator[Check]:
    rules = {need.id: need for need in context.config.gates.needs}
    for identity, level in node.needs.items():
        need = rules[identity]
        place = f"{chain.id}/{node.id}"
        ruled = any(
            rule.need == identity and rule.node == place for rule in context.config.gates.demand_rules
        )
        demand = wastewater_demand(project) if ruled else None
        finding, reason = _supply(park, need.park_field, level, demand)
        field = next(field for field in context.config.parks.fields if field.id == need.park_field)
        yield Check(
            id=identity,
            name=f"{need.name}（{_LEVELS[level]}）",
            finding=finding,
            reason=reason,
            question=f"{park.name}：{field.label}多少{f'（{field.unit}）' if field.unit else ''}？",
            on_fail="block" if level in {"required", "forbidden"} else "flag",
            on_unknown=need.on_unknown,
            about_park=True,
            need=True,
            evidence=_value_evidence(park, need.park_field, context, f"{park.name}{field.label}：{reason}"),
        )


_LEVELS: dict[NeedLevel, str] = {
    "required": "必需",
    "preferred": "有则更好",
    "high": "用量大",
    "forbidden": "禁止自备",
}


def _supply(park: Park, field: str, level: NeedLevel, demand: float | None) -> tuple[Finding, str]:
    value = _answer(park, field)
    if value is None:
        return "unknown", "园区未提供"
    if not isinstance(value, int | float) or isinstance(value, bool):
        return "pass", f"园区答复：{value}"
    if value <= 0:
        return "fail", "园区没有余量"
    if demand is None:
        return "conditional", f"余量 {value:g}，企业需求未知"
    if level == "required" and demand > value:
        return "fail", f"需求 {demand:.0f} 吨/日，余量 {value:g} 吨/日"
    return "pass", f"需求 {demand:.0f} 吨/日，余量 {value:g} 吨/日"


def wastewater_demand(project: Project) -> float | None:
    """Wastewater in tonnes a day that a dyer's output asks for at most, or None without an output.

    metres a year / 100 × 1.6 t / 365 (domain guide, section 6.2).
    """
    if project.output_m is None:
        return None
    return project.output_m / METRES_PER_UNIT * TONNES_PER_UNIT / 365


def _land(park: Park, context: Context) -> Check:
    stock = _answer(park, "land_stock_net_mu")
    finding: Finding = "unknown" if stock is None else ("fail" if stock == 0 else "conditional")
    reason = {
        "unknown": "园区未提供",
        "fail": "没有净地",
        "conditional": f"净地 {stock} 亩，企业用地需求未知",
    }[finding]
    return Check(
        id="land_or_factory",
        name="可供净地",
        finding=finding,
        reason=reason,
        question=f"{park.name}：可供净地多少亩？",
        on_fail="flag",
        on_unknown="flag",
        about_park=True,
        need=True,
        evidence=_value_evidence(park, "land_stock_net_mu", context, f"{park.name}可供净地：{reason}"),
    )


def _intensity(park: Park, context: Context) -> Check:
    """A park without a threshold of its own vetoes nothing, and the check says so."""
    asked = {"min_invest_wan_per_mu": "亩均投资", "min_tax_wan_per_mu": "亩均税收"}
    thresholds = {field: _answer(park, field) for field in asked}
    set_here = [field for field, threshold in thresholds.items() if threshold is not None]
    limits = "、".join(f"{asked[field]} {thresholds[field]:g} 万元/亩" for field in set_here)
    reason = f"门槛：{limits}，企业强度未知" if set_here else "园区未设亩均投资、税收门槛，不否决"
    question = "亩均投资、亩均税收各多少万元？" if set_here else f"{park.name}：亩均投资、税收门槛各多少？"
    first = set_here[0] if set_here else "min_invest_wan_per_mu"
    return Check(
        id="intensity",
        name="亩均强度门槛",
        finding="unknown",
        reason=reason,
        question=question,
        on_fail="flag",
        on_unknown="flag",
        about_park=not set_here,
        evidence=_value_evidence(park, first, context, f"{park.name}：{reason}"),
    )
