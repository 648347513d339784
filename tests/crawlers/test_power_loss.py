"""What a power cut may take of an unfinished visit is asked for again; what reached the disk is not."""

from __future__ import annotations

import pytest

from common.clock import now
from common.settings import Settings
from crawlers.archive import Archive, Capture
from crawlers.run import crawl
from crawlers.visits import Visits
from tests.crawlers.conftest import Answer, Serve, bodies, source

pytestmark = pytest.mark.slow


def table(number: int) -> bytes:
    return f"<html><table><tr><td>示例{number}有限公司</td></tr></table></html>".encode()


def test_only_what_the_power_cut_took_is_asked_again(serve: Serve, live: Settings) -> None:
    pages = {f"/{number}": Answer(200, table(number)) for number in range(4)}
    site = serve(pages)
    wanted = source("list", *(f"{site.url}{path}" for path in pages))
    visit, _ = Visits(live.archive).begin("list")
    archive = Archive(live.archive)
    names = [archive.store(answer.body) for answer in pages.values()]
    for url, name in zip(wanted.urls[:3], names, strict=False):
        archive.add(Capture("list", url, 200, now().isoformat(timespec="seconds"), name, visit=visit))
    # As ext4 leaves files whose bytes never reached the disk: empty, gone, or a line of zeros at the end.
    archive.body_path(names[1]).write_bytes(b"")
    archive.body_path(names[2]).unlink()
    with (live.archive / "captures" / "list.jsonl").open("ab") as log:
        log.write(bytes(200))
    outcome = crawl([wanted], live, delay=0)["list"]
    assert (outcome.status, outcome.fetched) == ("ok", 4)
    assert site.asked == ["/robots.txt", "/1", "/2", "/3"]
    assert [body for _, body in bodies(wanted, live)] == [answer.body for answer in pages.values()]
