"""Drafts made again where only what texts say, or what a node is worth, is judged differently.

Everything else of a draft (parks, rulings, lists, signs) is taken as it was, which is what makes a trial
quick; which settings allow it stands as SETTINGS in the modules of :mod:`matching.factors`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matching.config.scoring import AXES
from matching.context import Context
from matching.draft import Draft, Sketch
from matching.factors import node_factors, node_match
from matching.firm import Firm
from matching.judge import draft, penalties
from matching.match import NodeMatch
from matching.numbers import Value
from matching.result import Axis
from matching.score import values_of


def with_nodes(before: Draft, context: Context) -> Draft:
    """The draft with the factors that judge by the node alone worked out anew."""
    sketches = tuple(_with(one, _of_node(one, context)) for one in before.sketches)
    return before if sketches == before.sketches else before._replace(sketches=sketches)


def with_matches(before: Draft, firm: Firm, matches: Sequence[NodeMatch], context: Context) -> Draft:
    """The draft of the firm with other matches; judged whole where it reaches a node that is new to it."""
    known = {(one.chain, one.node): one for one in before.sketches}
    places = [(match.chain.id, match.node.id) for match in matches]
    if not known.keys() >= set(places) or bool(known) != bool(places):
        return draft(firm, matches, context)
    sketches = tuple(
        _matched(known[place], match, context) for place, match in zip(places, matches, strict=True)
    )
    return before if sketches == before.sketches else before._replace(sketches=sketches)


def _matched(sketch: Sketch, match: NodeMatch, context: Context) -> Sketch:
    charged = tuple(penalty.id for penalty in penalties(match, context))
    if (charged, match.strong_terms) != (sketch.penalties, sketch.strong_terms):
        sketch = sketch._replace(penalties=charged, strong_terms=match.strong_terms)
    axis = context.once("axis of matches", lambda: _axis(context))
    fit = Value(axis, node_match.ID, *match.fit, known=True)
    return _with(sketch, {**_of_node(sketch, context), node_match.ID: fit})


def _axis(context: Context) -> Axis:
    return next(axis for axis in AXES if node_match.ID in context.config.scoring.axis(axis).factors)


def _with(sketch: Sketch, new: Mapping[str, Value]) -> Sketch:
    values = tuple([new.get(value.factor, value) for value in sketch.values])
    return sketch if values == sketch.values else sketch._replace(values=values)


def _of_node(sketch: Sketch, context: Context) -> Mapping[str, Value]:
    """Values of the factors that judge by the node alone."""

    def made() -> dict[str, Value]:
        chain, node = next(
            (chain, node)
            for chain, node in context.config.chains.nodes()
            if (chain.id, node.id) == (sketch.chain, sketch.node)
        )
        return {one.factor: one for one in values_of([*node_factors(chain, node, context).values()])}

    return context.once(("values of node", sketch.chain, sketch.node), made)
