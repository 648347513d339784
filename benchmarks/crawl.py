"""``python -m benchmarks.crawl``: pages a second of our crawl against plain Scrapy, side by side.

Both are whole processes, start-up included in neither: its seconds are measured over one page and taken off.
Ours keeps robots.txt, looks for block signs, unpacks whole, archives every body with its capture, and
closes the visit. Plain Scrapy asks for the same pages one at a time and keeps nothing.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.crawl_site import site
from benchmarks.record import RESULTS, Record, Table, this_machine, today, write_record
from common.settings import PROJECT_ROOT, Settings
from crawlers.run import crawl
from crawlers.source import Source

PAGES = 500
REPEATS = 5


@dataclass(frozen=True)
class Kind:
    """Pages of one kind: sizes in bytes."""

    name: str
    smallest: int
    largest: int


KINDS = (Kind("small, 2 KB", 2_000, 2_000), Kind("usual, 10–100 KB", 10_000, 100_000))


@dataclass(frozen=True)
class Rates:
    """Pages a second of every repeat, the repeats of both in turn."""

    kind: Kind
    ours: Sequence[float]
    plain: Sequence[float]

    @property
    def share(self) -> float:
        """Our median rate against that of plain Scrapy."""
        return median(self.ours) / median(self.plain)


def measure(pages: int = PAGES, repeats: int = REPEATS, kinds: Sequence[Kind] = KINDS) -> Record:
    """Crawl sites of ``pages`` pages of each kind ``repeats`` times with both."""
    machine = this_machine()
    rates = [_rates(kind, pages, repeats) for kind in kinds]
    return Record(
        title="Crawling against plain Scrapy",
        command="python -m benchmarks.crawl",
        measured_on=today(),
        machine=machine,
        tables=[
            Table(
                title=f"Pages a second, medians of {repeats} crawls of {pages} pages",
                columns=["pages", "lianzhao", "plain Scrapy", "lianzhao / plain Scrapy"],
                rows=[[one.kind.name, median(one.ours), median(one.plain), one.share] for one in rates],
            )
        ],
    )


def _rates(kind: Kind, pages: int, repeats: int) -> Rates:
    ours, plain = list[float](), list[float]()
    with site(pages, kind.smallest, kind.largest) as url:
        for _ in range(repeats):
            ours.append(_rate(_crawl_ours, url, pages))
            plain.append(_rate(_crawl_plain, url, pages))
            print(f"{kind.name}: lianzhao {ours[-1]:.0f}, plain {plain[-1]:.0f} pages/s", flush=True)
    return Rates(kind, ours, plain)


def _rate(crawled: Callable[[str, int], None], url: str, pages: int) -> float:
    start_up = _seconds(crawled, url, 1)
    return (pages - 1) / (_seconds(crawled, url, pages) - start_up)


def _seconds(crawled: Callable[[str, int], None], url: str, pages: int) -> float:
    started = time.perf_counter()
    crawled(url, pages)
    return time.perf_counter() - started


def _crawl_ours(url: str, pages: int) -> None:
    source = Source.model_validate(
        {
            "id": "bench",
            "name": "示例榜",
            "publisher": "示例发布者",
            "edition": "2025",
            "format": "html",
            "urls": [f"{url}/{number}.html" for number in range(pages)],
            "expect": {"rows": [1, 10_000_000]},
            "example": True,
        }
    )
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        settings = Settings(
            home, PROJECT_ROOT / "config", PROJECT_ROOT / "sample", "", "bench@sample.example"
        )
        outcome = crawl([source], settings, delay=0)["bench"]
        assert (outcome.status, outcome.fetched) == ("ok", pages), outcome.detail


def _crawl_plain(url: str, pages: int) -> None:
    command = [sys.executable, "-m", "benchmarks.crawl_plain", url, str(pages)]
    subprocess.run(command, check=True, cwd=PROJECT_ROOT)  # noqa: S603  # our own module


if __name__ == "__main__":
    write_record(measure(), RESULTS / "crawl.json")
