"""Good, broken, good again: every fault has its name in the run ledger and takes nothing away."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

import app.gather
from app.gather import gather
from common.settings import Settings
from crawlers.run import crawl
from crawlers.source import Source
from db.models import ListEntry, Visit
from db.session import open_database, session
from pipeline.releases import current_release
from tests.crawlers.conftest import CONTACT, archived_files, home_settings, source
from tests.faults.table import FIRMS, GOOD, TORN, Fault, faults, good, workbook
from tests.replica.faulty import Faulty, answer, serving_faults

pytestmark = pytest.mark.slow
FAULTS = {fault.name: fault for fault in faults()}


@dataclass(frozen=True)
class Seen:
    """After one of the gatherings: outcome and sentence by source, and the firms in force."""

    outcomes: dict[str, str]
    details: dict[str, str]
    firms: dict[str, list[tuple[str, str]]]
    asked: Sequence[str]


@dataclass(frozen=True)
class Story:
    """Good, broken, and good again, over one home."""

    before: Seen
    broken: Seen
    after: Seen
    bodies: Sequence[bytes]
    megabytes: Sequence[float]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """All faults as sources of one home, gathered three times by the whole product."""
    with pytest.MonkeyPatch.context() as patch, serving_faults(Faulty()) as world:
        patch.setenv("no_proxy", "127.0.0.1")
        patch.setattr(app.gather, "crawl", _crawl_quickly)
        home = home_settings(tmp_path_factory.mktemp("faults"), CONTACT)
        settings = replace(home, relay=world.url)
        engine = open_database(settings.database_url)
        sources = [_source(fault) for fault in FAULTS.values()]
        _mend(world)
        before = _gather(engine, settings, sources, world)
        for fault in FAULTS.values():
            world.answers[fault.host + fault.path] = fault.send
        megabytes: list[float] = []

        def measured(connection: socket.socket) -> None:
            megabytes.append(_crawl_megabytes())
            fault.send(connection)

        world.answers[fault.host + fault.path] = measured  # the last one to be asked
        broken = _gather(engine, settings, sources, world)
        bodies = archived_files(settings)
        _mend(world)
        _hours_pass(settings)
        after = _gather(engine, settings, sources, world)
        yield Story(before, broken, after, bodies, megabytes)
        engine.dispose()


def test_every_source_was_well_before(story: Story) -> None:
    assert story.before.outcomes == dict.fromkeys(FAULTS, "ok"), story.before.details


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_has_a_name_and_the_good_list_stays(story: Story, fault: Fault) -> None:
    detail = story.broken.details[fault.name]
    assert (story.broken.outcomes[fault.name], fault.word in detail) == (fault.outcome, True), detail
    assert detail
    assert not any(word in detail for word in ("Traceback", "Error", "Exception", "twisted"))
    assert story.broken.firms[fault.name] == FIRMS


def test_all_recover(story: Story) -> None:
    assert story.after.outcomes == dict.fromkeys(FAULTS, "unchanged"), story.after.details
    assert set(map(tuple, story.after.firms.values())) == {tuple(FIRMS)}


def test_a_body_cut_off_on_the_way_is_never_archived(story: Story) -> None:
    pages = [good(fault) for fault in FAULTS.values()]
    cut = {body for body in story.bodies for page in pages if page.startswith(body) and page != body}
    # Only what came as whole as its host said: nothing in such an answer tells that more was meant.
    assert cut == {TORN.encode(), GOOD.encode()[: len(GOOD.encode()) // 2], workbook()[:-500]}


def test_a_blocked_host_is_asked_once_and_robots_are_asked_first(story: Story) -> None:
    for fault in FAULTS.values():
        asked = [
            place.removeprefix(fault.host) for place in story.broken.asked if place.startswith(fault.host)
        ]
        assert asked[0] == "/robots.txt"
        if fault.robots:
            assert f"/list.{fault.format}" not in asked[1:] or fault.name == "robots_login"
        if fault.outcome == "blocked" and fault.name != "login":
            assert len(asked) == 2


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_body_without_end_is_not_kept_in_memory(story: Story) -> None:
    """Beside Python and Scrapy: one body of 64 MB, twice while it is put together."""
    [most] = story.megabytes
    assert 64 < most < 400


def _crawl_quickly(sources: Sequence[Source], settings: Settings, **more: object) -> object:
    return crawl(sources, settings, **{**more, "delay": 0, "timeout": 1.5})  # type: ignore[arg-type]


def _crawl_megabytes() -> float:
    """The most memory that the crawl under way has held so far (the server runs in its parent)."""
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError):
            told = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
            ours = int(told["PPid"]) == os.getpid()
            if ours and b"crawlers" in status.with_name("cmdline").read_bytes():
                return int(told["VmHWM"].split()[0]) / 1024
    return 0


def _source(fault: Fault) -> Source:
    return source(
        fault.name,
        f"http://{fault.host}/list.{fault.format}",
        format=fault.format,
        expect={"rows": [4, 4], "contiguous_rank": True},
    )


def _mend(world: Faulty) -> None:
    world.answers.clear()
    for fault in FAULTS.values():
        kind = "Content-Type: text/html; charset=utf-8\r\n" if fault.format == "html" else ""
        world.answers[f"{fault.host}/list.{fault.format}"] = answer(good(fault), headers=kind)


def _hours_pass(settings: Settings) -> None:
    path = settings.archive / "stopped_hosts.json"
    stopped = json.loads(path.read_text())
    for stop in stopped.values():
        stop["until"] = "2026-01-01T00:00:00+08:00"
    path.write_text(json.dumps(stopped))


def _gather(engine: Engine, settings: Settings, sources: Sequence[Source], world: Faulty) -> Seen:
    world.asked.clear()
    gather(engine, settings, sources)
    with session(engine) as db:
        last = {visit.source: visit for visit in db.scalars(select(Visit).order_by(Visit.id))}
        firms = {}
        for one in sources:
            release = current_release(db, one.id)
            rows = select(ListEntry).where(ListEntry.release_id == (release.id if release else 0))
            found = db.scalars(rows.order_by(ListEntry.row))
            firms[one.id] = [(str(entry.fields.get("rank")), entry.name) for entry in found]
    return Seen(
        {name: visit.outcome for name, visit in last.items()},
        {name: visit.detail for name, visit in last.items()},
        firms,
        list(world.asked),
    )
