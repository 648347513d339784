"""What each registry is asked, what its answer becomes, and how a failed question ends."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from typing import get_args

import pytest
from sqlalchemy import Engine, select

from common.clock import now
from common.errors import UserError
from common.settings import Settings
from crawlers.registry import ask as asking
from crawlers.registry.lookup import look_up
from crawlers.registry.outcome import FREE, KEPT, WORDS, Outcome
from crawlers.registry.record import RegistryRecord
from db.models import RegistryCall
from db.session import session
from tests.registry.conftest import KEYS, Open
from tests.registry.firms import ADDRESS, CODE, FORMER, NAME, OTHER_CODE, PERSONS, SCOPE
from tests.registry.server import KEY, SECRET, TOKEN, Fault, PaidServer

ALL = pytest.mark.parametrize("name", ["qcc", "tyc", "qixin"])


@pytest.fixture
def kind() -> str:
    """One database is enough here: what is asked and answered does not depend on it."""
    return "sqlite"


def outcomes(engine: Engine) -> list[str]:
    with session(engine) as db:
        return list(db.scalars(select(RegistryCall.outcome).order_by(RegistryCall.id)))


def record_of(engine: Engine, settings: Settings, registry: Open, name: str, query: str) -> RegistryRecord:
    record = look_up(engine, settings, registry(name), query).record
    assert record
    return record


@ALL
@pytest.mark.parametrize("query", [NAME, CODE])
def test_a_signed_question_is_answered(
    engine: Engine, settings: Settings, registry: Open, name: str, query: str
) -> None:
    record = record_of(engine, settings, registry, name, query)
    assert (record.provider, record.name, record.uscc, record.status) == (name, NAME, CODE, "存续")
    assert record.former_names == FORMER
    assert record.established == date(2010, 3, 3)
    assert (record.address, record.scope) == (ADDRESS, SCOPE)
    assert record.doubts == []
    assert outcomes(engine) == ["answered"]


@pytest.mark.parametrize(
    ("name", "capital"),
    [
        ("qcc", ("185000万元人民币", 185_000, "万元", "人民币")),
        ("tyc", ("1203.2528万美元", 1203.2528, "万美元", "美元")),
        ("qixin", ("6,500 万人民币", 6_500, "万元", "人民币")),
    ],
)
def test_capital_keeps_its_currency(
    engine: Engine, settings: Settings, registry: Open, name: str, capital: tuple[object, ...]
) -> None:
    found = record_of(engine, settings, registry, name, NAME).capital
    assert found
    assert (found.printed, found.amount, found.unit, found.currency) == capital


def test_each_gives_what_it_has(engine: Engine, settings: Settings, registry: Open) -> None:
    qcc, tyc, qixin = (record_of(engine, settings, registry, name, NAME) for name in ("qcc", "tyc", "qixin"))
    assert (qcc.province, qcc.city, qcc.district, qcc.stock_code) == ("GD", "东莞市", "示例镇", "000000")
    assert (tyc.province, tyc.city, tyc.district) == ("gd", "东莞市", "示例镇")
    assert (tyc.industry, tyc.stock_code) == ("专用设备制造业", None)
    assert (qixin.province, qixin.district, qixin.industry) == (None, "441900", None)


@ALL
def test_unknown_firm_is_an_answer(engine: Engine, settings: Settings, registry: Open, name: str) -> None:
    answer = look_up(engine, settings, registry(name), "示例无此企业有限公司")
    assert answer.record is None
    assert outcomes(engine) == ["not_found"]


@ALL
def test_wrong_keys_are_refused_and_cost_nothing(
    engine: Engine, settings: Settings, registry: Open, name: str
) -> None:
    wrong = {variable: f"wrong-{value}" for variable, value in KEYS.items()}
    with pytest.raises(UserError, match="密钥") as error:
        look_up(engine, settings, registry(name, keys=wrong), NAME)
    assert not any(key in str(error.value) for key in wrong.values())
    assert outcomes(engine) == ["bad_key"]
    look_up(engine, settings, registry(name, calls=1), NAME)


@pytest.mark.parametrize(
    ("name", "minutes", "heard"),
    [("qcc", 9, True), ("qixin", 9, True), ("qcc", 11, False), ("qixin", -11, False)],
)
def test_a_wrong_clock_is_named(
    engine: Engine,
    settings: Settings,
    registry: Open,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    minutes: int,
    heard: bool,
) -> None:
    monkeypatch.setattr(asking, "now", lambda: now() + timedelta(minutes=minutes))
    if heard:
        assert record_of(engine, settings, registry, name, NAME).uscc == CODE
    else:
        with pytest.raises(UserError, match="本机时间"):
            look_up(engine, settings, registry(name), NAME)


def body(text: str) -> Fault:
    return Fault(body=text.encode())


@pytest.mark.parametrize(
    ("name", "fault", "outcome", "words"),
    [
        ("qixin", body('{"status":"104","message":"IP未授权"}'), "ip_refused", "白名单"),
        ("qixin", body('{"status":104,"message":"IP未授权"}'), "ip_refused", "白名单"),
        ("qcc", body('{"Status":"107","Message":"被禁止的IP或者签名错误"}'), "ip_refused", "白名单"),
        ("qcc", body('{"Status":"102","Message":"当前KEY已欠费"}'), "no_credit", "充值"),
        ("tyc", body('{"error_code":300006,"reason":"余额不足"}'), "no_credit", "充值"),
        ("tyc", body('{"error_code":300004,"reason":"访问频率过快"}'), "busy", "过一会"),
        ("tyc", body('{"error_code":399999,"reason":"示例新代码"}'), "refused", "代码 399999：示例新代码"),
        ("qcc", body('{"Status":"200","Result":{"KeyNo":"1"}}'), "malformed", "没有 Name"),
        ("qcc", body('{"Status":"200","Result":["x"]}'), "malformed", "Result 不是一家企业"),
        ("tyc", body('{"error_code":0,"result":{"name":"示'), "malformed", "不是 JSON"),
        ("tyc", body("[]"), "malformed", "没有 error_code"),
        ("tyc", body("[" * 100_000), "malformed", "不是 JSON"),
        ("tyc", body("<html>示例错误页</html>"), "malformed", "不是 JSON"),
        ("tyc", Fault(body=b'{"a":"' + b"x" * 3_000_000 + b'"}'), "malformed", "不是 JSON"),
        ("tyc", Fault(body=b"no gzip at all", headers={"Content-Encoding": "gzip"}), "malformed", "压缩"),
        ("tyc", Fault(body=b'{"error_code":0}', cut=True), "no_answer", "没有等到"),
        ("tyc", Fault(silent=0.6), "no_answer", "没有等到"),
        ("tyc", Fault(status=500, body=b"oops"), "http_error", "HTTP 500"),
        ("tyc", Fault(status=302, headers={"Location": "http://login.example/"}), "http_error", "HTTP 302"),
        ("tyc", Fault(status=429), "busy", "过一会"),
    ],
)
def test_failures_have_names(
    engine: Engine,
    settings: Settings,
    registry: Open,
    server: PaidServer,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    fault: Fault,
    outcome: str,
    words: str,
) -> None:
    monkeypatch.setattr(asking, "TIMEOUT", 0.3)
    server.fault = fault
    with pytest.raises(UserError) as error:
        look_up(engine, settings, registry(name), NAME)
    assert words in str(error.value)
    assert outcomes(engine) == [outcome]
    assert not (settings.archive / "bodies").exists()


def test_nobody_listens(engine: Engine, settings: Settings, registry: Open) -> None:
    nowhere = Settings(**{**vars(settings), "relay": "http://127.0.0.1:1"})
    with pytest.raises(UserError, match="连不上"):
        look_up(engine, nowhere, registry("tyc"), NAME)
    assert outcomes(engine) == ["unreachable"]


def test_every_failure_has_words() -> None:
    assert set(get_args(Outcome)) - KEPT - {"asked"} == set(WORDS)
    assert set(WORDS) >= FREE


@ALL
def test_closed_registries_ask_nothing(
    engine: Engine, settings: Settings, registry: Open, server: PaidServer, name: str
) -> None:
    silent = Settings(**{**vars(settings), "contact": None})
    for given, place, words in (
        (settings, registry(name, calls=0), "calls_per_day"),
        (settings, registry(name, keys={}), "LIANZHAO_"),
        (silent, registry(name), "联系方式"),
    ):
        with pytest.raises(UserError, match=words):
            look_up(engine, given, place, NAME)
    assert server.asked == []
    assert outcomes(engine) == []


def test_a_key_with_a_slip_is_named_not_shown(registry: Open) -> None:
    with pytest.raises(UserError, match="LIANZHAO_TYC_TOKEN") as error:
        registry("tyc", keys={"LIANZHAO_TYC_TOKEN": "示例token"})
    assert "示例token" not in str(error.value)


@ALL
def test_no_person_and_no_key_reaches_the_disk(
    engine: Engine, settings: Settings, registry: Open, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = look_up(engine, settings, registry(name), NAME)
    files = [path.read_bytes() for path in settings.home.rglob("*") if path.is_file()]
    assert any(CODE.encode() in data for data in files)
    for secret in (*PERSONS, KEY, SECRET, TOKEN):
        escaped = secret.encode("unicode_escape")
        assert not any(secret.encode() in data or escaped in data for data in files)
        assert secret not in caplog.text
        assert secret not in answer.capture.url
    assert answer.capture.redacted


def test_a_code_with_a_wrong_check_digit_is_a_doubt(
    engine: Engine, settings: Settings, registry: Open, server: PaidServer
) -> None:
    server.firms["tyc", NAME]["result"]["creditCode"] = CODE[:-1] + "9"
    record = record_of(engine, settings, registry, "tyc", NAME)
    assert record.uscc is None
    assert "校验不过" in record.doubts[0]


def test_another_firm_is_a_doubt(
    engine: Engine, settings: Settings, registry: Open, server: PaidServer
) -> None:
    server.firms["tyc", OTHER_CODE] = server.firms["tyc", NAME]
    assert "是否同一家" in record_of(engine, settings, registry, "tyc", OTHER_CODE).doubts[0]
    server.firms["tyc", FORMER[0]] = server.firms["tyc", NAME]
    assert record_of(engine, settings, registry, "tyc", FORMER[0]).doubts == []
