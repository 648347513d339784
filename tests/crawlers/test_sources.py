"""The shipped source files and the addresses they give."""

from __future__ import annotations

import pytest

from common.errors import UserError
from crawlers.addresses import addresses
from crawlers.source import load_sources
from tests.crawlers.conftest import source


def test_shipped_sources_are_sound() -> None:
    sources = {name: document.model for name, document in load_sources().items()}
    assert set(sources) >= {
        "fortune_global500",
        "fortune_china500",
        "acfic500",
        "sse",
        "szse",
        "listed_profile",
    }
    for name, found in sources.items():
        assert addresses(found, ["000001"]), name
        # Whatever is made up says so in its name and lives on a reserved domain, and only that does.
        reserved = all(".example/" in url for url in found.urls)
        assert found.example == reserved == found.name.startswith("示例")
        if found.each:
            assert set(found.each.sources) <= set(sources)


def test_company_profiles_drop_personal_keys() -> None:
    assert {"F003V", "F012V", "F013V"} <= set(load_sources()["listed_profile"].model.redact)


def test_each_value_is_filled_in_safely_and_once() -> None:
    each = source(
        "each",
        "https://a.example/?code={stock_code}",
        spider="each",
        each={"field": "stock_code", "sources": ["list"]},
    )
    assert addresses(each, ["000012", "a&b=1", "000012"]) == [
        "https://a.example/?code=000012",
        "https://a.example/?code=a%26b%3D1",
    ]


def test_a_missing_placeholder_is_named() -> None:
    each = source(
        "each", "https://a.example/", spider="each", each={"field": "stock_code", "sources": ["list"]}
    )
    with pytest.raises(UserError, match=r"\{stock_code\}"):
        addresses(each, ["000012"])


def test_an_address_that_is_none_is_named() -> None:
    with pytest.raises(UserError, match=r"demo.*www\.a\.example"):
        addresses(source("demo", "www.a.example/list"))
