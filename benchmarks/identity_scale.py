"""``python -m benchmarks.identity_scale``: dedupe in parts on Dask workers gives the same enterprises.

Three steps, of which the first two are pure functions of a part and run on workers (separate processes, with
nothing in common but the table's columns, sent to each once):

1. Blocking. A part has the block keys with ``key % parts == part``, so every key is whole in one part, and
   every row that carries it. It gives the pairs of its keys.
2. Comparing. The pairs of all parts, each once, are dealt out anew in chunks; a chunk gives the pairs worth a
   second look with their features and first probability.
3. The company of a pair (who else is like its two sides) and the clusters are made once, from what is left.

It is compared with ``pipeline.identity.dedupe`` in one process: the same pairs, probabilities and
clusters, or it ends with code 1. Dask is in the peers' environment; this command starts itself there.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.identity.contenders import SIZES
from benchmarks.identity.environment import FOLDER, run_there
from benchmarks.identity.rows import DATA, read_rows
from pipeline.identity.candidates import Block, _block_pairs, blocks, candidate_pairs
from pipeline.identity.cluster import clusters
from pipeline.identity.dedupe import JOIN, Looked, Weighed, first_look, second_look, silent, weigh
from pipeline.identity.material import Material
from pipeline.identity.mentions import Mentions, read_mentions
from pipeline.identity.spans import I64

WORKERS = 2
CHUNK = 200_000


def block_part(table: Mentions, part: int, parts: int) -> I64:
    """Pairs (left × rows + right) that the keys of one part propose, ascending, each once."""
    found = [np.zeros(0, dtype=np.int64)]
    for block in blocks(table):
        mine = block.keys % np.uint64(parts) == np.uint64(part)
        own: Block = replace(block, keys=block.keys[mine], rows=block.rows[mine])
        found.append(_block_pairs(own, table))
    return np.unique(np.concatenate(found))


def compare_part(table: Mentions, pairs: I64) -> Looked:
    """The pairs of one chunk that are worth weighing again, with features and first probability."""
    left, right = np.divmod(pairs, len(table))
    return first_look(table, Material.of(table), left, right, silent)


def weigh_in_parts(table: Mentions, client: Any, parts: int) -> tuple[I64, Weighed]:
    """Candidate pairs and their final probability; steps 1 and 2 on the client's workers."""
    sent = client.scatter(table, broadcast=True)
    blocked = [client.submit(block_part, sent, part, parts, pure=False) for part in range(parts)]
    pairs = np.unique(np.concatenate(client.gather(blocked)))
    chunks = [pairs[begin : begin + CHUNK] for begin in range(0, len(pairs), CHUNK)]
    compared = client.gather([client.submit(compare_part, sent, one, pure=False) for one in chunks])
    weighed = second_look(table, Material.of(table), Looked.joined(compared), silent)
    return pairs, weighed


def check(path: Path, parts: int) -> bool:
    """Both ways over one file; whether all is equal."""
    distributed = import_module("distributed")
    rows = read_rows(path)
    table = read_mentions(rows.names, rows.provinces, rows.cities, rows.codes)
    started = time.perf_counter()
    left, right = candidate_pairs(table)
    alone = weigh(table)
    seconds = time.perf_counter() - started
    with (
        distributed.LocalCluster(n_workers=WORKERS, threads_per_worker=1, dashboard_address=None) as local,
        distributed.Client(local) as client,
    ):
        workers = set(client.run(os.getpid).values())
        started = time.perf_counter()
        pairs, weighed = weigh_in_parts(table, client, parts)
        seconds_parts = time.perf_counter() - started
    same_pairs = bool(np.array_equal(pairs, left * len(table) + right))
    same_odds = bool(np.array_equal(alone.probability, weighed.probability))
    one, other = _clusters(table, alone), _clusters(table, weighed)
    same_clusters = bool(np.array_equal(one, other))
    print(f"names {len(table):,}; processes of workers: {len(workers - {os.getpid()})}")
    print(f"candidate pairs {len(left):,} alone, {len(pairs):,} in {parts} parts; equal: {same_pairs}")
    print(f"pairs weighed twice {len(alone.left):,} alone, {len(weighed.left):,} in parts")
    print(f"their probabilities equal: {same_odds}")
    many, many_parts = len(np.unique(one)), len(np.unique(other))
    print(f"clusters {many:,} alone, {many_parts:,} in parts; equal: {same_clusters}")
    print(f"seconds {seconds:.1f} alone (candidates found twice), {seconds_parts:.1f} in parts")
    return same_pairs and same_odds and same_clusters


def _clusters(table: Mentions, pairs: Weighed) -> I64:
    return clusters(pairs.left, pairs.right, pairs.probability, table.code, JOIN)


def main() -> int:
    """0 when both ways agree."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.identity_scale")
    parser.add_argument("--size", choices=SIZES, default="10k")
    parser.add_argument("--parts", type=int, default=8)
    parser.add_argument("--environment", type=Path, default=FOLDER, help="folder of the peers' environment")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the labelled files")
    asked = parser.parse_args()
    if find_spec("distributed") is None:
        return run_there("benchmarks.identity_scale", sys.argv[1:], asked.environment)
    return 0 if check(asked.data / f"dedup_dev_{asked.size}.parquet", asked.parts) else 1


if __name__ == "__main__":
    sys.exit(main())
