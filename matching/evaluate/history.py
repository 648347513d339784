"""What outcomes say of a configuration, in milliseconds: do those that came stand above those that refused?

Every firm is judged on what was known the configured days before its outcome (``freeze``). Unlike the
backtest nobody else is ranked, so a trial can afford it; it says nothing of firms never contacted. Labels of
fit are not learnt from here: they were given later than the freeze.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from matching.config.bundle import Config
from matching.draft import best_of, centre_of
from matching.evaluate.freeze import Guard, freeze, frozen_context, known_then
from matching.evaluate.measures import concordance
from matching.evaluate.outcomes import Outcome, outcomes_of
from matching.judge import draft
from matching.load import Knowledge
from matching.match import main_nodes
from matching.numbers import Weights
from matching.result import Result


class History(Result):
    """Counts first. ``value``: how often a firm that came scores above one that refused (0.5: a coin does).

    With its 95 % bootstrap interval; None below the configured number of outcomes.
    """

    came: int
    refused: int
    unknown: int
    """Outcomes of firms of which nothing that names a node was known at the freeze."""
    pairs: int
    above: float
    """Pairs in the right order, ties half."""
    value: float | None
    low: float | None
    high: float | None
    example: bool
    note: str
    labelled: int = 0
    """Outcomes that were said on the form of labels."""


def outcomes_known(knowledge: Knowledge, config: Config, until: date) -> tuple[list[Outcome], Knowledge]:
    """What became of firms up to a day, by the ledger and by labels, and those firms alone."""
    said = knowledge.labels.turned
    found = outcomes_of(knowledge.firms.values(), config.coverage.stages, until, said)
    return found, coded(knowledge, found)


def coded(knowledge: Knowledge, outcomes: Sequence[Outcome]) -> Knowledge:
    """Only the firms that have an outcome, so that the rest need not be kept at hand."""
    ids = {one.enterprise_id for one in outcomes}
    firms = {
        identity: replace(firm, ties=[]) for identity, firm in knowledge.firms.items() if identity in ids
    }
    return replace(knowledge, firms=firms, contacts=())


def history_of(knowledge: Knowledge, config: Config, outcomes: Sequence[Outcome]) -> History:
    """Score every firm with an outcome as it was known then, and count the pairs in the right order."""
    rules, enough = config.scoring.evaluation.backtest, config.scoring.evaluation.min_n_for_rate
    weights = Weights.of(config.scoring)
    scores: dict[bool, list[float]] = {True: [], False: []}
    contexts = {}
    for one in outcomes:
        guard = Guard(one.on_date - timedelta(days=rules.freeze_days_before), rules)
        firm = knowledge.firms[one.enterprise_id]
        if not known_then(firm, guard):
            continue
        month = (guard.day.year, guard.day.month)
        if month not in contexts:
            # One set of circumstances a month, of its earliest freeze: never later than the outcome's own.
            contexts[month] = frozen_context(knowledge, config, guard)
        then = freeze(firm, guard)
        sketches = draft(then, main_nodes(then, contexts[month]), contexts[month]).sketches
        if sketches:
            scores[one.good].append(centre_of(sketches[best_of(sketches, weights)], weights))
    good, bad = scores[True], scores[False]
    ranked, pairs = len(good) + len(bad), len(good) * len(bad)
    above = sum((a > b) + (a == b) / 2 for a in good for b in bad)
    value = low = high = None
    note = f"只有 {ranked} 个结果能比，少于 {enough}，只列数目" if ranked < enough else ""
    if pairs and not note:
        value, low, high = concordance(good, bad)
    return History(
        came=len(good),
        refused=len(bad),
        unknown=len(outcomes) - ranked,
        pairs=pairs,
        above=above,
        value=value,
        low=low,
        high=high,
        example=any(one.example for one in outcomes),
        note=note,
        labelled=sum(one.labelled for one in outcomes),
    )
