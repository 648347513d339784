"""The factors of the three axes, one file each.

A factor is a module of this package named by its id in scoring.yaml: ``NAME``, its Chinese name, and
``judge(candidate, own)``, which returns a :class:`~matching.candidate.Finding`; ``own`` are its settings.
One that says the same of every firm at a node has ``of_node(chain, node, context)`` instead, and SETTINGS:
the places of the configuration that it alone reads (``*`` for any one step); a change there judges no firm.
The axis is the one under which it stands in scoring.yaml, so a new factor is a file here and a line there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

from matching.candidate import Candidate, Factored, Finding
from matching.config.chains import Chain, Node
from matching.config.scoring import AXES, FACTORS, Factor, ScoringFile
from matching.context import Context, unknown
from matching.result import Axis, Interval

Judge = Callable[[Candidate, Factor], Finding | None]
OfNode = Callable[[Chain, Node, Context], Finding]


@dataclass(frozen=True)
class _Listed:
    """A factor with its place and settings in scoring.yaml."""

    axis: Axis
    id: str
    name: str
    own: Factor
    judge: Judge | None
    of_node: OfNode | None


def factor_name(factor: str) -> str:
    """Chinese name of a factor."""
    name: str = _module(factor).NAME
    return name


def factor_names() -> dict[str, str]:
    """Chinese names of all factors, by id."""
    return {factor: factor_name(factor) for factor in FACTORS}


def all_factors(candidate: Candidate) -> list[Factored]:
    """Every factor that holds for the candidate, in the order of scoring.yaml."""
    context, match = candidate.context, candidate.match
    here = node_factors(match.chain, match.node, context)
    found: list[Factored] = []
    for one in _listed(context):
        if one.judge is None:
            found.append(here[one.id])
        elif (finding := one.judge(candidate, one.own)) is not None:
            found.append(_factored(one, finding, context))
    return found


def node_factors(chain: Chain, node: Node, context: Context) -> Mapping[str, Factored]:
    """The factors that say the same of every firm at the node, by id."""
    return context.once(
        ("factors of node", chain.id, node.id),
        lambda: {
            one.id: _factored(one, one.of_node(chain, node, context), context)
            for one in _listed(context)
            if one.of_node
        },
    )


def node_settings() -> list[str]:
    """Places of the configuration that only such factors read."""
    modules = map(_module, FACTORS)
    return [place for module in modules if hasattr(module, "of_node") for place in module.SETTINGS]


def _listed(context: Context) -> list[_Listed]:
    return context.once("factors", lambda: list(_every(context.config.scoring)))


def _every(scoring: ScoringFile) -> Iterator[_Listed]:
    for axis in AXES:
        for factor, own in scoring.axis(axis).factors.items():
            module = _module(factor)
            judge, of_node = getattr(module, "judge", None), getattr(module, "of_node", None)
            yield _Listed(axis, factor, module.NAME, own, judge, of_node)


def _module(factor: str) -> Any:
    return import_module(f"{__name__}.{factor}")


def _factored(one: _Listed, finding: Finding, context: Context) -> Factored:
    if finding.value is not None:
        return _placed(one, finding, finding.value)
    if finding.evidence:
        return _unknown(one, finding, context)
    # Of nothing found there is nothing of the firm in it: one value serves all.
    key = ("unknown", one.id, finding.why, finding.question)
    return context.once(key, lambda: _unknown(one, finding, context))


def _unknown(one: _Listed, finding: Finding, context: Context) -> Factored:
    """The prior as the centre of the whole interval, with the line that sets it."""
    fact = f"{one.name}未知，取先验 {one.own.prior:g}"
    prior = context.setting("scoring", "axes", one.axis, "factors", one.id, fact=fact)
    told = replace(finding, evidence=[*finding.evidence, prior])
    return _placed(one, told, unknown(one.own.prior, context))


def _placed(one: _Listed, finding: Finding, value: Interval) -> Factored:
    known = finding.value is not None
    return Factored(
        one.axis, one.id, one.name, one.own.w, value, known, finding.why, finding.evidence, finding.question
    )
