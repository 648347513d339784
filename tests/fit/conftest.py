from __future__ import annotations

import pytest

from common.settings import PROJECT_ROOT
from matching.config.bundle import Config, load_config
from matching.fit.score import Scorer, make_scorer


@pytest.fixture(scope="session")
def config() -> Config:
    return load_config(PROJECT_ROOT / "config")


@pytest.fixture(scope="session")
def scorer(config: Config) -> Scorer:
    return make_scorer(config.chains, config.reading)
