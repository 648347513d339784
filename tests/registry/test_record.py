"""Texts of registries that only differ a little, and bodies that nobody promised."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.registry.ask import read_reply
from crawlers.registry.capital import read_capital
from crawlers.registry.lookup import tidy_query
from crawlers.registry.outcome import KEPT
from crawlers.registry.providers import PROVIDERS
from crawlers.registry.record import RegistryRecord
from crawlers.source import load_sources
from tests.registry.firms import ANSWERS, NAME, TYC

SOURCES = {name: document.model for name, document in load_sources().items()}
NAMES = st.sampled_from(list(PROVIDERS))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def record(**facts: object) -> RegistryRecord:
    """The record of a 天眼查 answer with these facts changed."""
    answer = {**TYC, "result": {**TYC["result"], **facts}}
    found = read_reply(PROVIDERS["tyc"], SOURCES["tyc_api"], json.dumps(answer).encode()).record
    assert found
    return found


@pytest.mark.parametrize(
    ("printed", "status"),
    [
        ("存续（在营、开业、在册）", "存续"),
        ("在业", "存续"),
        ("存续（简易注销公告）", "存续"),
        ("注销", "注销"),
        ("吊销，未注销", "吊销"),
        ("吊销，已注销", "注销"),
        ("迁出", "迁出"),
        ("停业", "停业"),
        ("清算", "清算"),
        ("撤销", "撤销"),
    ],
)
def test_status(printed: str, status: str) -> None:
    found = record(regStatus=printed)
    assert (found.status, found.status_printed, found.doubts) == (status, printed, [])


def test_unknown_status_is_no_status() -> None:
    found = record(regStatus="示例新状态")
    assert (found.status, found.status_printed) == (None, "示例新状态")
    assert "不认识" in found.doubts[0]


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("185000万元人民币", 185_000, "万元"),
        ("6500 万人民币", 6_500, "万元"),
        ("5000万(元)人民币", 5_000, "万元"),
        ("50000000元", 5_000, "万元"),
        ("1.5亿元", 15_000, "万元"),
        ("1,203.5万美元", 1_203.5, "万美元"),
        ("100万港币", 100, "万港元"),
        ("6500万", None, None),
        ("示例", None, None),
        ("万元", None, None),
    ],
)
def test_capital(text: str, amount: float | None, unit: str | None) -> None:
    capital = read_capital(text)
    assert (capital.printed, capital.amount, capital.unit) == (text, amount, unit)


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        (1267545600000, date(2010, 3, 3)),
        ("2010-03-03 00:00:00", date(2010, 3, 3)),
        (None, None),
        ("-", None),
        ("二〇一〇年", None),
        (99999999999999, None),
    ],
)
def test_established(printed: object, day: date | None) -> None:
    found = record(estiblishTime=printed)
    assert found.established == day
    assert bool(found.doubts) == (day is None and printed not in {None, "-"})


@pytest.mark.parametrize(
    ("text", "query"),
    [
        (" 示例(东莞) 精密科技有限公司\n", NAME),
        (NAME, NAME),
        ("91000000ma00000a01", "91000000MA00000A01"),
        ("９１００００００ＭＡ０００００Ａ０１", "91000000MA00000A01"),
    ],
)
def test_one_firm_has_one_query(text: str, query: str) -> None:
    assert tidy_query(text) == query


@given(NAMES, st.binary())
def test_any_bytes_end_in_an_outcome(name: str, body: bytes) -> None:
    provider = PROVIDERS[name]
    assert read_reply(provider, SOURCES[provider.source], body).outcome == "malformed"


@given(NAMES, st.dictionaries(st.sampled_from(["name", "Name", "creditCode", "StartDate", "status"]), JSON))
def test_any_result_ends_in_an_outcome(name: str, facts: dict[str, object]) -> None:
    provider = PROVIDERS[name]
    whole = ANSWERS[name]
    answer = {**whole, provider.result: {**whole[provider.result], **facts}}
    reply = read_reply(provider, SOURCES[provider.source], json.dumps(answer).encode())
    assert reply.outcome in {"answered", "malformed"}
    if reply.outcome in KEPT:
        again = read_reply(provider, SOURCES[provider.source], reply.body)
        assert (again.record, again.body, again.redacted) == (reply.record, reply.body, ())
