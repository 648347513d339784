"""``python -m benchmarks.identity_store``: names that come into the store, many at once and a thousand.

A store in a folder of its own takes the first names of ``registry_1m`` in batches that grow tenfold, up to
``--names``; behind each, a thousand new ones are added. Processor seconds: a busy machine does not show.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.link_data import REGISTRY
from db.session import open_database, session
from pipeline.identity import Mention, resolve

ADDED = 1_000
FIRST = 1_000


def main() -> None:
    """Fill, add, print a line each."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.identity_store")
    parser.add_argument("--names", type=int, default=100_000, help="names of the largest store")
    most: int = parser.parse_args().names
    table = pq.read_table(REGISTRY, columns=["name", "uscc", "province", "city"])
    columns = table.slice(0, most + 10 * ADDED).to_pydict()
    rows = zip(columns["name"], columns["uscc"], columns["province"], columns["city"], strict=True)
    coming = iter([Mention(at, n, c, province=p, city=o) for at, (n, c, p, o) in enumerate(rows)])
    with tempfile.TemporaryDirectory() as folder:
        engine = open_database(f"sqlite:///{Path(folder) / 'store.db'}")
        stored, size, added = 0, FIRST, list[float]()
        while stored < most:
            for what, count in (("at once", min(size, most) - stored), ("added", ADDED)):
                batch = [next(coming) for _ in range(count)]
                cpu = time.process_time()
                with session(engine) as db:
                    decisions = resolve(db, batch)
                    db.commit()
                cpu = time.process_time() - cpu
                new = sum(one.method == "new" for one in decisions)
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
                print(
                    f"store of {stored:>9,}: {count:>9,} {what}, {new:,} new, {cpu:.1f} CPU s, "
                    f"{cpu / count * 1e3:.2f} ms a name, peak {peak:.2f} GB",
                    flush=True,
                )
                stored += count
                added += [cpu] if what == "added" else []
            size *= 10
        print(f"{ADDED:,} into the largest store: {added[-1] / added[0]:.2f} x those into the smallest")
        engine.dispose()


if __name__ == "__main__":
    main()
