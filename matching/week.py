"""One week judged: everything known becomes a report; nothing is read that was not known then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from common.clock import week_start
from matching.config.bundle import Config
from matching.context import Context, ListRead
from matching.coverage import gap_map, kpi_page, ledger_audit
from matching.draft import Draft, Standing, stand
from matching.hq.changes import compare_weeks
from matching.hq.contacted import contacted
from matching.hq.headquarters import headquarters, reached_ids, talking_ids
from matching.judge import Judged, draft, draft_and_judge, judge
from matching.lean import Lean
from matching.load import Knowledge
from matching.match import Matches, match_firms
from matching.numbers import Weights
from matching.report import SourceStatus, WeekReport
from matching.result import Assessment
from matching.weekly import Placed, explain_places, place


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
        as_of=week_start(week),
        lists=lists,
        ledger=next((seen for _, seen in reversed(knowledge.contacts) if not seen.example), None),
        readings=knowledge.readings,
        lesson=knowledge.lesson,
    )


def judge_each(knowledge: Knowledge, context: Context, matches: Matches | None = None) -> Iterator[Judged]:
    """Every enterprise judged and explained, one at a time in the order of their ids.

    Slow, and each takes 40 kilobytes. ``matches`` where they have been made already.
    """
    found = match_all(knowledge, context) if matches is None else matches
    for identity, firm in sorted(knowledge.firms.items()):
        yield judge(firm, context, matches=found.get(identity, ()))


def match_all(knowledge: Knowledge, context: Context) -> Matches:
    """The nodes that every firm reaches; all that depends on words, codes, texts and labels."""
    return match_firms(knowledge.firms.values(), context)


def draft_all(knowledge: Knowledge, matches: Matches, context: Context) -> list[Draft]:
    """Every enterprise in numbers, in the order of their ids."""
    return [
        draft(firm, matches.get(identity, ()), context) for identity, firm in sorted(knowledge.firms.items())
    ]


def judge_week(knowledge: Knowledge, matches: Matches, context: Context) -> tuple[list[Draft], list[Judged]]:
    """Every enterprise in numbers, and judged without what only explains it, in the order of their ids."""
    drafts, judged, lean = list[Draft](), list[Judged](), Lean()
    for identity, firm in sorted(knowledge.firms.items()):
        drafted, one = draft_and_judge(firm, matches.get(identity, ()), context)
        drafts.append(drafted)
        judged.append(lean(one))
    return drafts, judged


def stand_all(drafts: Sequence[Draft], config: Config) -> list[Standing]:
    """Drafts weighed by the weights of a configuration."""
    weights = Weights.of(config.scoring)
    return [stand(one, config.scoring, weights) for one in drafts]


def _learnt(placed: Placed, matches: Matches, context: Context) -> list[str]:
    """What labels changed on the list, in one sentence; none without labels."""
    if context.lesson is None:
        return []
    learned = context.learned
    if learned is None:
        return [f"收回的 {len(context.lesson.graded)} 个契合标注还学不了：一条链至少要有两种判断"]
    listed = [match for item in placed.listed for match in matches[item.id] if match.chain.id == item.chain]
    fit, added = sum(match.fit.centre for match in listed), sum(abs(match.learnt) for match in listed)
    chains = context.config.chains.chains
    names = "、".join(chains[at].name for at in sorted(learned.chains))
    share = f"，平均改动 {added / len(listed):.2f}，占 {added / fit:.0%}" if listed else ""
    return [f"契合度以手设权重为先验，学了 {learned.labels} 个标注（{names}）；入选企业的契合度{share}"]


def report_week(
    knowledge: Knowledge,
    context: Context,
    week: str,
    sources: Sequence[SourceStatus],
    matches: Matches | None = None,
    both: tuple[Sequence[Draft], Sequence[Judged]] | None = None,
    incumbents: Sequence[str] = (),
    before: WeekReport | None = None,
) -> WeekReport:
    """The week's list with the tables beside it, and what changed since the week ``before``.

    ``matches``, and ``both`` that ``judge_week`` made of them, where they are at hand; ``incumbents`` are the
    ranked places of the list before, by enterprise id.
    """
    if matches is None:
        matches = match_all(knowledge, context)
    drafts, judged = both or judge_week(knowledge, matches, context)
    standings = stand_all(drafts, context.config)
    placed = place(standings, context.config.scoring.weekly_list, week, incumbents)
    objects = contacted(knowledge)

    def explained(identity: str) -> Assessment:
        return judge(knowledge.firms[identity], context, matches=matches.get(identity, ())).assessment

    chosen = explain_places(placed, explained)
    notes = [*chosen.notes, *_learnt(placed, matches, context)]
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
        notes=notes if knowledge.releases else ["截至该周还没有采集到任何榜单数据"],
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
