"""A made week opened for analysis, and judged again with other settings.

Nothing here writes but a cache: settings are changed in memory, so evidence of a trial still cites the
files as they stand on disk. What a change does not touch is not worked out again: texts are read once for
the words, factors once for everything but weights, and only firms that are shown are explained.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from app.opened import open_all
from app.published import incumbents, published_report
from app.tuning.cache import Cache, Coded
from app.tuning.parts import all_but_weights, reach_of
from app.tuning.trial import keys_at, with_contents
from common.clock import week_end
from common.errors import UserError
from common.settings import Settings
from db.identity import identity_at
from db.models import WeekRun
from db.session import open_database, session
from matching.config.bundle import FILES, Config
from matching.context import Context
from matching.draft import Draft, Standing
from matching.evaluate.history import outcomes_known
from matching.fit.score import Scorer
from matching.judge import draft, judge
from matching.load import Knowledge, load_knowledge
from matching.match import Matches, Read, match_read, read_firms
from matching.redraft import with_matches, with_nodes
from matching.report import WeekReport
from matching.result import Assessment
from matching.week import draft_all, make_context, stand_all
from matching.weekly import Chosen, Placed, explain_places, place


@dataclass
class Desk:
    """A published week, what was known in it, and the configuration as it is now.

    Knowledge, readings and drafts are made when they are first needed, or read from the home's cache.
    """

    settings: Settings
    report: WeekReport
    cutoff: str
    config: Config
    incumbents: Sequence[str] = ()
    """Who had a ranked place on the list before the week's, best first."""
    _read: dict[str, Read] = field(default_factory=dict)
    _drafts: dict[str, list[Draft]] = field(default_factory=dict)

    @cached_property
    def cache(self) -> Cache:
        """What was worked out for this week before."""
        return Cache(self.settings.home, self.report.week, self.cutoff, self.report.data_hash)

    @cached_property
    def knowledge(self) -> Knowledge:
        """Everything known in the week."""
        return self.cache.knowledge(self._load)

    @cached_property
    def outcomes(self) -> Coded:
        """What became of firms up to the week, and those firms alone."""
        until = week_end(self.report.week)
        return self.cache.history(lambda: outcomes_known(self.knowledge, self.config, until))

    def _load(self) -> Knowledge:
        engine = open_database(self.settings.database_url)
        try:
            with session(engine) as db:
                return load_knowledge(db, self.cutoff)
        finally:
            engine.dispose()

    def context(self, config: Config) -> Context:
        """The week's circumstances under a configuration."""
        return make_context(self.knowledge, config, self.report.week)

    def drafts(self, config: Config) -> list[Draft]:
        """Every firm in numbers; made anew only where more than weights differs from what was made before."""
        key = all_but_weights(config)
        if key not in self._drafts:
            keep = key == all_but_weights(self.config)
            self._drafts[key] = self.cache.drafts(key, lambda: self._draft(config), keep=keep)
        return self._drafts[key]

    def _draft(self, config: Config) -> list[Draft]:
        context = self.context(config)
        same = all_but_weights(config) == all_but_weights(self.config)
        reach = reach_of(self.config, config)
        if same or reach.chains is None:
            return draft_all(self.knowledge, self.matches(context), context)
        before = self.drafts(self.config)
        if not reach.matches:
            return [with_nodes(one, context) for one in before]
        matches, firms = self.matches(context), self.knowledge.firms
        return [
            draft(firms[one.id], matches.get(one.id, ()), context)
            if any(sketch.chain in reach.chains for sketch in one.sketches)
            else with_matches(one, firms[one.id], matches.get(one.id, ()), context)
            for one in before
        ]

    def matches(self, context: Context) -> Matches:
        """The nodes that every firm reaches; texts are read again only for a word that is new or gone."""
        return match_read(self._reading(context.scorer), context)

    def _reading(self, scorer: Scorer) -> Read:
        key = scorer.vocabulary.key
        if key not in self._read:
            self._read[key] = self.cache.read(key, lambda: read_firms(self.knowledge.firms.values(), scorer))
        return self._read[key]


@dataclass(frozen=True)
class Ranking:
    """Everybody's standing under one configuration, by enterprise id, and the places of the week."""

    config: Config
    standings: Mapping[str, Standing]
    placed: Placed
    drafts: Mapping[str, Draft]
    explain: Callable[[str], Assessment]
    """The whole assessment of one firm; made when asked for."""

    @cached_property
    def chosen(self) -> Chosen:
        """The list with its explanations."""
        return explain_places(self.placed, self.explain)


def open_desk(settings: Settings, week: str | None = None) -> Desk:
    """A published week; the newest one without ``week``.

    Raises:
        UserError: no such week has been made, or configuration or database cannot be read.
    """
    opened = open_all(settings)
    try:
        with session(opened.engine) as db:
            report = published_report(db, week)
            run = db.get_one(WeekRun, report.week)
            root = identity_at(db, run.cutoff).root
            return Desk(settings, report, run.cutoff, opened.config, incumbents(db, report.week, root))
    finally:
        opened.engine.dispose()


def rank(desk: Desk, config: Config, after: Ranking | None = None) -> Ranking:
    """The week judged and placed again under ``config``.

    The list keeps the order of the one before it where scores hardly differ; ``after``: of that ranking
    instead, as the next list will, so that a trial shows what it would really change.
    """
    incumbents_ = [item.id for item in after.placed.ranked] if after else desk.incumbents
    week, drafts = desk.report.week, desk.drafts(config)
    standings = stand_all(drafts, config)
    placed = place(standings, config.scoring.weekly_list, week, incumbents_)
    explained: dict[str, Assessment] = {}

    def explain(identity: str) -> Assessment:
        if identity not in explained:
            explained[identity] = judge(desk.knowledge.firms[identity], desk.context(config)).assessment
        return explained[identity]

    return Ranking(
        config, {item.id: item for item in standings}, placed, {one.id: one for one in drafts}, explain
    )


def changed(config: Config, file: str, values: Mapping[str, Any]) -> Config:
    """A copy with values of one file (name without ``.yaml``) replaced; every check is made again.

    A key of ``values`` is a place, its steps joined by dots, and an id steps to the list item that
    carries it: ``axes.fit.factors.node_gap.w``, ``chains.recycling.nodes.waste_metal.gap_priority``.

    Raises:
        UserError: no such file or place, or the configuration would be refused with these values.
    """
    if file not in FILES:
        raise UserError(f"没有配置文件 {file}.yaml", fix=f"可用：{'、'.join(FILES)}")
    content = getattr(config, file).model_dump()
    for place_, value in values.items():
        *steps, last = place_.split(".")
        keys_at(content, steps, where=f"config/{file}.yaml {place_}")[last] = value
    return with_contents(config, {file: content})
