from __future__ import annotations

from pathlib import Path

import pytest

from app.analysis import Desk, Ranking, open_desk, rank
from common.settings import PROJECT_ROOT, Settings
from matching.config.bundle import Config
from matching.config.check import load_checked
from tests.app.conftest import Week, config_copy, week

__all__ = ["config_copy", "week"]


def settings_of(home: Path, config: Path = PROJECT_ROOT / "config") -> Settings:
    return Settings(
        home=home,
        config=config,
        sample=PROJECT_ROOT / "sample",
        database_url=f"sqlite:///{home / 'lianzhao.db'}",
    )


@pytest.fixture(scope="session")
def config() -> Config:
    return load_checked(PROJECT_ROOT / "config")


@pytest.fixture(scope="module")
def desk(week: Week) -> Desk:
    return open_desk(settings_of(week.home))


@pytest.fixture(scope="module")
def before(desk: Desk) -> Ranking:
    return rank(desk, desk.config)
