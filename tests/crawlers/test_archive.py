"""The archive keeps what it was given, once, and says so when it cannot."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.hashing import sha256_hex
from crawlers.archive import Archive, Capture


def capture(
    url: str = "https://a.example/", at: str = "2026-11-23T07:00:00+08:00", sha: str = "0"
) -> Capture:
    return Capture(source="demo", url=url, status=200, fetched_at=at, sha256=sha)


@given(st.lists(st.binary(max_size=200), max_size=8))
def test_stored_bodies_read_back_and_are_kept_once(bodies: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder))
        names = [archive.store(body) for body in bodies + bodies]
        assert [archive.read(name) for name in names] == bodies + bodies
        files = [path for path in Path(folder, "bodies").rglob("*") if path.is_file()]
        assert len(files) == len(set(bodies))


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.sampled_from(["x", "链招\n", "\r\u2028"])),
        max_size=15,
    )
)
def test_latest_is_the_newest_fetch_of_an_address(fetches: list[tuple[str, int, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        writer, reader = Archive(Path(folder)), Archive(Path(folder))
        expected: dict[str, Capture] = {}
        for url, day, etag in fetches:
            noted = replace(capture(url, f"2026-11-0{day + 1}T00:00:00+08:00"), headers={"ETag": etag})
            changed = expected.get(url) != noted
            assert writer.add(noted) is changed
            if url not in expected or noted.fetched_at >= expected[url].fetched_at:
                expected[url] = noted
            # Another process' archive object sees what was appended since it last looked.
            assert reader.latest("demo", url) == expected[url]
        for url, newest in expected.items():
            assert Archive(Path(folder)).latest("demo", url) == newest


def test_an_intact_body_is_never_written_again(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    path = archive.body_path(archive.store(b"first"))
    before = path.stat()
    archive.store(b"first")
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_a_damaged_body_is_noticed_and_restored_by_the_next_fetch(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    name = archive.store(b"as published")
    archive.body_path(name).write_bytes(b"as publishex")
    with pytest.raises(ValueError, match="damaged"):
        archive.read(name)
    assert archive.store(b"as published") == name == sha256_hex(b"as published")
    assert archive.read(name) == b"as published"


def test_a_line_torn_by_a_crash_costs_that_line_only(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.add(capture("https://a.example/1"))
    log = tmp_path / "captures" / "demo.jsonl"
    log.write_bytes(log.read_bytes() + b'{"source": "demo", "url": "https://a.ex')
    again = Archive(tmp_path)
    assert [found.url for found in again.captures("demo")] == ["https://a.example/1"]
    assert again.add(capture("https://a.example/2"))
    assert [found.url for found in again.captures("demo")] == ["https://a.example/1", "https://a.example/2"]
    assert again.latest("demo", "https://a.example/2") is not None


def test_a_line_still_being_written_is_read_once_it_is_whole(tmp_path: Path) -> None:
    writer, reader = Archive(tmp_path), Archive(tmp_path)
    writer.add(capture("https://a.example/1"))
    log = tmp_path / "captures" / "demo.jsonl"
    whole = log.read_bytes()
    log.write_bytes(whole[:-20])
    assert reader.latest("demo", "https://a.example/1") is None
    log.write_bytes(whole)
    assert reader.latest("demo", "https://a.example/1") == capture("https://a.example/1")


def test_a_rewritten_log_is_read_anew(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.add(capture("https://a.example/1"))
    archive.add(capture("https://a.example/2"))
    assert archive.latest("demo", "https://a.example/2")
    log = tmp_path / "captures" / "demo.jsonl"
    log.write_bytes(log.read_bytes().split(b"\n")[0] + b"\n")
    assert archive.latest("demo", "https://a.example/2") is None
    assert archive.latest("demo", "https://a.example/1")
