"""The day's budget of a registry: a question is entered before it goes out, so nobody can overspend."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from common.clock import now
from common.errors import UserError
from crawlers.registry.outcome import FREE, Outcome
from crawlers.registry.provider import Provider
from db.models import RegistryCall
from db.session import session

BUDGET_LOCK = 0x6C697265
"""PostgreSQL advisory lock of the count and the entry that follows; a number of our own."""


def calls_on(db: Session, provider: Provider, day: date) -> int:
    """Questions of a day (Asia/Shanghai) that count: all but those that cost nothing (``FREE``)."""
    query = select(func.count()).where(
        RegistryCall.provider == provider.id,
        # Times are kept in Shanghai's offset, so the day is the head of the text.
        RegistryCall.asked_at.startswith(day.isoformat()),
        RegistryCall.outcome.not_in(FREE),
    )
    return db.scalar(query) or 0


def spend(engine: Engine, provider: Provider, query: str, calls_per_day: int) -> RegistryCall:
    """Enter a question as ``asked`` while the day's budget lasts.

    Counting and entering are one step for all processes: PostgreSQL by an advisory lock, SQLite by
    taking the write lock first. A process that dies afterwards has spent its question.

    Raises:
        UserError: the budget of the day is used up; says until when.
    """
    with session(engine) as db, db.begin():
        connection = db.connection()
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({BUDGET_LOCK})")
        at = now()
        used = calls_on(db, provider, at.date())
        if used >= calls_per_day:
            raise UserError(
                f"{provider.name}今天的查询预算已用完（{used}/{calls_per_day} 次），{resets(at)} 重新计数",
                fix="等到明天，或在 config/gather.yaml 的 registry 里提高 calls_per_day",
            )
        call = RegistryCall(
            provider=provider.id, query=query, asked_at=at.isoformat(timespec="seconds"), outcome="asked"
        )
        db.add(call)
    return call


def settle(engine: Engine, call: RegistryCall, outcome: Outcome, sha256: str | None) -> None:
    """Write down how an entered question ended; ``sha256`` is its archived answer."""
    with session(engine) as db, db.begin():
        entered = db.get_one(RegistryCall, call.id)
        entered.outcome = outcome
        entered.sha256 = sha256


def resets(at: datetime) -> str:
    """When the budget is whole again, for people."""
    return f"{(at.date() + timedelta(days=1)).isoformat()} 00:00（北京时间）"
