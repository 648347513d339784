"""``lianzhao prereview``: the 预审 draft of one firm at one park, and its sheet."""

from __future__ import annotations

import re
from pathlib import Path

from rapidfuzz import fuzz, process
from rich.console import Console
from rich.markup import escape

from app.explain import find_enterprise
from app.exports import note_exports
from app.opened import open_all
from app.published import published_report
from app.screen import whole_table
from app.table_writer import check_output
from app.workbook.prereview import write_prereview
from app.workbook.words import firm_name
from common.errors import UserError
from common.settings import Settings
from db.models import WeekRun
from db.session import session
from matching.config.bundle import Config
from matching.config.parks import Park
from matching.load import load_knowledge
from matching.prereview import PreReview, prereview
from matching.week import make_context

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def make_prereview(
    settings: Settings, name: str, park_id: str, week: str | None, out: Path | None
) -> tuple[PreReview, Path]:
    """Draft and write the sheet from what was known in a published week (the newest one).

    Raises:
        UserError: no such park or week, nobody known by that name, or the file cannot be written.
    """
    if out:
        if out.suffix.lower() != ".xlsx":
            raise UserError(f"输出只写 .xlsx，现在是 {out.suffix or '（没有扩展名）'}", where=str(out))
        check_output(out)
    opened = open_all(settings)
    park = _park(opened.config, park_id)
    with session(opened.engine) as db:
        report = published_report(db, week)
        run = db.get_one(WeekRun, report.week)
        knowledge = load_knowledge(db, run.cutoff)
        firm = knowledge.firms[find_enterprise(db, knowledge, name)]
    context = make_context(knowledge, opened.config, report.week)
    made = prereview(firm, park, context, week=report.week, data_hash=report.data_hash)
    path = out or opened.settings.outputs / f"预审表-{_NOT_IN_NAMES.sub('', firm.name)}-{park.id}.xlsx"
    write_prereview(made, path)
    note_exports(settings, opened.config, "预审表", path, week=report.week)
    return made, path


def _park(config: Config, park_id: str) -> Park:
    parks = {park.id: park for park in config.parks.parks}
    if park_id in parks:
        return parks[park_id]
    named = [park for park in parks.values() if park_id in {park.name, *park.aka}]
    if len(named) == 1:
        return named[0]
    near = process.extractOne(park_id, list(parks), scorer=fuzz.ratio, score_cutoff=60)
    meant = f"是不是 {near[0]}？" if near else ""
    allowed = "、".join(f"{park.id}（{park.name}）" for park in parks.values())
    raise UserError(f"没有园区 {park_id}", fix=f"{meant}可用：{allowed}")


def print_prereview(console: Console, made: PreReview) -> None:
    """The rows as a person reads them on the screen."""
    node = f"{made.chain_name}／{made.node_name}" if made.chain_name else "未对应产业链"
    who = escape(firm_name(made.enterprise, made.example))
    console.print(f"[bold]预审表（草稿）[/bold]　{who}　{made.park_name}　{node}")
    table = whole_table("事项", "状态", "情况", "要问", "谁能回答")
    for item in made.items:
        table.add_row(
            escape(item.name), item.state, escape(item.reason), escape(item.question), item.department
        )
    console.print(table)
    told = "　".join(f"{one.name}：{one.result}" for one in made.indicators)
    console.print(f"算不算数　{told}")
    console.print(f"建议签约主体　{escape(made.signing_entity)}")
    open_ = sum(item.state == "待核" for item in made.items)
    console.print(f"共 {len(made.items)} 条，待核 {open_} 条")
