"""One enterprise's row, on the list or not, with the whole way back to the archived bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rapidfuzz import fuzz, process
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.opened import Opened
from app.published import published_report
from common.errors import UserError
from db.models import ListEntry, Release, Resolution, WeekRun
from matching.judge import judge
from matching.load import Knowledge, load_knowledge
from matching.result import AXIS_NAMES, Assessment, Evidence
from matching.week import make_context
from pipeline.identity import Mention, resolve

SUGGESTIONS = 5
CLOSE_ENOUGH = 60


def explain(opened: Opened, db: Session, name: str, week: str | None) -> Assessment:
    """The row of an enterprise in a published week; judged afresh when it is not on that list.

    The name may be a legal name, a short name, a former name or a credit code.

    Raises:
        UserError: no week has been made, or nobody is known by that name; the nearest are named.
    """
    report = published_report(db, week)
    run = db.get(WeekRun, report.week)
    assert run is not None
    knowledge = load_knowledge(db, run.cutoff)
    identity = find_enterprise(db, knowledge, name)
    for target in report.targets:
        if target.enterprise_id == identity:
            return target
    assessment = judge(
        knowledge.firms[identity], make_context(knowledge, opened.config, report.week)
    ).assessment
    if assessment.kept_off:
        return assessment
    removed = next((item for item in report.removed if item.enterprise_id == identity), None)
    reasons = removed.reasons if removed else ["名次在本周席位之外"]
    return assessment.model_copy(update={"kept_off": reasons})


def notes_on(db: Session, row: Assessment, week: str | None) -> list[str]:
    """What was noted on the firm's list entries when that week was made, each once: corrections of a
    republication, rows that print several firms, wording that was read in a particular way."""
    run = db.get(WeekRun, published_report(db, week).week)
    assert run is not None
    entries = db.scalars(
        select(ListEntry)
        .join(Resolution)
        .join(Release)
        .where(Resolution.enterprise_id == row.enterprise_id, Release.known_at <= run.cutoff)
        .order_by(Release.known_at.desc(), ListEntry.id)
    )
    told = [
        f"{entry.release.name} {entry.release.edition}（{entry.place}）：{note}"
        for entry in entries
        for note in entry.notes
    ]
    return list(dict.fromkeys(told))


def find_enterprise(db: Session, knowledge: Knowledge, name: str) -> str:
    """The id of the enterprise meant by a legal, short or former name or a credit code.

    Raises:
        UserError: nobody, or several, are known by that name; the nearest are named.
    """
    decision = resolve(db, [Mention(ref=0, name=name, uscc=name)], create=False)[0]
    # The week's own links lead from the row to its firm; later ones are none of its business.
    known = knowledge.identity.root(decision.record_id) if decision.record_id else None
    if known in knowledge.firms:
        return str(known)
    by_name = {firm.name: firm.id for firm in knowledge.firms.values()}
    inside = sorted(other for other in by_name if name.strip() and name.strip() in other)
    if len(inside) == 1:
        return by_name[inside[0]]
    near = inside[:SUGGESTIONS] or _near(name, list(by_name), fuzz.ratio)
    near = near or _near(name, list(by_name), fuzz.partial_ratio)  # a short name mistyped
    raise UserError(
        f"库里没有唯一叫“{name}”的企业",
        fix=f"相近的有：{'、'.join(near)}" if near else "检查名称，或先导入名单",
    )


def _near(name: str, names: list[str], scorer: Callable[..., float]) -> list[str]:
    found = process.extract(
        name, names, scorer=scorer, limit=SUGGESTIONS, score_cutoff=CLOSE_ENOUGH, processor=None
    )
    return [known for known, _, _ in found]


def print_assessment(console: Console, row: Assessment, notes: Sequence[str] = ()) -> None:
    """The row as a person reads it, with what was noted on its list entries."""
    flag = "【示例】" if row.example else ""
    place = f"第 {row.rank} 名" if row.rank else "未入选"
    console.print(f"[bold]{flag}{escape(row.enterprise)}[/bold]  {place}  {row.contact_status}")
    console.print(
        f"{row.province or '省份未知'} {row.city or '城市未知'}  统一社会信用代码 {row.uscc or '未知'}  "
        f"{row.chain_name or '未对应产业链'}／{row.node_name or '—'}  园区：{row.park_name or '—'}"
    )
    for why in row.kept_off:
        console.print(f"  [yellow]未入选原因[/yellow] {escape(why)}")
    for member in row.memberships:
        counts = "" if member.counts else "（不计入名单目标）"
        console.print(f"名单 {member.name} {escape(member.state)}{counts}")
        _print_evidence(console, [member.evidence])
    for note in notes:
        console.print(f"名单备注 {escape(note)}")
    parts = [f"{AXIS_NAMES[axis]} {v.centre:.2f}（{v.low:.2f}–{v.high:.2f}）" for axis, v in row.axes.items()]
    total = row.score
    if row.chain is None:
        console.print("未评分：没有对应的产业链环节")
        _print_verdicts(console, row)
        return
    console.print(
        f"合计 {total.centre:.2f}（{total.low:.2f}–{total.high:.2f}）  {'  '.join(parts)}  "
        f"资料完整度 {row.completeness:.0%}"
    )
    for title, statements in (("理由", row.reasons), ("顾虑", row.concerns)):
        for number, statement in enumerate(statements, start=1):
            console.print(f"{title}{number} {escape(statement.text)}")
            _print_evidence(console, statement.evidence)
    _print_verdicts(console, row)
    if row.contributions:
        console.print("[bold]得分构成（合计 100 分制）[/bold]")
    for item in row.contributions:
        known = "" if item.known else "（先验，未知）"
        console.print(f"  {item.points:+6.2f}  {item.name}{known}：{escape(item.why)}")
        _print_evidence(console, item.evidence)
    if row.next_question:
        console.print(f"[bold]先问什么[/bold] {escape(row.next_question)}")


def _print_verdicts(console: Console, row: Assessment) -> None:
    table = Table("规则", "结果", "理由", "要问", title="算不算数", title_justify="left")
    for verdict in row.verdicts:
        table.add_row(verdict.name, verdict.result, escape(verdict.reason), escape(verdict.question))
    for gate in row.gates:
        table.add_row(gate.name, gate.state, escape(gate.reason), escape(gate.question))
    console.print(table)


def _print_evidence(console: Console, evidence: list[Evidence]) -> None:
    for item in evidence:
        flag = "【示例】" if item.example else ""
        console.print(
            f"         ← {flag}{escape(item.fact)}｜{escape(item.source)}｜{item.date}｜"
            f"快照 {item.snapshot} 第 {item.row} 行｜{escape(item.url)}",
            style="dim",
        )
