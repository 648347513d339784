"""A home with the shipped sources, on SQLite and on PostgreSQL."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.opened import Opened
from common.settings import PROJECT_ROOT, Settings
from crawlers.policy import load_policy
from crawlers.source import Source, load_sources
from matching.config.bundle import Config, load_config

CONFIG = PROJECT_ROOT / "config"


@cache
def _shipped() -> tuple[Config, dict[str, Source]]:
    return load_config(CONFIG), {name: document.model for name, document in load_sources().items()}


@pytest.fixture
def opened(tmp_path: Path, engine: Engine) -> Opened:
    home = tmp_path / "home"
    config, sources = _shipped()
    settings = Settings(home, CONFIG, PROJECT_ROOT / "sample", str(engine.url))
    return Opened(settings, config, load_policy(CONFIG), sources, engine)
