"""``lianzhao pack``: the week's team sheets, from the published list and what has come back so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.exports import note_exports
from app.opened import Opened
from app.published import published_report
from app.publishing import publishing
from app.screen import step
from app.vocabulary import vocabulary
from app.week import WeekResult, run_week
from app.workbook.pack import Pack, PackRow, TeamSheet, pack_name, write_pack
from app.workbook.words import NOTHING, firm_name, place, sentence, warning_text
from common.clock import now, week_start
from common.hashing import stable_hash
from db.ledger import EXTRA, VISIT, LedgerLine, LineVersion
from db.models import WeekRun
from db.session import session
from matching.config.bundle import Config
from matching.followup import LedgerFirm, ledger_firms
from matching.load import Knowledge, load_knowledge
from matching.report import WeekReport
from matching.result import Assessment
from matching.teams import Errand, Place, plan_teams, team_name
from pipeline.ledger.forms import line_identity
from pipeline.ledger.store import TOUCH, Lines

GONE = "已不在清单"


def make_week(opened: Opened, week: str | None = None) -> WeekResult:
    """Make a week's list and its team sheets.

    Raises:
        UserError: the week lies ahead.
    """
    result = run_week(opened, week)
    with step("写出周表"):
        _, path = make_pack(opened, result.report.week, knowledge=result.knowledge)
    return replace(result, outputs=[*result.outputs, path])


def make_pack(
    opened: Opened, week: str | None, *, issued: bool = False, knowledge: Knowledge | None = None
) -> tuple[WeekReport, Path]:
    """Write a week's team workbook; ``issued`` writes it as it first went out, without what came back.

    ``knowledge`` is what was known in the week, where it is at hand.

    Raises:
        UserError: the week has not been made yet.
    """
    with publishing(opened.engine) as db:
        report = published_report(db, week)
        _make_lines(db, report, opened.config)
    with session(opened.engine) as db:
        known = knowledge or load_knowledge(db, db.get_one(WeekRun, report.week).cutoff)
        pack = _pack(db, report, opened.config, _standing(known, report, opened.config), issued=issued)
    path = opened.settings.outputs / pack_name(report.week)
    write_pack(pack, vocabulary(opened.config), path)
    note_exports(opened.settings, opened.config, "周表", path, week=report.week)
    return report, path


def _make_lines(db: Session, report: WeekReport, config: Config) -> None:
    """Give every target of the week its line, once; a line keeps its team when the list is made again."""
    errands = _errands(report.targets, config)
    keys = {firm.enterprise_id: _visit_key(report.week, firm.enterprise_id) for firm in report.targets}
    known = set(
        db.scalars(select(LedgerLine.key).where(LedgerLine.week == report.week, LedgerLine.kind == VISIT))
    )
    moment = now().isoformat(timespec="seconds")
    for at, firm in enumerate(report.targets, start=1):
        if keys[firm.enterprise_id] in known:
            continue
        line = LedgerLine(
            key=keys[firm.enterprise_id],
            kind=VISIT,
            week=report.week,
            team=errands[firm.enterprise_id].team,
            place=at,
            enterprise_id=firm.enterprise_id,
            made_at=moment,
        )
        db.add(line)
        db.flush()
        values = {"name": firm.enterprise}
        db.add(
            LineVersion(
                line_id=line.id, number=0, values=values, came=values, origin="export", who="", at=moment
            )
        )
    db.flush()


def _visit_key(week: str, firm: str) -> str:
    return stable_hash(["visit", week, firm])


def _errands(targets: Sequence[Assessment], config: Config) -> dict[str, Errand]:
    places = [Place(firm.enterprise_id, firm.city) for firm in targets]
    return {one.firm: one for one in plan_teams(places, config.trips.classes.resident)}


def _pack(
    db: Session, report: WeekReport, config: Config, standing: dict[str, LedgerFirm], *, issued: bool
) -> Pack:
    resident = config.trips.classes.resident
    lines = Lines(db, vocabulary(config), "")
    kept = list(
        db.scalars(
            select(LedgerLine).where(LedgerLine.week == report.week).order_by(LedgerLine.place, LedgerLine.id)
        )
    )
    lines.add_known(kept)
    teams = {
        number: TeamSheet(number, team_name(number, resident))
        for number in range(1, max(1, len(resident.bases)) + 1)
    }
    targets = {firm.enterprise_id: firm for firm in report.targets}
    errands = _errands(report.targets, config)
    for line in kept:
        version = lines.versions[line.id][0 if issued else -1]
        team = teams.setdefault(
            line.team or 1, TeamSheet(line.team or 1, team_name(line.team or 1, resident))
        )
        identity = line_identity(line.id, line.key, version.number)
        values = {name: str(text) for name, text in version.values.items()}
        conflicts = 0 if issued else len(lines.open_conflicts(line))
        if line.kind == EXTRA:
            if issued:
                continue
            team.extras.append(PackRow(identity, {"台账现状": _conflict(conflicts)}, values))
            team.first_empty = max(team.first_empty, len(team.extras) + 1)
            continue
        firm = targets.get(line.enterprise_id or "")
        if firm is None and (issued or not any(values.get(name) for name in TOUCH)):
            continue
        shown = _shown(firm, errands) if firm else {"企业名称": values.get("name", ""), "安排": GONE}
        state = standing.get(line.enterprise_id or "")
        now_text = "\n".join(filter(None, (_conflict(conflicts), _state(state))))
        team.firms.append(PackRow(identity, {**shown, "台账现状": now_text}, values))
    pins = f"数据 {report.data_hash[:8]}　配置 {report.config_hash[:8]}"
    return Pack(report.week, [teams[number] for number in sorted(teams)], warning_text(report), pins)


def _standing(knowledge: Knowledge, report: WeekReport, config: Config) -> dict[str, LedgerFirm]:
    """The ledger's word on every firm as the list knew it, so that a sheet made again is the same."""
    firms = ledger_firms(knowledge, config.coverage, week_start(report.week))
    return {firm.enterprise_id: firm for firm in firms if firm.enterprise_id}


