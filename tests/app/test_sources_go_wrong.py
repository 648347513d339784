"""A page that changed stops its source's publish, keeps the last good data and says so where people look."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from crawlers.archive import Archive, Capture
from crawlers.source import load_sources
from tests.app.conftest import Ran, Week, run_lianzhao

pytestmark = pytest.mark.slow

LATER = "2026-11-23T09:00:00+08:00"
STILL_LATER = "2026-11-23T10:00:00+08:00"


@pytest.fixture
def home(week: Week, tmp_path: Path) -> Path:
    """A home whose sources were all published once."""
    copy = tmp_path / "home"
    shutil.copytree(week.home, copy)
    return copy


def serve(home: Path, source: str, body: bytes) -> str:
    """Let the archive hold a newer body for the source's first address, as a live crawl would."""
    archive = Archive(home / "archive")
    old = newest(archive, source)
    sha256 = archive.store(body)
    archive.add(Capture(source, old.url, 200, LATER, sha256, headers=old.headers, via="live"))
    return sha256


def restore(home: Path, source: str, body: bytes) -> None:
    """Let the archive hold, still later, a good body again."""
    archive = Archive(home / "archive")
    url = load_sources()[source].model.urls[0]
    sha256 = archive.store(body)
    archive.add(Capture(source, url, 200, STILL_LATER, sha256, via="live", excerpt=100))


def newest_body(home: Path, source: str) -> bytes:
    archive = Archive(home / "archive")
    return archive.read(newest(archive, source).sha256)


def newest(archive: Archive, source: str) -> Capture:
    """The newest fetch of the first address that the sample knows, of whichever edition."""
    spec = load_sources()[source].model
    urls = [*spec.urls, *(url for edition in spec.earlier for url in edition.urls)]
    return next(found for url in urls if (found := archive.latest(source, url)))


def status(ran: Ran, source: str) -> dict[str, Any]:
    assert ran.code == 0, ran.err
    return dict(next(item for item in ran.json["sources"] if item["id"] == source))


Spoilt = dict[str, tuple[Callable[[bytes], bytes], str]]
"""By source, what its page has become and a word of what is said of that."""
ONE_EACH: Spoilt = {
    "acfic500": (lambda body: body.replace(b"<tr><td>7</td>", b"<!--<tr>--><td>7</td>", 1), "行"),
    "fortune_china500": (lambda body: body.replace(b'{\\"data\\":', b'{\\"rows\\":'), "页面结构已变"),
    "szse": (lambda _body: "<!DOCTYPE html><html><body>404 页面不存在</body></html>".encode(), "网页"),
    "sse": (lambda body: body.replace(b"FULL_NAME", b"COMPANY_FULL"), "企业名称"),
}
EMPTIED: Spoilt = {
    "acfic500": (lambda _body: b"<html><body><table id='datalist'></table></body></html>", "行")
}


def check_refused(home: Path, week: Week, spoilt: Spoilt) -> None:
    """Pages changed so are refused, told of, and the last good data kept."""
    for source, (spoil, _) in spoilt.items():
        good = newest_body(home, source)
        bad = spoil(good)
        assert bad != good
        serve(home, source, bad)
    ran = run_lianzhao(home, "weekly", "--json")
    doctor = run_lianzhao(home, "doctor", "--json")
    assert doctor.code == 1
    book = openpyxl.load_workbook(next(name for name in ran.json["outputs"] if name.endswith(".xlsx")))
    told = "\n".join(str(cell.value) for row in book["数据说明"].iter_rows() for cell in row if cell.value)
    assert told.count("沿用上次") >= len(spoilt)
    for source, (_, said) in spoilt.items():
        found = status(ran, source)
        assert found["status"] == "kept"
        assert said in "".join(found["problems"])
        assert said in told
        assert any(item["level"] == "error" and source in item["topic"] for item in doctor.json)
    assert ran.json["list_entries"] == week.summary["list_entries"]
    assert ran.json["data_hash"] == week.summary["data_hash"]


def test_changed_pages_are_refused_and_the_last_good_data_kept(home: Path, week: Week) -> None:
    check_refused(home, week, ONE_EACH)


def test_an_emptied_page_is_refused_until_a_good_one_comes(home: Path, week: Week) -> None:
    good = newest_body(home, "acfic500")
    check_refused(home, week, EMPTIED)
    restore(home, "acfic500", good)
    found = status(run_lianzhao(home, "weekly", "--json"), "acfic500")
    assert (found["status"], found["problems"]) == ("ok", [])


def test_a_damaged_body_is_named_by_the_doctor(home: Path, week: Week) -> None:
    sha256 = json.loads(week.workbook.with_suffix(".json").read_text(encoding="utf-8"))["sources"][0][
        "snapshots"
    ][0]
    path = home / "archive" / "bodies" / sha256[:2] / sha256
    path.write_bytes(path.read_bytes() + b" ")
    doctor = run_lianzhao(home, "doctor", "--json")
    assert doctor.code == 1
    assert any(sha256[:12] in item["message"] for item in doctor.json)
    assert run_lianzhao(home, "weekly", "--json").code == 0
    assert run_lianzhao(home, "doctor", "--json").code == 0, "gathering again has restored it"
