"""A home, the stand-in server, and the registries as a county with keys has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path

import pytest

from common.settings import PROJECT_ROOT, Settings
from crawlers.policy import Budget
from crawlers.registry.providers import PROVIDERS
from crawlers.registry.registry import Registry
from crawlers.source import load_sources
from tests.registry.firms import ANSWERS, CODE, NAME
from tests.registry.server import KEY, SECRET, TOKEN, PaidServer, running

KEYS = {
    "LIANZHAO_QCC_KEY": KEY,
    "LIANZHAO_QCC_SECRET": SECRET,
    "LIANZHAO_TYC_TOKEN": TOKEN,
    "LIANZHAO_QIXIN_KEY": KEY,
    "LIANZHAO_QIXIN_SECRET": SECRET,
}
Open = Callable[..., Registry]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[PaidServer]:
    """The three registries, which know one firm by its name and by its code."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    firms = {
        (provider, key): deepcopy(answer) for provider, answer in ANSWERS.items() for key in (NAME, CODE)
    }
    server = PaidServer(firms=firms)
    http = running(server)
    yield server
    http.shutdown()
    http.server_close()


@pytest.fixture
def settings(tmp_path: Path, server: PaidServer, database_url: str) -> Settings:
    """A fresh home; every request goes to the stand-in."""
    home = tmp_path / "home"
    home.mkdir()
    return Settings(
        home=home,
        config=PROJECT_ROOT / "config",
        sample=PROJECT_ROOT / "sample",
        database_url=database_url,
        contact="东莞示例招商局",
        relay=server.url,
    )


@pytest.fixture(scope="session")
def registry() -> Open:
    """One registry with keys and a budget: ``registry("tyc", calls=3, days=30, keys={…})``."""
    sources = load_sources()

    def opened(name: str, calls: int = 5, days: int = 30, keys: dict[str, str] | None = None) -> Registry:
        provider = PROVIDERS[name]
        budget = Budget(calls_per_day=calls, cache_days=days)
        return Registry(
            provider, sources[provider.source].model, budget, provider.keys(KEYS if keys is None else keys)
        )

    return opened
