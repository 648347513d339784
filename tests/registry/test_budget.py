"""The day's budget, also for many at once, and answers that are not bought twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select, update

from common.clock import SHANGHAI
from common.errors import UserError
from common.settings import Settings
from crawlers.registry import budget, lookup
from crawlers.registry.lookup import cached_answer, look_up
from db.models import RegistryCall
from db.session import session
from tests.registry.conftest import Open
from tests.registry.firms import CODE, NAME
from tests.registry.server import Fault, PaidServer

LATE = datetime(2026, 11, 24, 23, 59, 30, tzinfo=SHANGHAI)


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    for module in (budget, lookup):
        monkeypatch.setattr(module, "now", lambda: moment)


def test_eight_at_once_never_overspend(
    engine: Engine, settings: Settings, registry: Open, server: PaidServer
) -> None:
    place = registry("tyc", calls=5)

    def one(number: int) -> str:
        try:
            look_up(engine, settings, place, f"示例第{number}有限公司")
        except UserError as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(8) as pool:
        asked = list(pool.map(one, range(16)))
    refused = [words for words in asked if words]
    assert len(refused) == 11
    assert all("预算已用完（5/5 次）" in words for words in refused)
    assert len(server.asked) == 5
    with session(engine) as db:
        assert db.scalar(select(func.count()).select_from(RegistryCall)) == 5


def test_the_day_is_shanghais(
    engine: Engine, settings: Settings, registry: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = registry("qixin", calls=1)
    at(monkeypatch, LATE)
    look_up(engine, settings, place, NAME)
    with pytest.raises(UserError, match="2026-11-25 00:00（北京时间） 重新计数"):
        look_up(engine, settings, place, CODE)
    at(monkeypatch, LATE + timedelta(seconds=30))
    look_up(engine, settings, place, CODE)


def test_registries_have_their_own_budgets(engine: Engine, settings: Settings, registry: Open) -> None:
    look_up(engine, settings, registry("qixin", calls=1), NAME)
    look_up(engine, settings, registry("tyc", calls=1), NAME)


@pytest.mark.parametrize(
    ("fault", "counts"),
    [
        (Fault(body=b'{"error_code":300006,"reason":""}'), False),
        (Fault(status=429), False),
        (Fault(body=b'{"error_code":399999}'), True),
        (Fault(status=502), True),
        (Fault(body=b"{"), True),
    ],
)
def test_what_may_be_billed_counts(
    engine: Engine, settings: Settings, registry: Open, server: PaidServer, fault: Fault, counts: bool
) -> None:
    place = registry("tyc", calls=1)
    server.fault = fault
    with pytest.raises(UserError):
        look_up(engine, settings, place, NAME)
    server.fault = None
    if counts:
        with pytest.raises(UserError, match="预算已用完"):
            look_up(engine, settings, place, NAME)
    else:
        assert look_up(engine, settings, place, NAME).record


def test_a_process_that_dies_has_spent_its_question(
    engine: Engine, settings: Settings, registry: Open
) -> None:
    place = registry("tyc", calls=1)
    budget.spend(engine, place.provider, NAME, 1)
    with pytest.raises(UserError, match="预算已用完"):
        look_up(engine, settings, place, NAME)


def test_an_answer_is_kept_for_its_days(
    engine: Engine, settings: Settings, registry: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = registry("qcc", days=30)
    at(monkeypatch, LATE)
    bought = look_up(engine, settings, place, NAME)
    at(monkeypatch, LATE + timedelta(days=29))
    kept = cached_answer(engine, settings, place, NAME)
    assert kept
    assert (kept.record, kept.capture, kept.cached) == (bought.record, bought.capture, True)
    assert cached_answer(engine, settings, place, CODE) is None
    at(monkeypatch, LATE + timedelta(days=30))
    assert cached_answer(engine, settings, place, NAME) is None
    at(monkeypatch, LATE)
    assert cached_answer(engine, settings, registry("qcc", days=0), NAME) is None


def test_an_unknown_firm_is_not_asked_for_again(engine: Engine, settings: Settings, registry: Open) -> None:
    place = registry("tyc")
    look_up(engine, settings, place, "示例无此企业有限公司")
    kept = cached_answer(engine, settings, place, "示例无此企业有限公司")
    assert kept
    assert kept.record is None


def test_a_damaged_answer_is_not_used(engine: Engine, settings: Settings, registry: Open) -> None:
    place = registry("tyc")
    bought = look_up(engine, settings, place, NAME)
    sha256 = bought.capture.sha256
    (settings.archive / "bodies" / sha256[:2] / sha256).write_bytes(b"{}")
    assert cached_answer(engine, settings, place, NAME) is None


def test_a_failed_question_is_no_answer(engine: Engine, settings: Settings, registry: Open) -> None:
    place = registry("tyc")
    look_up(engine, settings, place, NAME)
    with session(engine) as db, db.begin():
        db.execute(update(RegistryCall).values(outcome="http_error"))
    assert cached_answer(engine, settings, place, NAME) is None
