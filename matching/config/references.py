"""Ids that one file uses and another defines: each must be defined, and once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from matching.config.bundle import Config, Identified
from matching.config.chains import Chain
from matching.config.problem import Problem

Location = tuple[str | int, ...]


class Reference(NamedTuple):
    """An id used in a file: its kind in the user's words, the id, and where it stands."""

    kind: str
    id: str
    file: str
    location: Location


class Definition(NamedTuple):
    """The ids of a kind, in file order, and where each is defined."""

    file: str
    ids: list[str]
    locations: list[Location]


MUST_BE_USED = {"准入条件", "标记", "需求"}
"""Kinds that chains.yaml must use: one that nobody carries was forgotten, or its user was renamed."""


def check_references(config: Config) -> Iterator[Problem]:
    """Unknown ids, ids defined twice, and gates, flags and needs that no chain or node uses."""
    defined = definitions(config)
    used: set[tuple[str, str]] = set()
    for kind, wanted, file, location in references(config):
        if file == "chains":
            used.add((kind, wanted))
        if wanted not in defined[kind].ids:
            yield Problem(
                "error",
                config.where(file, *location),
                f"没有这个{kind}：{wanted}",
                f"可用的{kind}：{'、'.join(defined[kind].ids)}",
            )
    for kind, (file, ids, locations) in defined.items():
        for index, (name, location) in enumerate(zip(ids, locations, strict=True)):
            if name in ids[:index]:
                yield Problem(
                    "error", config.where(file, *location), f"{kind} {name} 定义了两次", "改名或删去其中一个"
                )
            elif kind in MUST_BE_USED and (kind, name) not in used:
                yield Problem(
                    "error",
                    config.where(file, *location),
                    f"{kind} {name} 定义了，但 chains.yaml 没有用到",
                    "在产业链或环节上引用它，或删去",
                )


def definitions(config: Config) -> dict[str, Definition]:
    """Everything that can be referred to, by kind in the user's words."""
    chains, gates, parks, eligibility = config.chains, config.gates, config.parks, config.eligibility
    nodes = [
        (f"{chain.id}/{node.id}", ("chains", chain_index, "nodes", index))
        for chain_index, chain in enumerate(chains.chains)
        for index, node in enumerate(chain.nodes)
    ]
    return {
        "产业链": _list("chains", "chains", chains.chains),
        "环节": Definition("chains", [name for name, _ in nodes], [location for _, location in nodes]),
        "分组": Definition("chains", list(chains.groups), [("groups", name) for name in chains.groups]),
        "准入条件": _list("gates", "gates", gates.gates),
        "标记": _list("gates", "flags", gates.flags),
        "需求": _list("gates", "needs", gates.needs),
        "园区字段": _list("parks", "fields", parks.fields),
        "园区": _list("parks", "parks", parks.parks),
        "竞品园区": _list("parks", "rivals", parks.rivals),
        "榜单": _list("lists", "tiers", config.lists.tiers),
        "指标": _list("kpi", "indicators", config.kpi.indicators),
        "规则": _list("eligibility", "rules", eligibility.rules),
        "榜单组合": _list("eligibility", "list_sets", eligibility.list_sets),
        "本地事实": _list("place", "facts", config.place.facts),
        "结果代码": Definition(
            "coverage",
            config.coverage.outcome_reasons,
            [("outcome_reasons", index) for index in range(len(config.coverage.outcome_reasons))],
        ),
    }


def _list(file: str, key: str, items: Sequence[Identified]) -> Definition:
    return Definition(file, [item.id for item in items], [(key, index) for index in range(len(items))])


def references(config: Config) -> Iterator[Reference]:
    """Every use of an id in any file."""
    for index, chain in enumerate(config.chains.chains):
        yield from _of_chain(chain, ("chains", index))
    yield from _of_gates(config)
    yield from _of_parks(config)
    yield from _of_rules(config)
    yield from _of_scoring(config)
    for index, fact in enumerate(config.place.facts):
        at: Location = ("facts", index)
        yield from _each("产业链", fact.chains, "place", (*at, "chains"))
        yield from _each("环节", fact.nodes, "place", (*at, "nodes"))
        if fact.park:
            yield Reference("园区", fact.park, "place", (*at, "park"))
    only, only_at = config.trips.classes.delegation.leader_only, ("classes", "delegation", "leader_only")
    yield from _each("榜单", only.lists, "trips", (*only_at, "lists"))
    yield from _each("结果代码", only.reasons, "trips", (*only_at, "reasons"))


