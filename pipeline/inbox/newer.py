"""An import never replaces newer data."""

from __future__ import annotations

from common.errors import UserError
from db.models import ROLLING, Release
from pipeline.inbox.statement import Statement


def check_not_older(said: Statement, current: Release | None) -> None:
    """Refuse a file that is older than what is in use for the same part.

    Yearly lists go by their edition, registers and rosters by their day; what was crawled without a
    printed day counts from the day it was fetched.

    Raises:
        UserError: newer data is in use.
    """
    if current is None:
        return
    if said.source.edition == ROLLING:
        used, given = current.published_on or current.known_at[:10], said.day
    else:
        used, given = current.edition, said.source.edition
    if given < used:
        raise UserError(
            f"在用的是 {used} 的{current.name}，这份是 {given} 的；旧名单不会替换新名单",
            fix="如果日期或版次写错了，用 --date 或 --edition 改正",
        )
