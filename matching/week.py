"""One week judged: everything known becomes a report; nothing is read that was not known then."""

from __future__ import annotations

from collections.abc import Sequence

from common.clock import week_start
from matching.config.bundle import Config
from matching.context import Context, ListRead
from matching.coverage import gap_map, kpi_page, ledger_audit
from matching.hq.changes import compare_weeks
from matching.hq.contacted import contacted
from matching.hq.headquarters import headquarters, reached_ids, talking_ids
from matching.judge import Judged, judge
from matching.lexicon import Lexicon
from matching.load import Knowledge
from matching.report import SourceStatus, WeekReport
from matching.weekly import choose


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
    """Every enterprise judged, in the order of their ids."""
    return [judge(firm, context) for _, firm in sorted(knowledge.firms.items())]


def report_week(
    knowledge: Knowledge,
    context: Context,
    week: str,
    sources: Sequence[SourceStatus],
    before: WeekReport | None = None,
) -> WeekReport:
    """The week's list with the tables beside it, and what changed since the week ``before``."""
    judged = judge_all(knowledge, context)
    chosen = choose(judged, context.config.scoring.weekly_list, seed=week)
    objects = contacted(knowledge)
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
