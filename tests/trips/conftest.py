"""The shipped configuration, searched a few steps only."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matching.config.bundle import Config
from matching.config.check import load_checked
from matching.context import Context
from tests.config.conftest import SHIPPED, workshop
from tests.matching.build import circumstances
from tests.matching.conftest import changed

__all__ = ["changed", "workshop"]


@pytest.fixture(scope="session")
def config() -> Config:
    shipped = load_checked(SHIPPED)
    solver = shipped.trips.solver.model_copy(update={"iterations": 60})
    return replace(shipped, trips=shipped.trips.model_copy(update={"solver": solver}))


@pytest.fixture(scope="session")
def context(config: Config) -> Context:
    return circumstances(config)
