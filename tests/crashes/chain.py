"""One home that is killed again and again until it is let go on to its end."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

from common.settings import Settings
from crawlers.source import Source
from tests.crashes.gathering import Power, ended, start
from tests.crashes.power import EVENTS
from tests.crashes.state import fetched_by_open_visits
from tests.replica.world import Answer, Asked, World

MOST_SECONDS = 60
VICTIMS = ("all", "all", "parent", "crawl")
SECONDS, REQUESTS = 1.1, 73
"""What a run that nobody disturbs takes, roughly: where to aim."""
OFTEN = {"line": 75, "file": 80, "before": 25, "after": 25, "flush": 40}
"""How often an event comes in such a run, roughly."""


@dataclass
class Tripwire(World):
    """A world in which the n-th request pulls a trigger before it is answered."""

    trip: Callable[[], None] | None = None
    at: int = 0
    seen: int = field(default=0)

    def set(self, at: int, trip: Callable[[], None]) -> None:
        """Pull at the ``at``-th request from now on."""
        self.seen, self.at, self.trip = 0, at, trip

    def answer(self, asked: Asked) -> Answer:
        """The world's answer."""
        self.seen += 1
        if self.trip and self.seen == self.at:
            self.trip()
        return super().answer(asked)


def kill_once(settings: Settings, sources: list[Source], world: Tripwire, dice: random.Random) -> bool:
    """Gather and kill somewhere; False when it came to its end before. Nothing fetched may be asked again."""
    owned = fetched_by_open_visits(settings, sources)
    kind, victim = dice.choice(("time", "time", "request", "step", "step")), dice.choice(VICTIMS)
    event = dice.choice(EVENTS)
    world.asked.clear()
    if kind == "step":
        often = OFTEN[event.split()[0]]
        process = "gather" if "commit" in event or event == "flush" else "crawl"
        begun = start(settings, sources, Power(process, event, dice.randint(1, often)))
        victim = "all"
    else:
        begun = start(settings, sources)
        if kind == "request":
            world.set(dice.randint(1, REQUESTS), lambda: _kill(begun, settings, victim))
        else:
            ended(begun, dice.uniform(0.02, SECONDS))
            _kill(begun, settings, victim)
    finish(begun, settings)
    world.trip = None
    assert not owned & {asked.url for asked in world.asked}, (kind, victim, event)
    return begun.exitcode != 0 or victim == "crawl"


def finish(process: BaseProcess, settings: Settings) -> None:
    """Wait until the process is gone and its crawl too, which must not live on alone."""
    assert ended(process, MOST_SECONDS)
    assert process.exitcode is not None
    assert process.exitcode <= 0, (settings.home / "gather.log").read_text()
    deadline = time.monotonic() + MOST_SECONDS
    while (crawl := crawl_pid(settings)) and _lives(crawl):
        assert time.monotonic() < deadline, "the crawl goes on although nobody listens"
        time.sleep(0.01)


def crawl_pid(settings: Settings) -> int | None:
    """The process id of the last crawl of a home."""
    path = settings.home / "crawl.pid"
    return int(path.read_text() or 0) if path.exists() else None


def _kill(process: BaseProcess, settings: Settings, victim: str) -> None:
    assert process.pid
    with suppress(ProcessLookupError):
        if victim == "parent":
            os.kill(process.pid, signal.SIGKILL)
        elif victim == "crawl":
            crawl = crawl_pid(settings)
            if crawl and os.getpgid(crawl) == process.pid:
                os.kill(crawl, signal.SIGKILL)
        elif os.getpgid(process.pid) == process.pid:
            os.killpg(process.pid, signal.SIGKILL)
        else:  # it has not made its group yet
            os.kill(process.pid, signal.SIGKILL)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
