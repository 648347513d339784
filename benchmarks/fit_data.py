"""The labelled listed firms of ../shared/data/fit, and the measures that fit is held against.

Truth is a firm's industry mapped to chains by hand: coarse, so a "wrong" hit is sometimes right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from common.settings import PROJECT_ROOT

DATA = PROJECT_ROOT.parent / "shared" / "data" / "fit" / "listed_dev.parquet"
MEASURES = ("NDCG@10", "NDCG@50", "P@20", "AP", "R@100")
TEXTS = {
    "name + main business + profile": ("name", "main_business", "profile"),
    "main business": ("main_business",),
    "name + scope, where there is one": ("name", "scope"),
}
_SEED = 0

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Firms:
    """Listed firms; ``grades`` has a column a chain, in the order of ``chains``."""

    table: pd.DataFrame
    chains: Sequence[str]
    grades: Floats

    def columns(self, fields: Sequence[str]) -> dict[str, list[object]]:
        """Texts as ``Scorer.read`` takes them."""
        return {
            field: [cell if isinstance(cell, str) else None for cell in self.table[field]] for field in fields
        }

    def having(self, field: str) -> Firms:
        """Those that have a text there."""
        keep = self.table[field].notna().to_numpy()
        return Firms(self.table[keep].reset_index(drop=True), self.chains, self.grades[keep])


def read_firms(chains: Sequence[str], path: Path = DATA) -> Firms:
    """All firms of the development half."""
    table = pd.read_parquet(path)
    grades = np.stack([table[f"label_{chain}"].to_numpy(dtype=float) for chain in chains], axis=1)
    return Firms(table, chains, grades)


def measures(scores: Floats, grades: Floats) -> Floats:
    """MEASURES by chain, of shape (chains, 5); ties are broken by a fixed random order.

    NDCG has gains 2^grade − 1; precision, average precision and recall count grades from 1 on; R@100 is the
    share of the first hundred places, or of all relevant firms where they are fewer.
    """
    tie = np.random.default_rng(_SEED).permutation(len(scores))
    return np.array([_of_chain(scores[:, at], grades[:, at], tie) for at in range(grades.shape[1])])


def _of_chain(score: Floats, grade: Floats, tie: npt.NDArray[np.int64]) -> list[float]:
    ranked = grade[tie[np.argsort(-score[tie], kind="stable")]]
    best = np.sort(grade)[::-1]
    relevant = ranked >= 1
    precision = np.cumsum(relevant) / np.arange(1, len(relevant) + 1)
    total = int(relevant.sum())
    return [
        _gain(ranked, 10) / _gain(best, 10),
        _gain(ranked, 50) / _gain(best, 50),
        float(relevant[:20].mean()),
        float((precision * relevant).sum() / total),
        float(relevant[:100].sum() / min(100, total)),
    ]


def _gain(grades: Floats, first: int) -> float:
    top = grades[:first]
    return float(((2**top - 1) / np.log2(np.arange(2, len(top) + 2))).sum())
