"""The world of replicas, and a home whose live gathering ends there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine

from app.gather import publish_source
from common.settings import Settings
from crawlers.run import CrawlOutcome, crawl
from crawlers.source import Source, load_sources
from db.session import open_database, session
from matching.config.bundle import Config
from matching.config.check import load_checked
from pipeline.publish import Published
from pipeline.resolve_entries import resolve_new_entries
from tests.config.conftest import SHIPPED
from tests.crawlers.conftest import relayed, world

__all__ = ["relayed", "world"]

Gathered = dict[str, tuple[CrawlOutcome, list[Published]]]
Gather = Callable[..., Gathered]


@pytest.fixture(scope="session")
def catalogue() -> dict[str, Source]:
    """Every shipped source."""
    return {name: document.model for name, document in load_sources().items()}


@pytest.fixture
def home_engine(relayed: Settings) -> Iterator[Engine]:
    """The home's own database."""
    engine = open_database(relayed.database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def gather(relayed: Settings, home_engine: Engine) -> Gather:
    """Crawl, publish and resolve as ``app.gather`` does, without its pause between two requests."""

    def run(*sources: Source) -> Gathered:
        outcomes = crawl(list(sources), relayed, delay=0)
        found: Gathered = {}
        for source in sources:
            outcome = outcomes[source.id]
            published = publish_source(home_engine, relayed, source) if outcome.usable else []
            found[source.id] = (outcome, published)
        with session(home_engine) as db, db.begin():
            resolve_new_entries(db)
        return found

    return run


@pytest.fixture(scope="session")
def shipped_config() -> Config:
    """The shipped configuration."""
    return load_checked(SHIPPED)
