"""lianzhao's own dedupe, as a clerk's table goes through it, and the part of it that only reads."""

from __future__ import annotations

import numpy as np

from benchmarks.identity.rows import I64, Found, Rows
from benchmarks.identity.score import RELIABILITY, reliability
from pipeline.identity.dedupe import dedupe
from pipeline.identity.names import parse
from pipeline.identity.normal import normal_names


def ours(rows: Rows) -> Found:
    """Names, provinces, cities and codes in; clusters out, at the threshold that is shipped."""
    result = dedupe(rows.names, provinces=rows.provinces, cities=rows.cities, codes=rows.codes)
    pairs = result.pairs

    def tables(entity: I64) -> dict[str, list[list[str | int | float]]]:
        bins = reliability(pairs.probability, entity[pairs.left] == entity[pairs.right])
        return {RELIABILITY: [list(one) for one in bins]}

    return Found(lambda _: result.cluster, pairs=len(pairs.left), tables=tables)


def reading(rows: Rows) -> Found:
    """Normalise and parse every name, and nothing else: the least that any of ours must cost."""
    parsed = [parse(name) for name in normal_names(rows.names)]
    return Found(lambda _: np.arange(len(parsed), dtype=np.int64))
