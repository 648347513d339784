from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.opened import Opened
from common.settings import PROJECT_ROOT, Settings
from crawlers.policy import load_policy
from crawlers.source import Source
from matching.config.bundle import Config, load_config

Open = Callable[..., Opened]


@pytest.fixture(scope="session")
def config() -> Config:
    return load_config(PROJECT_ROOT / "config")


@pytest.fixture
def open_with(engine: Engine, database_url: str, config: Config, tmp_path: Path) -> Open:
    """Everything opened on this test's database, with made-up sources."""

    def opened(*sources: Source, contact: str | None = "demo@gov.example") -> Opened:
        settings = Settings(tmp_path, PROJECT_ROOT / "config", PROJECT_ROOT / "sample", database_url, contact)
        by_id = {source.id: source for source in sources}
        return Opened(settings, config, load_policy(settings.config), by_id, engine)

    return opened
