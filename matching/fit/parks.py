"""Where a node could stand: its best park and what is still open there, the same for every firm."""

from __future__ import annotations

from dataclasses import dataclass

from common.clock import now
from matching.config.bundle import Config
from matching.context import Context
from matching.firm import Project
from matching.fit.score import Scorer
from matching.site import Site, judge_sites

NO_PARK = "园区待定"


@dataclass(frozen=True)
class Placing:
    """The park to propose for a node, in words; ``state`` is 满足, 有条件, 待园区确认, 暂不推荐 or 不满足."""

    park: str
    state: str


def placings(config: Config, scorer: Scorer) -> dict[int, Placing]:
    """By node of the vocabulary, for a project of which nothing is known."""
    context = Context(config, now().date(), lists={}, ledger=None)
    numbers = {pair: at for at, pair in enumerate(scorer.vocabulary.nodes)}
    return {
        numbers[chain.id, node.id]: _placing(judge_sites(chain, node, Project(), context)[0])
        for chain, node in config.chains.nodes()
    }


def _placing(site: Site) -> Placing:
    findings = {check.finding for check in site.checks}
    if site.blocked:
        state = "不满足"
    elif site.held:
        state = "暂不推荐"
    elif "unknown" in findings:
        state = "待园区确认" if site.park else "待核"
    else:
        state = "有条件" if findings - {"pass"} else "满足"
    return Placing(site.park.name if site.park else NO_PARK, state)