def _shown(firm: Assessment, errands: dict[str, Errand]) -> dict[str, str | float]:
    reasons = [sentence(one) for one in firm.reasons[:2]]
    return {
        "序号": float(firm.rank) if firm.rank is not None else NOTHING,
        "安排": errands[firm.enterprise_id].when,
        "企业名称": firm_name(firm.enterprise, firm.example),
        "省市": place(firm),
        "链条环节": f"{firm.chain_name}\n{firm.node_name}",
        "对口园区": firm.park_name if firm.park else "园区待定",
        "为什么找它": "\n".join(reasons) or NOTHING,
        "先问什么": firm.next_question or NOTHING,
    }


def _state(firm: LedgerFirm | None) -> str:
    if firm is None:
        return "未触达"
    due = f"该跟进 {firm.due_on}（{firm.why_due}）" if firm.due_on else firm.why_due
    return "\n".join(
        filter(None, (firm.stage or "阶段未写", f"上次 {firm.last_on}" if firm.last_on else "没有日期", due))
    )


def _conflict(count: int) -> str:
    return f"有 {count} 处冲突，见“台账冲突”" if count else ""


def pack_summary(report: WeekReport, path: Path, db: Session) -> dict[str, Any]:
    """What ``--json`` prints."""
    rows = db.execute(select(LedgerLine.team, LedgerLine.kind).where(LedgerLine.week == report.week)).all()
    firms = Counter(team for team, kind in rows if kind == VISIT)
    return {
        "week": report.week,
        "file": str(path),
        "firms_by_team": {str(team): count for team, count in sorted(firms.items())},
        "added_touches": sum(kind == EXTRA for _, kind in rows),
    }
