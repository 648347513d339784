"""Kill −9 at any moment, run again: no entry lost, none twice, no half body used, nothing half published."""

from __future__ import annotations

import random
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from common.settings import Settings
from db.models import Release, Visit
from tests.crashes.chain import Tripwire, finish, kill_once
from tests.crashes.gathering import start
from tests.crashes.publisher import publish_everything, sources
from tests.crashes.state import State, state_of
from tests.crawlers.conftest import CONTACT, home_settings
from tests.replica.world import serving

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kills by process group, reads /proc"),
]
CHAINS, KILLS = 20, 5
"""So many homes, each killed so often before it may come to its end: 100 kills."""
POSTGRES_CHAINS = 3


@pytest.fixture(scope="module")
def undisturbed(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> State:
    """What one run without any trouble leaves."""
    with serving(Tripwire()) as world:
        publish_everything(world)
        settings = _home(tmp_path_factory.mktemp("calm"), world, sqlite_template)
        finish(start(settings, sources()), settings)
        assert len(world.asked) > 70
        state = _state(settings)
    assert set(state.releases.values()) == {1}
    assert {source for source, *_ in state.releases} == {"ranking", "giants", "filings", "profiles"}
    assert sum(state.entries.values()) == 130
    return state


def test_a_hundred_kills_change_nothing(undisturbed: State, sqlite_template: Path, tmp_path: Path) -> None:
    def chain(seed: int) -> tuple[int, State]:
        with serving(Tripwire()) as world:
            publish_everything(world)
            settings = _home(tmp_path / str(seed), world, sqlite_template)
            return _kill_and_end(settings, world, seed)

    with ThreadPoolExecutor(2) as pool:
        ended = list(pool.map(chain, range(CHAINS)))
    assert sum(kills for kills, _ in ended) >= 100
    for seed, (_, state) in enumerate(ended):
        assert state == undisturbed, f"seed {seed}"


def _kill_and_end(settings: Settings, world: Tripwire, seed: int) -> tuple[int, State]:
    dice, kills = random.Random(seed), 0
    while kills < KILLS:
        kills += kill_once(settings, sources(), world, dice)
        assert _half_published(settings) == []
    finish(start(settings, sources()), settings)
    return kills, _state(settings)


def _half_published(settings: Settings) -> list[str]:
    """Releases that do not hold just the entries they say."""
    engine = create_engine(settings.database_url.replace("postgresql:", "postgresql+psycopg:"))
    with Session(engine) as db:
        from db.models import ListEntry

        held: dict[int, int] = {}
        for release in db.scalars(select(ListEntry.release_id)):
            held[release] = held.get(release, 0) + 1
        wrong = [one.source for one in db.scalars(select(Release)) if held.get(one.id, 0) != one.entries]
    engine.dispose()
    return wrong


def _home(folder: Path, world: Tripwire, template: Path) -> Settings:
    settings = replace(home_settings(folder, CONTACT), relay=world.url)
    shutil.copyfile(template, folder / "lianzhao.db")
    return settings


def _state(settings: Settings) -> State:
    engine = create_engine(settings.database_url.replace("postgresql:", "postgresql+psycopg:"))
    with Session(engine) as db:
        last = {one.source: one.outcome for one in db.scalars(select(Visit).order_by(Visit.id))}
    assert set(last.values()) <= {"ok", "unchanged"}, last
    state = state_of(engine, settings)
    engine.dispose()
    return state
