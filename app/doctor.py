"""What is missing, stale or broken, and the command that mends it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.due import RETRIED
from app.opened import Opened, open_all
from app.source_state import State, source_states
from common.clock import iso_week, now
from common.errors import UserError
from common.settings import Settings
from crawlers.archive import Archive
from db.ledger import LineConflict
from db.models import Capture, Contact, LedgerImport, WeekRun
from db.session import session
from matching.config.check import check_config

Level = Literal["ok", "warning", "error"]


LEVELS: dict[State, Level] = {
    "held": "error",
    "changed": "error",
    "blocked": "error",
    "import": "warning",
    "missing": "warning",
    "stale": "warning",
    "due": "ok",
    "fresh": "ok",
}


class Finding(BaseModel):
    """One thing the doctor looked at; ``fix`` is a command or what to do."""

    level: Level
    topic: str
    message: str
    fix: str = ""


def examine(settings: Settings) -> list[Finding]:
    """Look at configuration, database, archive, sources, ledger and the week's list."""
    try:
        opened = open_all(settings)
    except UserError as error:
        return [
            Finding(level="error", topic="配置与数据库", message=str(error), fix="改好后运行 lianzhao doctor")
        ]
    findings = [Finding(level="ok", topic="配置", message=f"配置有效，哈希 {opened.config.config_hash[:8]}")]
    findings += [
        Finding(
            level=problem.level, topic="配置", message=f"{problem.where}：{problem.message}", fix=problem.fix
        )
        for problem in check_config(opened.config)
    ]
    with session(opened.engine) as db:
        findings += _sources(db, opened)
        findings += _archive(db, settings)
        findings += _ledger(db)
        findings += _conflicts(db)
        findings += _week(db)
    findings.append(_contact(settings))
    return findings


def _sources(db: Session, opened: Opened) -> Iterator[Finding]:
    for source in source_states(db, opened, now()):
        held = f"{source.entries} 条，取得于 {source.last_good}" if source.last_good else "没有可用数据"
        level = LEVELS[source.state]
        if source.optional and source.state == "missing":
            level = "ok"
        elif source.state in {"missing", "due"} and source.why and source.outcome in RETRIED:
            level = "warning"
        elif source.state == "fresh" and source.warnings:
            level, held = "warning", "；".join(source.warnings)
        yield Finding(
            level=level,
            topic=f"来源 {source.name}（{source.id}）",
            message=f"{source.why}（{held}）" if source.why else held,
            fix=source.todo if level != "ok" else "",
        )


def _archive(db: Session, settings: Settings) -> Iterator[Finding]:
    archive, damaged = Archive(settings.archive), []
    wanted = sorted(set(db.scalars(select(Capture.sha256))))
    for sha256 in wanted:
        try:
            archive.read(sha256)
        except (OSError, ValueError):
            damaged.append(sha256)
    if damaged:
        yield Finding(
            level="error",
            topic="存档",
            message=f"{len(damaged)} 份快照缺失或损坏，例如 {damaged[0][:12]}",
            fix="lianzhao crawl（重新取得后自动补回）",
        )
    else:
        yield Finding(level="ok", topic="存档", message=f"{len(wanted)} 份快照，字节与 sha256 全部相符")


def _in_force(db: Session) -> int:
    """Rows of the ledger that no newer version has replaced."""
    return db.scalar(select(func.count()).select_from(Contact).where(Contact.ended_at.is_(None))) or 0


def _conflicts(db: Session) -> Iterator[Finding]:
    open_ = db.scalar(select(func.count()).select_from(LineConflict).where(LineConflict.chosen.is_(None)))
    if open_:
        yield Finding(
            level="warning",
            topic="台账冲突",
            message=f"{open_} 处两个人写得不一样，还没有选",
            fix="lianzhao ledger conflicts，选好后 lianzhao ledger import",
        )


def _ledger(db: Session) -> Iterator[Finding]:
    imports = list(db.scalars(select(LedgerImport)))
    fix = "lianzhao ledger import 台账.xlsx"
    if not imports:
        yield Finding(level="warning", topic="对接台账", message="还没有导入台账", fix=fix)
    elif all(item.example for item in imports):
        yield Finding(level="warning", topic="对接台账", message="只有示例台账，新增/续推无从判断", fix=fix)
    else:
        yield Finding(level="ok", topic="对接台账", message=f"{_in_force(db)} 行")


def _week(db: Session) -> Iterator[Finding]:
    current = iso_week(now().date())
    latest = db.scalars(select(WeekRun).order_by(WeekRun.week.desc()).limit(1)).first()
    if latest is None:
        yield Finding(level="warning", topic="周清单", message="还没有做过清单", fix="lianzhao weekly")
    elif latest.week != current:
        yield Finding(
            level="warning", topic="周清单", message=f"最近一期是 {latest.week}", fix="lianzhao weekly"
        )
    else:
        yield Finding(level="ok", topic="周清单", message=f"{latest.week} 已做")


def _contact(settings: Settings) -> Finding:
    if settings.contact:
        return Finding(level="ok", topic="联网采集", message=f"已设联系方式 {settings.contact}")
    return Finding(
        level="warning",
        topic="联网采集",
        message="未设联系方式，只读存档页面，不联网",
        fix="设环境变量 LIANZHAO_CONTACT=单位邮箱 后联网采集",
    )