def _each(kind: str, ids: Iterable[str], file: str, location: Location) -> Iterator[Reference]:
    """References of a list, at their items, or of a mapping's keys, at the keys."""
    for index, name in enumerate(ids):
        yield Reference(kind, name, file, (*location, name if isinstance(ids, dict) else index))


def _of_chain(chain: Chain, at: Location) -> Iterator[Reference]:
    yield Reference("分组", chain.group, "chains", (*at, "group"))
    yield from _each("园区", chain.parks, "chains", (*at, "parks"))
    yield from _each("竞品园区", chain.rivals, "chains", (*at, "rivals"))
    yield from _each("准入条件", chain.gates, "chains", (*at, "gates"))
    for index, node in enumerate(chain.nodes):
        here = (*at, "nodes", index)
        yield from _each("准入条件", node.gates, "chains", (*here, "gates"))
        yield from _each("标记", node.flags, "chains", (*here, "flags"))
        yield from _each("需求", node.needs, "chains", (*here, "needs"))
        yield from _each("产业链", node.synergies, "chains", (*here, "synergies"))


def _of_gates(config: Config) -> Iterator[Reference]:
    for index, gate in enumerate(config.gates.gates):
        at: Location = ("gates", index)
        yield from _each("环节", gate.nodes, "gates", (*at, "nodes"))
        for position, read in enumerate(gate.reads):
            owner, field = read.split(".")
            if owner == "park" and field != "admit":  # admit is a part of every park, not a line of the form
                yield Reference("园区字段", field, "gates", (*at, "reads", position))
    for index, need in enumerate(config.gates.needs):
        yield Reference("园区字段", need.park_field, "gates", ("needs", index, "park_field"))
    for index, rule in enumerate(config.gates.demand_rules):
        yield Reference("需求", rule.need, "gates", ("demand_rules", index, "need"))
        yield Reference("环节", rule.node, "gates", ("demand_rules", index, "node"))


def _of_parks(config: Config) -> Iterator[Reference]:
    for index, park in enumerate(config.parks.parks):
        yield from _each("产业链", park.chains, "parks", ("parks", index, "chains"))
        yield from _each("竞品园区", park.rivals, "parks", ("parks", index, "rivals"))
        yield from _each("园区字段", park.values, "parks", ("parks", index, "values"))
    for index, rival in enumerate(config.parks.rivals):
        yield from _each("产业链", rival.chains, "parks", ("rivals", index, "chains"))


def _of_rules(config: Config) -> Iterator[Reference]:
    for index, tier in enumerate(config.lists.tiers):
        at: Location = ("tiers", index)
        yield from _each("指标", tier.counts_for, "lists", (*at, "counts_for"))
        if condition := tier.counts_if_confirmed:
            yield from _each(
                "指标", condition.indicators, "lists", (*at, "counts_if_confirmed", "indicators")
            )
    for index, list_set in enumerate(config.eligibility.list_sets):
        yield from _each("榜单", list_set.members, "eligibility", ("list_sets", index, "members"))
    if in_use := config.eligibility.list_set_in_use.v:
        yield Reference("榜单组合", in_use, "eligibility", ("list_set_in_use",))
    for index, rule in enumerate(config.eligibility.rules):
        yield from _each("指标", rule.indicators, "eligibility", ("rules", index, "indicators"))
    yield from _each("结果代码", config.coverage.reason_needs, "coverage", ("reason_needs",))


def _of_scoring(config: Config) -> Iterator[Reference]:
    scoring = config.scoring
    yield from _each("规则", scoring.gates, "scoring", ("gates",))
    yield from _each("规则", scoring.kpi_gates, "scoring", ("kpi_gates",))
    for index, covers in enumerate(scoring.signs.covers):
        if covers.tier:
            yield Reference("榜单", covers.tier, "scoring", ("signs", "covers", index, "tier"))
    yield from _each("产业链", scoring.movability.chains, "scoring", ("movability", "chains"))
    yield from _each("环节", scoring.movability.nodes, "scoring", ("movability", "nodes"))
    yield from _each("产业链", scoring.usual_ticket_yi, "scoring", ("usual_ticket_yi",))
    yield Reference(
        "榜单", scoring.evaluation.reference_positives, "scoring", ("evaluation", "reference_positives")
    )
