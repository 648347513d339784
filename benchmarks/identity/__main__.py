"""The command line, see the package."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.identity.contenders import CONTENDERS, OURS, READING, SIZES
from benchmarks.identity.environment import FOLDER
from benchmarks.identity.measure import compare, interpreters
from benchmarks.identity.rows import DATA
from benchmarks.identity.tables import RESULT, record_of
from benchmarks.record import write_record


def main() -> int:
    """Measure, and with the peers record what was measured side by side."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.identity")
    parser.add_argument(
        "--size", action="append", choices=SIZES, help="may be given several times; 10k unless told"
    )
    parser.add_argument("--peers", action="store_true", help="measure the peers, too, and write the result")
    parser.add_argument(
        "--only",
        action="append",
        choices=[one.key for one in CONTENDERS],
        help="these beside ours, not all; may be given several times",
    )
    parser.add_argument("--repeats", type=int, default=1, help="runs of each contender")
    parser.add_argument(
        "--limit", type=float, default=7200, help="seconds after which a contender is stopped"
    )
    parser.add_argument("--environment", type=Path, default=FOLDER, help="folder of the peers' environment")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the labelled files")
    asked = parser.parse_args()
    files = {size: asked.data / f"dedup_dev_{size}.parquet" for size in asked.size or ["10k"]}
    absent = [str(path) for path in files.values() if not path.exists()]
    if absent:
        print(f"not there: {', '.join(absent)} (--data names another folder)", file=sys.stderr)
        return 2
    pythons = interpreters(asked.environment.resolve() if asked.peers else None)
    left = {one.key for one in CONTENDERS} - {OURS, READING, *asked.only} if asked.only else set()
    compared = [
        compare(size, path, pythons, asked.repeats, asked.limit, left) for size, path in files.items()
    ]
    record = record_of(compared, RESULT)
    if asked.peers:
        write_record(record, RESULT)
        print(f"written: {RESULT}; now python -m benchmarks.docs")
    else:
        print("nothing written: the record holds only what was measured side by side (--peers)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
