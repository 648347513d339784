"""Work on many parts at once, results in the order of the parts."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from itertools import chain, islice
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def in_processes(work: Callable[[T], R], parts: Iterable[T], least: int) -> Iterator[R]:
    """``map`` with a process a processor; fewer than ``least`` parts cost less here than starting them would.

    ``work`` is a module's own function. Parts are taken one by one and few are waiting at a time, so that an
    endless iterator of them is fine. The processes end with the last result and give their memory back.
    """
    coming = iter(parts)
    first = list(islice(coming, least))
    if len(first) < least:
        yield from map(work, first)
        return
    # Of no use to the commands that read little. Unlike the standard library's, these processes start from
    # any caller: a script without a main guard, a notebook, Windows.
    from joblib.externals.loky import cpu_count, get_reusable_executor  # noqa: PLC0415

    processes = int(cpu_count())
    if processes < 2:
        yield from map(work, chain(first, coming))
        return
    pool = get_reusable_executor(processes)
    try:
        yield from _in_order(pool, work, chain(first, coming), processes + 2)
    finally:
        pool.shutdown(wait=True, kill_workers=True)


def in_threads(work: Callable[[T], R], parts: Iterable[T], threads: int) -> Iterator[R]:
    """``map`` in threads, for work that numpy does; ``threads`` + 1 parts are in memory at most."""
    with ThreadPoolExecutor(threads) as pool:
        yield from _in_order(pool, work, parts, threads + 1)


def _in_order(pool: Executor, work: Callable[[T], R], parts: Iterable[T], ahead: int) -> Iterator[R]:
    waiting: deque[Future[R]] = deque()
    try:
        for part in parts:
            waiting.append(pool.submit(work, part))
            if len(waiting) >= ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:  # after a failure: loky's threads trip over work that is in hand, or cancelled, at a shutdown
        wait(waiting)
