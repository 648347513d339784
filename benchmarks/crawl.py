"""``python -m benchmarks.crawl``: pages a second of our crawl against plain Scrapy, side by side.

Ours is all that ``crawlers.run.crawl`` does, both its processes: robots.txt, block signs, conditional
requests, bodies unpacked whole, each body archived under its sha256 with its capture, the progress told, and
the visit closed once all of it has reached the disk. Plain Scrapy and Scrapy with our settings
(``benchmarks.crawl_plain``) ask for the same pages one at a time and keep nothing. All run in new processes,
in turn, on the same reactor; what one page takes (the start-up) is taken off.

Homes lie where a user's does, and are deleted at the very end: ext4 searches past the inodes of files deleted
nearby in the last minutes, which makes new files up to twenty times slower (other tests' in ``/tmp``, too).
For the same reason, leave five minutes between two runs.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.crawl_site import site
from benchmarks.record import RESULTS, Record, Table, this_machine, today, write_record
from common.settings import PROJECT_ROOT, Settings
from crawlers.run import crawl
from crawlers.source import Source

HOMES = PROJECT_ROOT / "var"
PAGES = 1000
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
    """Pages a second of every repeat, the repeats of all in turn."""

    kind: Kind
    ours: Sequence[float]
    plain: Sequence[float]
    settings: Sequence[float]

    @property
    def row(self) -> list[str | int | float]:
        """The median rates, and ours against each rival's with the lowest and highest of one repeat."""
        row: list[str | int | float] = [self.kind.name, median(self.ours)]
        for rival in (self.plain, self.settings):
            shares = sorted(ours / theirs for ours, theirs in zip(self.ours, rival, strict=True))
            share = median(self.ours) / median(rival)
            row += [median(rival), f"{share:.2f} ({shares[0]:.2f}–{shares[-1]:.2f})"]
        return row


def measure(pages: int = PAGES, repeats: int = REPEATS, kinds: Sequence[Kind] = KINDS) -> Record:
    """Crawl sites of ``pages`` pages of each kind ``repeats`` times with both."""
    machine = this_machine()
    HOMES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=HOMES, prefix="crawl-") as homes:
        rates = [_rates(kind, pages, repeats, Path(homes)) for kind in kinds]
    return Record(
        title="Crawling against plain Scrapy",
        command="python -m benchmarks.crawl",
        measured_on=today(),
        machine=machine,
        tables=[
            Table(
                title=f"Pages a second, medians of {repeats} crawls of {pages} pages",
                columns=[
                    "pages",
                    "lianzhao",
                    "plain Scrapy",
                    "share",
                    "Scrapy with our settings",
                    "share of it",
                ],
                rows=[one.row for one in rates],
            )
        ],
    )


def _rates(kind: Kind, pages: int, repeats: int, homes: Path) -> Rates:
    """Seconds of ``pages`` pages less the median seconds of one page, as rates."""
    one: dict[str, list[float]] = {"ours": [], "plain": [], "settings": []}
    many: dict[str, list[float]] = {who: [] for who in one}
    with site(pages, kind.smallest, kind.largest) as url:
        for _ in range(repeats):
            for count, seconds in ((1, one), (pages, many)):
                home = Path(tempfile.mkdtemp(dir=homes))
                seconds["ours"].append(_seconds(partial(_crawl_ours, url, count, home)))
                for rival in ("plain", "settings"):
                    seconds[rival].append(_seconds(partial(_crawl_plain, url, count, rival)))
            print(kind.name, *(f"{who} {took[-1]:.1f} s" for who, took in many.items()), flush=True)
    rates = {who: [(pages - 1) / (took - median(one[who])) for took in many[who]] for who in many}
    return Rates(kind, rates["ours"], rates["plain"], rates["settings"])


def _seconds(crawled: Callable[[], None]) -> float:
    started = time.perf_counter()
    crawled()
    return time.perf_counter() - started


def _crawl_ours(url: str, pages: int, home: Path) -> None:
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
    settings = Settings(home, PROJECT_ROOT / "config", PROJECT_ROOT / "sample", "", "bench@sample.example")
    outcome = crawl([source], settings, delay=0)["bench"]
    assert (outcome.status, outcome.fetched) == ("ok", pages), outcome.detail


def _crawl_plain(url: str, pages: int, rival: str) -> None:
    command = [sys.executable, "-m", "benchmarks.crawl_plain", url, str(pages), rival]
    subprocess.run(command, check=True, cwd=PROJECT_ROOT)  # noqa: S603  # our own module


if __name__ == "__main__":
    write_record(measure(), RESULTS / "crawl.json")
