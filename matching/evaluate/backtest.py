"""Rank the past as it was known and see where those who came stood (domain guide, sections 15.2–15.4).

Outcomes are grouped by the quarter in which they became known; the facts of a quarter's races are frozen the
configured days before the quarter begins, so at least that long before every outcome in it. A race is run in
every chain of which a firm came: everybody known then whom the frozen facts place in the chain, those who
came and all others. Ranked with fit and propensity only: what counts for this county's targets says nothing
of who moves. Beside it stand rankings that need no model; equal scores are ordered by a fixed draw.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from common.hashing import stable_hash
from matching.config.bundle import Config
from matching.draft import Draft, best_of, centre_of
from matching.evaluate.freeze import Guard, freeze, frozen_context, known_then
from matching.evaluate.measures import Figure, Hits, figures
from matching.evaluate.outcomes import Outcome
from matching.firm import Firm
from matching.judge import draft
from matching.load import Knowledge
from matching.match import main_nodes
from matching.numbers import Weights
from matching.result import Result

OURS = "链招排序"
LIST_RANK, REGION, RANDOM = "榜单名次", "行业代码加地区", "同链同城随机"
LIMITS = (
    "台账里有结果的企业不是全部来过的企业；别处落地不等于会来本县",
    "页面后来改过的内容也算当时已知；没有写发布日期的来源按抓取日期算",
)


@dataclass(frozen=True)
class Column:
    """A further figure of firms that a ranking may be made by: a baseline. ``dated``: None is undated."""

    name: str
    dated: str | None
    values: Mapping[str, float]


class Race(Result):
    """One universe at one freeze."""

    freeze: str
    chain: str
    chain_name: str
    firms: int
    came: int


class BacktestReport(Result):
    """What a backtest found; ``dropped`` are fields and facts that the leak guard kept out."""

    config_hash: str
    outcomes: int
    came: int
    refused: int
    usable: int
    """Outcomes of firms that were known and had a chain at the freeze."""
    example: bool
    races: list[Race]
    figures: list[Figure]
    dropped: list[str]
    unknown: list[str]
    """Baselines that nothing is known for."""
    notes: list[str]


def backtest(
    knowledge: Knowledge, config: Config, outcomes: Sequence[Outcome], columns: Sequence[Column] = ()
) -> BacktestReport:
    """Run every race of the outcomes and measure our ranking beside the baselines."""
    rules, enough = config.scoring.evaluation.backtest, config.scoring.evaluation.min_n_for_rate
    weights = without_kpi(Weights.of(config.scoring))
    runs: dict[str, list[Hits]] = defaultdict(list)
    races: list[Race] = []
    dropped, usable = _barred(columns, Guard(date.max, rules)), 0
    for begins, mine in sorted(_by_quarter(outcomes).items()):
        guard = Guard(begins - timedelta(days=rules.freeze_days_before), rules)
        field, lost = _field(knowledge, config, guard)
        dropped[f"冻结日 {guard.day} 之后的事实"] = lost
        allowed = [one for one in columns if _usable(one, guard)]
        for one in columns:
            if one not in allowed and one.name not in dropped:
                dropped[one.name] = len(one.values)
        came = {one.enterprise_id for one in mine if one.good}
        chains = {identity: _chain(one.draft, weights) for identity, one in field.items()}
        usable += sum(one.enterprise_id in field for one in mine)
        for chain in config.chains.chains:
            entered = [field[identity] for identity, where in sorted(chains.items()) if where == chain.id]
            movers = came & {one.draft.id for one in entered}
            if not movers:
                continue
            races.append(
                Race(
                    freeze=guard.day.isoformat(),
                    chain=chain.id,
                    chain_name=chain.name,
                    firms=len(entered),
                    came=len(movers),
                )
            )
            seed = f"{guard.day}/{chain.id}"
            for name, score in _contenders(chain.origin_regions, weights, allowed).items():
                runs[name].append(_ranked(entered, score, movers, seed))
            runs[RANDOM].append(_ranked(entered, lambda _: 0.0, movers, f"{seed}/random"))
    came_all = sum(one.good for one in outcomes)
    found = [figure for name, hits in runs.items() for figure in figures(name, hits, enough)]
    return BacktestReport(
        config_hash=config.config_hash,
        outcomes=len(outcomes),
        came=came_all,
        refused=len(outcomes) - came_all,
        usable=usable,
        example=any(one.example for one in outcomes),
        races=races,
        figures=found,
        dropped=[f"{name}（{count}）" for name, count in dropped.items() if count],
        unknown=_never(columns, runs),
        notes=_notes(came_all, usable, races, enough, outcomes),
    )


def without_kpi(weights: Weights) -> Weights:
    """Fit and propensity alone, in their proportion."""
    rest = weights.axes["fit"] + weights.axes["propensity"]
    return replace(
        weights,
        axes={
            "fit": weights.axes["fit"] / rest,
            "propensity": weights.axes["propensity"] / rest,
            "kpi_value": 0,
        },
    )


@dataclass(frozen=True)
class _Entrant:
    firm: Firm
    draft: Draft


def _field(knowledge: Knowledge, config: Config, guard: Guard) -> tuple[dict[str, _Entrant], int]:
    """Everybody known on the day who reaches a node then, and how many facts were left out."""
    context, found, lost = frozen_context(knowledge, config, guard), dict[str, _Entrant](), 0
    for identity, firm in knowledge.firms.items():
        if not known_then(firm, guard):
            lost += _facts(firm)
            continue
        then = freeze(firm, guard)
        lost += _facts(firm) - _facts(then)
        matches = main_nodes(then, context)
        if matches:
            found[identity] = _Entrant(then, draft(then, matches, context))
    return found, lost


def _facts(firm: Firm) -> int:
    several: Sequence[Sequence[object]] = (
        firm.codes,
        firm.texts,
        firm.listings,
        firm.chamber,
        firm.touches,
        firm.signals,
    )
    single = (firm.province, firm.city, firm.industry)
    return sum(len(facts) for facts in several) + sum(one is not None for one in single)


def _by_quarter(outcomes: Iterable[Outcome]) -> dict[date, list[Outcome]]:
    found: dict[date, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        found[date(one.on_date.year, (one.on_date.month - 1) // 3 * 3 + 1, 1)].append(one)
    return found


def _chain(one: Draft, weights: Weights) -> str:
    return one.sketches[best_of(one.sketches, weights)].chain


def _contenders(
    origins: Sequence[str], weights: Weights, columns: Sequence[Column]
) -> dict[str, Callable[[_Entrant], float]]:
    """What each contender orders by, higher first."""

    def ours(one: _Entrant) -> float:
        return centre_of(one.draft.sketches[best_of(one.draft.sketches, weights)], weights)

    def listed(one: _Entrant) -> float:
        ranks = [listing.rank for listing in one.firm.listings if listing.rank is not None]
        return -min(ranks) if ranks else -(10.0**9)

    def region(one: _Entrant) -> float:
        coded = bool(one.firm.codes or one.firm.industry)
        places = [known.value.removesuffix("市") for known in (one.firm.city,) if known]
        return coded + 2.0 * any(place in origin for place in places for origin in origins)

    found: dict[str, Callable[[_Entrant], float]] = {OURS: ours, LIST_RANK: listed, REGION: region}
    for column in columns:
        found[column.name] = _by(column)
    return found


def _by(column: Column) -> Callable[[_Entrant], float]:
    return lambda one: column.values.get(one.draft.id, float("-inf"))


def _ranked(field: Sequence[_Entrant], score: Callable[[_Entrant], float], came: set[str], seed: str) -> Hits:
    order = sorted(field, key=lambda one: (-round(score(one), 9), stable_hash([seed, one.draft.id])))
    return np.array([one.draft.id in came for one in order], dtype=np.int64)


def _usable(column: Column, guard: Guard) -> bool:
    return not guard.drops(column.name) and guard.allows(column.dated)


def _barred(columns: Sequence[Column], guard: Guard) -> dict[str, int]:
    """Columns that know the answer or carry no date, whatever the day."""
    return {one.name: len(one.values) for one in columns if not _usable(one, guard)}


def _never(columns: Sequence[Column], runs: Mapping[str, object]) -> list[str]:
    known = " ".join(one.name for one in columns if one.name in runs)
    return [name for name in ("员工人数", "注册资本") if name not in known]


def _notes(
    came: int, usable: int, races: Sequence[Race], enough: int, outcomes: Sequence[Outcome]
) -> list[str]:
    notes = []
    raced = sum(race.came for race in races)
    if not outcomes:
        notes.append("还没有带日期的结果：导入对接台账（lianzhao ledger import）或用 --outcomes 给一张表")
    elif not raced:
        notes.append(
            f"{came} 家来过的企业，冻结日都还没有已知的产业链事实（{len(outcomes)} 个结果里 {usable} 个"
            "当时已知），排不成名次：先要有更早的榜单和公告"
        )
    elif raced < enough:
        notes.append(f"能比的结果只有 {raced} 个，少于 {enough}：只列数目，不下结论")
    return [*notes, *LIMITS]
