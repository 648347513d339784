"""Offline runs over the sample archive, and what happens when something is missing or breaks."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from common.settings import PROJECT_ROOT, Settings
from crawlers.archive import Archive
from crawlers.parts import parts
from crawlers.run import crawl, is_archived
from crawlers.source import Source, load_sources
from tests.crawlers.conftest import bodies, source

SAMPLE = Archive(PROJECT_ROOT / "sample" / "archive")


def shipped_sources() -> dict[str, Source]:
    return {name: document.model for name, document in load_sources().items()}


def sample_codes() -> list[str]:
    return [capture.url.rpartition("=")[2] for capture in SAMPLE.captures("listed_profile")]


def archive_state(home: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in sorted((home / "archive").rglob("*"))
        if path.is_file()
    }


@pytest.mark.slow
def test_the_sample_archive_answers_every_source_and_a_second_run_adds_nothing(offline: Settings) -> None:
    sources = {name: wanted for name, wanted in shipped_sources().items() if is_archived(wanted, offline)}
    assert sources.keys() >= {"fortune_global500", "acfic500", "sse", "listed_profile", "giant_demo"}
    values = {"listed_profile": sample_codes()}
    outcomes = crawl(list(sources.values()), offline, values=values)
    assert {name: outcome.status for name, outcome in outcomes.items()} == dict.fromkeys(sources, "ok")
    assert outcomes["listed_profile"].fetched == len(sample_codes()) > 300
    for name, wanted in sources.items():
        for capture, body in bodies(wanted, offline):
            original = SAMPLE.latest(name, capture.url)
            assert original is not None
            assert (capture.via, capture.fetched_at, capture.excerpt) == (
                "sample",
                original.fetched_at,
                original.excerpt,
            )
            assert body == SAMPLE.read(original.sha256)
    before = archive_state(offline.home)
    again = crawl(list(sources.values()), offline, values=values)
    assert {name: replace(outcome, visit="") for name, outcome in again.items()} == {
        name: replace(outcome, visit="") for name, outcome in outcomes.items()
    }
    assert archive_state(offline.home) == before


def test_an_address_that_nobody_archived_is_said_so(offline: Settings) -> None:
    sse = shipped_sources()["sse"]
    strange = source("strange", "https://never.example/list")
    outcomes = crawl(
        [sse.model_copy(update={"urls": [*sse.urls, "https://never.example/"]}), strange], offline
    )
    assert (outcomes["sse"].status, outcomes["sse"].fetched, outcomes["sse"].wanted) == ("partial", 2, 3)
    assert outcomes["strange"].status == "not_archived"
    assert "https://never.example/list" in outcomes["strange"].detail


def test_a_damaged_body_is_named_and_comes_back_with_the_next_run(offline: Settings) -> None:
    chamber = shipped_sources()["chamber_demo"]
    crawl([chamber], offline)
    [(capture, body)] = bodies(chamber, offline)
    path = Archive(offline.archive).body_path(capture.sha256)
    path.write_bytes(b"bit rot")
    [part] = parts(chamber, offline)
    assert not part.bodies
    assert str(path) in part.damaged[0]
    assert crawl([chamber], offline)["chamber_demo"].status == "ok"
    assert bodies(chamber, offline) == [(capture, body)]


def test_a_child_that_dies_is_an_outcome(
    offline: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dying = tmp_path / "python"
    events = (
        '{"source": "one", "fetched": 1, "outcome": '
        '{"status": "ok", "fetched": 1, "wanted": 1, "detail": "好"}}\n'
        '{"source": "two", "fetched": 1}\n{"sour'
    )
    dying.write_text(f"#!/bin/sh\nread -r job\nprintf '%s' '{events}'\nexit 7\n", encoding="utf-8")
    dying.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(dying))
    two = source("two", "https://a.example/1", "https://a.example/2")
    outcomes = crawl([source("one", "https://a.example/"), two], offline)
    assert outcomes["one"].status == "ok"
    assert (outcomes["two"].status, outcomes["two"].fetched, outcomes["two"].wanted) == ("failed", 1, 2)
    assert "7" in outcomes["two"].detail
    assert "crawl.log" in outcomes["two"].detail


def test_a_child_that_never_reads_its_job_is_an_outcome(
    offline: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    many = source(
        "many", "https://a.example/{stock_code}", spider="each", each={"field": "stock_code", "sources": []}
    )
    values = [f"{number:06d}" for number in range(20_000)]
    outcome = crawl([many], offline, values={"many": values})["many"]
    assert (outcome.status, outcome.wanted) == ("failed", 20_000)


def test_a_failing_progress_callback_leaves_no_crawl_behind(offline: Settings) -> None:
    def stop(_name: str, _count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        crawl(
            [shipped_sources()["listed_profile"]],
            offline,
            values={"listed_profile": sample_codes()},
            progress=stop,
        )
    kept = list(Archive(offline.archive).captures("listed_profile"))
    assert 1 <= len(kept) < len(sample_codes())


def test_no_sources_no_work(offline: Settings) -> None:
    assert crawl([], offline) == {}
