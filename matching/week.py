"""One week judged: everything known becomes a report; nothing is read that was not known then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from common.clock import week_start
from matching.config.bundle import Config
from matching.context import Context, ListRead
from matching.coverage import gap_map, kpi_page, ledger_audit
from matching.draft import Draft, Standing, stand
from matching.hq.changes import compare_weeks
from matching.hq.contacted import contacted
from matching.hq.headquarters import headquarters, reached_ids, talking_ids
from matching.judge import Judged, draft, judge
from matching.lean import Lean
from matching.lexicon import Lexicon
from matching.load import Knowledge
from matching.match import NodeMatch, main_nodes
from matching.numbers import Weights
from matching.report import SourceStatus, WeekReport
from matching.weekly import explain_places, place


def make_context(knowledge: Knowledge, config: Config, week: str) -> Context:
    """The circumstances of a week: its Monday, the lists read, whether a real ledger is there."""
    lists: dict[str, ListRead] = {}
    for release in knowledge.releases:
        if release.tier:
            # A tier read from several sources is whole only when each of them is; of notices nobody
            # knows whether all have been read: every region publishes its own.
            before = lists.get(release.tier)
            whole = not (release.excerpt or release.standing) and (before is None or before.whole)
            lists[release.tier] = ListRead(release.edition, whole, release.example)
    return Context(
        config=config,
        lexicon=Lexicon(config.chains.chains),
        as_of=week_start(week),
        lists=lists,
        ledger=next((seen for _, seen in reversed(knowledge.contacts) if not seen.example), None),
        readings=knowledge.readings,
    )


def judge_all(knowledge: Knowledge, context: Context) -> list[Judged]:
    """Every enterprise judged and explained, in the order of their ids; slow, for those who read them all."""
    return list(judge_each(knowledge, context))


def judge_each(knowledge: Knowledge, context: Context) -> Iterator[Judged]:
    """The same one at a time, for those who keep few of them: each takes 40 kilobytes."""
    return (judge(firm, context) for _, firm in sorted(knowledge.firms.items()))


Matches = Mapping[str, list[NodeMatch]]
"""The nodes of every firm that has any, by enterprise id."""


def match_all(knowledge: Knowledge, context: Context) -> Matches:
    """The nodes that every firm reaches; all that depends on words, codes and texts."""
    context.roles.read(text.text for firm in knowledge.firms.values() for text in firm.texts)
    found = {firm.id: main_nodes(firm, context) for firm in knowledge.firms.values()}
    return {identity: matches for identity, matches in found.items() if matches}


def draft_all(knowledge: Knowledge, matches: Matches, context: Context) -> list[Draft]:
    """Every enterprise in numbers, in the order of their ids."""
    return [
        draft(firm, matches.get(identity, ()), context) for identity, firm in sorted(knowledge.firms.items())
    ]


def stand_all(drafts: Sequence[Draft], config: Config) -> list[Standing]:
    """Drafts weighed by the weights of a configuration."""
    weights = Weights.of(config.scoring)
    return [stand(one, config.scoring, weights) for one in drafts]


def report_week(
    knowledge: Knowledge,
    context: Context,
    week: str,
    sources: Sequence[SourceStatus],
    drafts: Sequence[Draft] | None = None,
    incumbents: Sequence[str] = (),
    before: WeekReport | None = None,
) -> WeekReport:
    """The week's list with the tables beside it, and what changed since the week ``before``.

    ``drafts`` where they have been made already; ``incumbents`` are the ranked places of the list before,
    by enterprise id.
    """
    if drafts is None:
        drafts = draft_all(knowledge, match_all(knowledge, context), context)
    standings = stand_all(drafts, context.config)
    placed = place(standings, context.config.scoring.weekly_list, week, incumbents)
    objects = contacted(knowledge)
    shown = {item.id for item in placed.listed} | {one.enterprise_id for one in objects}
    lean = Lean()
    judged = [
        one if one.assessment.enterprise_id in shown else lean(one) for one in judge_each(knowledge, context)
    ]
    by_id = {item.assessment.enterprise_id: item.assessment for item in judged}
    chosen = explain_places(placed, by_id.__getitem__)
    hq = headquarters(objects, knowledge, judged, context)
    report = WeekReport(
        week=week,
        as_of=context.as_of.isoformat(),
        data_hash=knowledge.data_hash,
        config_hash=context.config.config_hash,
        list_entries=sum(release.entries for release in knowledge.releases),
        enterprises=len(knowledge.firms),
        targets=chosen.targets,
        removed=chosen.removed,
        notes=chosen.notes if knowledge.releases else ["截至该周还没有采集到任何榜单数据"],
        kpi=kpi_page(context),
        ledger=ledger_audit(knowledge, context),
        universe={row.name: row.rate for row in hq.coverage.by_tier},
        gaps=gap_map(judged, chosen.targets, reached_ids(objects, context), talking_ids(objects), context),
        sources=list(sources),
        config_files={name: document.sha256 for name, document in sorted(context.config.documents.items())},
        hq=hq,
    )
    if before is None:
        return report
    return report.model_copy(update={"changes": compare_weeks(before, report)})
