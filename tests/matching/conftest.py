from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from matching.config.bundle import Config
from matching.config.check import load_checked
from matching.config.scoring import ScoringFile
from matching.context import Context
from tests.config.conftest import SHIPPED, Workshop, workshop
from tests.matching.build import circumstances

__all__ = ["workshop"]


class Edit(NamedTuple):
    """Replace the first ``old`` behind the text ``after`` in a configuration file."""

    file: str
    old: str
    new: str
    after: str = ""


Changed = Callable[..., Config]
"""Takes edits; returns the shipped configuration with them, checked."""


@pytest.fixture
def changed(workshop: Workshop) -> Changed:
    def change(*edits: Edit) -> Config:
        for file, old, new, after in edits:
            path = workshop.folder / file
            text = path.read_text(encoding="utf-8")
            start = text.index(after)
            assert old in text[start:], f"{file} no longer holds {old!r} behind {after!r}"
            path.write_text(text[:start] + text[start:].replace(old, new, 1), encoding="utf-8")
        return load_checked(workshop.folder)

    return change


@pytest.fixture(scope="session")
def config() -> Config:
    return load_checked(SHIPPED)


@pytest.fixture(scope="session")
def scoring(config: Config) -> ScoringFile:
    return config.scoring


@pytest.fixture(scope="session")
def context(config: Config) -> Context:
    """The week 2026-W48 with the shipped configuration: no list read, no real ledger imported."""
    return circumstances(config)
