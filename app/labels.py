"""Labels over a home: what is put on the form, which firms are suggested, what the labels taught."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.opened import open_all
from app.published import published_report
from common.errors import UserError
from common.settings import Settings
from db.models import WeekRun
from db.session import session
from matching.config.bundle import Config
from matching.fit.explain import FIELD_NAMES, in_words, shares, with_correction
from matching.fit.learn import Learned, features
from matching.fit.score import Fits, Scorer, scorer_of
from matching.fit.suggest import Pool, Suggestion, suggest, unlearnt_spread
from matching.fit.texts import FIELDS
from matching.labels.known import Graded, labels_known
from matching.labels.store import Origin, Shown
from matching.labels.teach import grades_of, learn_from
from matching.load import load_knowledge
from matching.report import WeekReport
from matching.universe import Universe, universe_of

NEAR_MISSES = 20
"""Firms from the top of those that did not make the list."""
SHOWN_TEXT = 600
"""Characters of a firm's texts on the form."""
REASONS = {"unsure": "说不准，标了学得最多", "high": "排得靠前，还没有人看过"}


@dataclass(frozen=True)
class Bench:
    """A week's firms scored with what the labels taught, ready to be labelled."""

    report: WeekReport
    config: Config
    scorer: Scorer
    universe: Universe
    fits: Fits
    before: Fits
    """As set by hand."""
    pool: Pool
    learned: Learned | None
    why: dict[tuple[int, int], str]

    def row(self, firm: str) -> int | None:
        """The row of an enterprise."""
        return self._rows.get(firm)

    @property
    def _rows(self) -> dict[str, int]:
        return {firm: row for row, firm in enumerate(self.universe.ids)}


@dataclass(frozen=True)
class FormRow:
    """One firm to be labelled for one chain, with all that its row shows."""

    shown: Shown
    name: str
    chain_name: str
    node_name: str
    low: float
    high: float
    why: str
    texts: str
    note: str
    """Why it is on the form."""


def open_bench(settings: Settings, week: str | None = None) -> Bench:
    """A published week (the newest one without ``week``) with the labels that stand now.

    Raises:
        UserError: no such week has been made, or configuration or database cannot be read.
    """
    opened = open_all(settings)
    try:
        with session(opened.engine) as db:
            report = published_report(db, week)
            knowledge = load_knowledge(db, db.get_one(WeekRun, report.week).cutoff)
            graded = labels_known(db, knowledge.identity).graded
            # Nobody is asked about made-up firms.
            real = universe_of(firm for firm in knowledge.firms.values() if not firm.example)
            return _bench(report, opened.config, real, graded)
    finally:
        opened.engine.dispose()


def _bench(report: WeekReport, config: Config, universe: Universe, graded: Sequence[Graded]) -> Bench:
    scorer = scorer_of(config.chains, config.reading)
    grades = grades_of(universe, graded, scorer.chain_ids)
    learned = learn_from(scorer, universe, grades)
    readings = scorer.read(universe.columns, universe.rows)
    before = scorer.fits(readings, scorer.codes(universe.codes, universe.rows))
    fits = learned.apply(before, readings, universe.columns, universe.rows) if learned else before
    spread = unlearnt_spread(before.fit, before.node_fit)
    for chain in learned.chains if learned else ():
        spread[:, chain] = ((fits.high - fits.low) / np.maximum(fits.known, 1e-6)[:, None])[:, chain]
    table = features(scorer, before, readings)
    pool = Pool(fits.fit.astype(np.float64), spread, table, ~np.isnan(grades))
    why = in_words(shares(readings, before, scorer), scorer, universe.codes)
    return Bench(report, config, scorer, universe, fits, before, pool, learned, why)


def own_labels(settings: Settings) -> Learned:
    """What the labels of this home teach, with the firms' texts of the newest week.

    Raises:
        UserError: no week has been made, or no chain has labels of two kinds yet.
    """
    learned = open_bench(settings).learned
    if learned is None:
        raise UserError(
            "这个数据目录里还没有可学的标注：一条链至少要有两种判断，如一个 2 和一个 0",
            fix="lianzhao label export 文件.xlsx，填好后 lianzhao label import 文件.xlsx",
        )
    return learned


