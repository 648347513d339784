"""``python -m benchmarks.identity_calibrate``: what the circle model says, against how often it is right.

Models look surer on what they were learnt from than on other names. So the line from said to right is laid
through pairs of which at least one side was not learnt from, and neither is in the 10k or 100k file that is
measured. Whole families (enterprises of one brand) are drawn, for siblings are what makes a pair doubtful.
The line only changes what is told of a pair, never which mentions join.
"""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import nnls

from benchmarks.identity.score import reliability
from benchmarks.identity_train import NAMES, measured_entities, read, training_entities, write_model
from pipeline.identity.company import CIRCLE_FEATURES
from pipeline.identity.dedupe import weigh
from pipeline.identity.mentions import read_mentions
from pipeline.identity.model import FOLDER, load_model
from pipeline.identity.score import F64
from pipeline.identity.spans import I64, numbered

TABLES = ((10_000, 6), (80_000, 1))
"""Rows of a table, about, and how many such tables: doubtful pairs of both sizes weigh about the same."""
KNOTS = (0.0, 0.03, 0.1, 0.3, 0.5, 0.7, 0.85, 0.93, 0.98, 1.0)


def families(names: pd.DataFrame) -> I64:
    """A number for every row: the same for enterprises whose first name shows one brand."""
    first = names.drop_duplicates("entity")
    read_ = read_mentions(first["name"].tolist())
    brand = read_.spans.part(np.arange(len(read_)), 0, read_.brand)
    found: I64 = names["entity"].map(dict(zip(first["entity"], numbered(brand), strict=True))).to_numpy()
    return found


def weighed(names: pd.DataFrame) -> tuple[F64, NDArray[np.bool_]]:
    """Probability and truth of the pairs of all drawn tables that no code decides."""
    family = families(names)
    size = np.bincount(family)
    learnt = training_entities(names)
    order = np.random.default_rng(20261128).permutation(len(size))
    ends = np.cumsum(size[order])
    said, right, begin = [], [], 0
    for rows in [size for size, times in TABLES for _ in range(times)]:
        end = int(np.searchsorted(ends, (ends[begin - 1] if begin else 0) + rows))
        table, entity = read(names[np.isin(family, order[begin:end])])
        begin = end
        pairs = weigh(table)
        coded = (table.code[pairs.left] != 0) & (table.code[pairs.right] != 0)
        known = np.isin(entity, learnt)
        open_ = ~coded & ~(known[pairs.left] & known[pairs.right])
        said.append(pairs.probability[open_])
        right.append((entity[pairs.left] == entity[pairs.right])[open_])
        print(f"{len(table)} rows, {int(open_.sum())} pairs", flush=True)
    return np.concatenate(said), np.concatenate(right)


def line(said: F64, right: NDArray[np.bool_]) -> list[int]:
    """Heights at ``KNOTS``, in thousandths, of the rising line from 0 to 1 with the least squared error."""
    begin, width = np.array(KNOTS[:-1]), np.diff(KNOTS)
    passed = np.clip((said[:, None] - begin) / width, 0, 1)  # how much of each rise lies behind a pair
    top = np.full((1, len(width)), float(len(said)))
    rises, _ = nnls(np.concatenate([passed, top]), np.append(right.astype(np.float64), len(said)))
    height = np.concatenate([[0.0], np.cumsum(rises)])
    return [round(1000 * one) for one in (height / height[-1]).tolist()]


def main() -> None:
    """Lay the line, write it into the model, print both tables."""
    names = pd.read_parquet(NAMES / "dedup_dev_1m.parquet")
    names = names[~names["entity"].isin(measured_entities())]
    said, right = weighed(names)
    content = json.loads((FOLDER / "circle.json").read_text("utf-8"))
    content["certainty"] = [[round(1000 * knot) for knot in KNOTS], line(said, right)]
    write_model("circle", content)
    model = load_model("circle", CIRCLE_FEATURES)
    for title, told in (("as the model says", said), ("as it is told", model.certain(said))):
        print(title)
        for name, pairs, mean, share in reliability(told, right):
            print(f"  {name} {pairs:>7,} pairs, said {mean:.3f}, right {share:.3f}")


if __name__ == "__main__":
    main()
