"""Why a firm stands elsewhere than in an earlier week: its own facts, time, settings, other firms.

Sequential decomposition: starting in the earlier week, one thing after the other is brought to the later
week, in this order: (1) the firm's own facts, (2) time and what was read (the date, so half-lives and list
years; which lists and feeds were read), (3) the configuration, (4) the other firms' facts. Each part is the
step it makes, so the parts sum to the move exactly: scores are counted in millionths, places are whole
numbers. A change that needs two things at once falls to the later of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from app.analysis import Desk
from app.tuning.moves import PART_NAMES
from app.tuning.trial import differences
from matching.config.bundle import Config
from matching.context import Context
from matching.draft import Draft, Standing, parts_of
from matching.firm import Firm
from matching.judge import draft
from matching.match import main_nodes
from matching.numbers import Weights
from matching.result import Evidence, Result
from matching.week import draft_all, make_context, match_all, stand_all
from matching.weekly import Placed, place

PartId = Literal["own_facts", "time", "config", "other_firms"]
PARTS: dict[PartId, str] = {
    "own_facts": "自身数据变化",
    "time": "日期推移、榜单和标注更新",
    "config": "配置变化",
    "other_firms": "其他企业变化",
}
MILLION = 1_000_000
SHOWN = 10


class Place(Result):
    """Where a firm stood: ``rank`` on the list (None: not on it), ``position`` among all firms with a chain.

    A firm that is not known has score 0 and the position behind everybody.
    """

    rank: int | None
    position: int
    score_millionths: int
    kept_off: list[str]
    known: bool


class MovePart(Result):
    """What one thing did: the change of score, position (negative: up), and the points of each factor."""

    part: PartId
    name: str
    score_millionths: int
    positions: int
    rank_after: int | None
    factors: dict[str, float]
    """Points (of 100) that changed, by factor."""


class WhyMoved(Result):
    """A move and its parts, with what stands behind each."""

    enterprise: str
    enterprise_id: str
    from_week: str
    to_week: str
    before: Place
    after: Place
    parts: list[MovePart]
    facts_added: list[Evidence]
    facts_gone: list[Evidence]
    config_changes: list[str]
    overtaken_by: list[str]
    overtook: list[str]


@dataclass(frozen=True)
class _World:
    """Everybody's drafts under one configuration, placed with one week's draw."""

    drafts: dict[str, Draft]
    config: Config
    placed: Placed

    def at(self, identity: str) -> Place:
        order = [item for item in self.placed.ordered if item.chain]
        for position, item in enumerate(order, start=1):
            if item.id == identity:
                return _place(item, self.placed.ranks.get(identity), position)
        without = next((one for one in self.placed.ordered if one.id == identity), None)
        if without:
            return _place(without, None, len(order) + 1)
        return Place(rank=None, position=len(order) + 1, score_millionths=0, kept_off=[], known=False)

    def points(self, identity: str) -> dict[str, float]:
        if identity not in self.drafts:
            return {}
        weights = Weights.of(self.config.scoring)
        return {part.id: part.points for part in parts_of(self.drafts[identity], weights)}

    def above(self, identity: str) -> set[str]:
        place = self.at(identity).position
        return {item.id for item in [one for one in self.placed.ordered if one.chain][: place - 1]}


def why_moved(old: Desk, new: Desk, identity: str) -> WhyMoved:
    """Split the move of one firm between two weeks, each desk under its week's own configuration."""
    before, after = old.knowledge.firms.get(identity), new.knowledge.firms.get(identity)
    worlds = list(_worlds(old, new, identity, after))
    parts = [
        _part(part, one, other, identity)
        for part, one, other in zip(PARTS, worlds[:-1], worlds[1:], strict=True)
    ]
    was, now = facts(before), facts(after)
    above, below = worlds[-2].above(identity), worlds[-1].above(identity)
    names = {item.id: item.name for world in worlds[-2:] for item in world.placed.ordered}
    firm = after or before
    assert firm is not None
    return WhyMoved(
        enterprise=firm.name,
        enterprise_id=identity,
        from_week=old.report.week,
        to_week=new.report.week,
        before=worlds[0].at(identity),
        after=worlds[-1].at(identity),
        parts=parts,
        facts_added=[fact for key, fact in now.items() if key not in was],
        facts_gone=[fact for key, fact in was.items() if key not in now],
        config_changes=[change.text for change in differences(old.config, new.config)],
        overtaken_by=sorted(names[one] for one in below - above),
        overtook=sorted(names[one] for one in above - below),
    )


def facts(firm: Firm | None) -> dict[tuple[str, str, str, int], Evidence]:
    """Every fact known of a firm, by what it says and where it stands."""
    if firm is None:
        return {}
    single = [fact for fact in (firm.province, firm.city, firm.industry) if fact]
    several: Sequence[Sequence[object]] = (
        single, firm.codes, firm.texts, firm.listings, firm.chamber, firm.touches, firm.signals, firm.ties,
    )  # fmt: skip
    found: dict[tuple[str, str, str, int], Evidence] = {}
    for group in several:
        for fact in group:
            evidence: Evidence = fact.evidence  # type: ignore[attr-defined]  # every kind of fact has one
            found[evidence.fact, evidence.source, evidence.snapshot, evidence.row] = evidence
    return found


def _worlds(old: Desk, new: Desk, identity: str, after: Firm | None) -> Iterator[_World]:
    first = {one.id: one for one in old.drafts(old.config)}
    yield _world(first, old.config, old)
    here = old.context(old.config)
    yield _world(_with(first, identity, after, here), old.config, old)
    others = replace(
        old.knowledge, firms={key: firm for key, firm in old.knowledge.firms.items() if key != identity}
    )
    for config in (old.config, new.config):
        context = make_context(new.knowledge, config, new.report.week)
        drafts = {one.id: one for one in draft_all(others, match_all(others, context), context)}
        yield _world(_with(drafts, identity, after, context), config, new)
    last = {one.id: one for one in new.drafts(new.config)}
    yield _world(last, new.config, new)


def _with(drafts: dict[str, Draft], identity: str, firm: Firm | None, context: Context) -> dict[str, Draft]:
    changed = {key: one for key, one in drafts.items() if key != identity}
    if firm is not None:
        changed[identity] = draft(firm, main_nodes(firm, context), context)
    return changed


def _world(drafts: dict[str, Draft], config: Config, desk: Desk) -> _World:
    standings = stand_all([drafts[key] for key in sorted(drafts)], config)
    return _World(
        drafts, config, place(standings, config.scoring.weekly_list, desk.report.week, desk.incumbents)
    )


def _place(item: Standing, rank: int | None, position: int) -> Place:
    return Place(
        rank=rank,
        position=position,
        score_millionths=round(item.centre * MILLION),
        kept_off=list(item.kept_off),
        known=True,
    )


def _part(part: PartId, one: _World, other: _World, identity: str) -> MovePart:
    was, now = one.at(identity), other.at(identity)
    old, new = one.points(identity), other.points(identity)
    changes = {factor: new.get(factor, 0.0) - old.get(factor, 0.0) for factor in dict.fromkeys([*old, *new])}
    return MovePart(
        part=part,
        name=PARTS[part],
        score_millionths=now.score_millionths - was.score_millionths,
        positions=now.position - was.position,
        rank_after=now.rank,
        factors={PART_NAMES[factor]: change for factor, change in changes.items() if abs(change) > 1e-9},
    )