def suggestions(bench: Bench, chains: Sequence[str], count: int) -> list[Suggestion]:
    """Firms whose label would teach most, for some chains or all.

    Raises:
        UserError: a chain is not known.
    """
    return suggest(bench.pool, chosen_chains(bench, chains), count)


def chosen_chains(bench: Bench, chains: Sequence[str]) -> list[int]:
    """Numbers of chains by their ids; all without any.

    Raises:
        UserError: a chain is not known.
    """
    ids = bench.scorer.chain_ids
    if unknown := [chain for chain in chains if chain not in ids]:
        raise UserError(f"没有产业链 {'、'.join(unknown)}", fix=f"可用：{'、'.join(ids)}")
    return [ids.index(chain) for chain in dict.fromkeys(chains)] or list(range(len(ids)))


def form_rows(bench: Bench, chains: Sequence[str], count: int) -> list[FormRow]:
    """The week's targets, the firms that just missed it, then ``count`` suggested ones; each once a chain."""
    wanted = {bench.scorer.chain_ids[chain] for chain in chosen_chains(bench, chains)}
    found: dict[tuple[str, str], FormRow] = {}

    def add(firm: str, chain: str, origin: Origin, rank: int | None, note: str) -> None:
        row = bench.row(firm)
        if row is not None and chain in wanted and (firm, chain) not in found:
            found[firm, chain] = _form_row(bench, row, chain, origin, rank, note)

    for target in bench.report.targets:
        if target.chain:
            add(target.enterprise_id, target.chain, "target", target.rank, "")
    ids = {chain.name: chain.id for chain in bench.config.chains.chains}
    near = [one for one in bench.report.removed if ids.get(one.chain_name) in wanted and not one.example]
    for missed in near[:NEAR_MISSES]:
        add(missed.enterprise_id, ids[missed.chain_name], "removed", None, "；".join(missed.reasons))
    for one in suggestions(bench, chains, count):
        firm, chain = bench.universe.ids[one.firm], bench.scorer.chain_ids[one.chain]
        add(firm, chain, "suggested", None, REASONS[one.reason])
    return list(found.values())


def suggested_rows(bench: Bench, chains: Sequence[str], count: int) -> list[FormRow]:
    """The suggestions alone, as the form would show them."""
    return [
        _form_row(bench, one.firm, bench.scorer.chain_ids[one.chain], "suggested", None, REASONS[one.reason])
        for one in suggestions(bench, chains, count)
    ]


def _form_row(bench: Bench, row: int, chain: str, origin: Origin, rank: int | None, note: str) -> FormRow:
    at = bench.scorer.chain_ids.index(chain)
    fits, firm = bench.fits, bench.universe.ids[row]
    model = bench.config.chains.chains[at]
    number = int(fits.node[row, at])
    node = bench.scorer.vocabulary.nodes[number][1] if number >= 0 else ""
    texts = {field: values[row] for field, values in bench.universe.columns.items()}
    told = [f"{FIELD_NAMES[field]}：{text}" for field in FIELDS[1:] if (text := texts.get(field))]
    why, added = (
        bench.why.get((row, at), "没有找到依据"),
        float(fits.fit[row, at] - bench.before.fit[row, at]),
    )
    return FormRow(
        shown=Shown(
            enterprise=firm,
            chain=chain,
            origin=origin,
            week=bench.report.week,
            rank=rank,
            score=round(float(fits.fit[row, at]), 4),
            config_hash=bench.config.config_hash,
        ),
        name=texts["name"] or firm,
        chain_name=model.name,
        node_name=next((one.name for one in model.nodes if one.id == node), "未定环节"),
        low=float(fits.low[row, at]),
        high=float(fits.high[row, at]),
        why=with_correction(why, added),
        texts="\n".join(told)[:SHOWN_TEXT] or "没有找到任何文字，只有名称",
        note=note,
    )
