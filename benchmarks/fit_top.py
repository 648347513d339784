"""``python -m benchmarks.fit_top [TABLE] [--fields name,scope] [--first 10] [--node pv_equipment …]``.

An aid for reading, no measurement by itself: of each node the firms that stand first when a table (by
default the listed firms that have a 经营范围) is judged by a few of its columns, each with the product's own
reasons. A firm stands in the node that ``lianzhao fit`` prints for it, by its fit to the chain.

``--verdicts FILE`` is what a person thought of them: a CSV of ``who, when, node, firm, verdict``, verdict 1
if the firm really makes or runs the node's thing, else 0; firm as printed. Then the share of right ones among
the judged is printed by node. It holds for that reader and these firms only.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.fit_data import DATA
from common.settings import PROJECT_ROOT
from matching.config.check import load_checked
from matching.fit.explain import in_words, shares
from matching.fit.score import Scorer, make_scorer
from matching.fit.texts import FIELDS
from matching.fit.vocabulary import GENERAL

LEAST = 0.08
"""Fit below which nobody would call it a match."""
_SHOWN = 100
"""Characters of each text."""


@dataclass(frozen=True)
class Place:
    """A firm in a node's list."""

    firm: str
    fit: float
    why: str
    text: str


def tops(
    scorer: Scorer, columns: Mapping[str, Sequence[object]], first: int
) -> Iterator[tuple[str, list[Place]]]:
    """(node id, its first firms), in file order; ``columns`` by FIELDS, with a ``name``."""
    rows = range(len(columns["name"]))
    readings = scorer.read(columns, rows)
    fits = scorer.fits(readings)
    why = in_words(shares(readings, fits, scorer), scorer)
    for number, (chain, node) in enumerate(scorer.vocabulary.nodes):
        if node == GENERAL:
            continue
        at = scorer.chain_ids.index(chain)
        named = np.flatnonzero((fits.node[:, at] == number) & (fits.fit[:, at] >= LEAST))
        ranked = named[np.lexsort((-fits.node_fit[named, at], -fits.fit[named, at]))][:first]
        yield (
            node,
            [
                Place(
                    str(columns["name"][row]),
                    float(fits.fit[row, at]),
                    why[row, at],
                    "｜".join(
                        str(columns[field][row] or "")[:_SHOWN] for field in columns if field != "name"
                    ),
                )
                for row in ranked.tolist()
            ],
        )


def verdicts(path: Path) -> dict[tuple[str, str], int]:
    """By (node, firm), the last verdict."""
    table = pd.read_csv(path, dtype=str)
    if set(table["verdict"]) - {"0", "1"}:
        raise SystemExit(f"{path}: verdict must be 0 or 1")
    return dict(zip(zip(table["node"], table["firm"], strict=True), map(int, table["verdict"]), strict=True))


def main() -> int:
    """Print the lists, and the shares if there are verdicts."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fit_top")
    parser.add_argument("table", nargs="?", type=Path, default=DATA, help="parquet or csv")
    parser.add_argument("--fields", default="name,scope", help=f"of {','.join(FIELDS)}")
    parser.add_argument("--first", type=int, default=10)
    parser.add_argument("--node", action="append", help="may be given several times")
    parser.add_argument("--verdicts", type=Path)
    parser.add_argument("--config", type=Path, default=PROJECT_ROOT / "config")
    asked = parser.parse_args()
    config = load_checked(asked.config)
    scorer = make_scorer(config.chains, config.reading)
    fields = asked.fields.split(",")
    table = (
        pd.read_parquet(asked.table)
        if asked.table.suffix == ".parquet"
        else pd.read_csv(asked.table, dtype=str)
    )
    table = table.dropna(subset=fields)
    judged = verdicts(asked.verdicts) if asked.verdicts else {}
    right: dict[str, list[int]] = {}
    for node, places in tops(scorer, {field: table[field].tolist() for field in fields}, asked.first):
        if asked.node and node not in asked.node:
            continue
        print(f"== {node}")
        for place in places:
            verdict = judged.get((node, place.firm))
            right.setdefault(node, []).extend([] if verdict is None else [verdict])
            mark = "?" if verdict is None else verdict
            print(f"{mark} {place.fit:.2f} {place.firm}  {place.why}\n       {place.text}")
    if asked.verdicts:
        print("\nright / judged among the first, by one reader from the texts alone")
        for node, found in right.items():
            print(f"  {node:<22} {sum(found)}/{len(found)}")
        every = [verdict for found in right.values() for verdict in found]
        print(f"  all {sum(every)}/{len(every)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
