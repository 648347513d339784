"""``python -m benchmarks.fit_labels``: what labels teach, random ones beside suggested ones.

Every labelled firm carries its grade for all nine chains. Out of fold: five parts, firms to label are
chosen among four of them, all scores are of firms that the model has not seen; the parts are then ranked
together. Three seeds of parts, random choices and tie-breaking.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from benchmarks.record import RESULTS, Record, Table, this_machine, today, write_record
from common.settings import PROJECT_ROOT
from matching.config.check import load_checked
from matching.fit.learn import LearnedFits, features, learn
from matching.fit.points import Readings
from matching.fit.score import Fits, Scorer, make_scorer
from matching.fit.suggest import Pool, suggest, unlearnt_spread

DATA = PROJECT_ROOT.parent / "shared" / "data" / "fit" / "listed_dev.parquet"
FIELDS = ("name", "main_business", "profile")
SIZES = (20, 50, 100, 200, 500)
FOLDS, SEEDS = 5, 3
MEASURES = ("NDCG@10", "NDCG@50", "P@20", "AP", "R@100")
Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Data:
    """The development half, read once; ``grades`` is (firms, chains)."""

    scorer: Scorer
    columns: dict[str, list[str | None]]
    grades: Array
    readings: Readings
    fits: Fits

    def __len__(self) -> int:
        return len(self.grades)


def load(path: Path) -> Data:
    """Texts, grades and hand-set fits of the development half."""
    table = pq.read_table(path)
    config = load_checked(PROJECT_ROOT / "config")
    scorer = make_scorer(config.chains, config.fit)
    columns = {field: table[field].to_pylist() for field in FIELDS}
    grades = np.column_stack([np.asarray(table[f"label_{chain}"], float) for chain in scorer.chain_ids])
    readings = scorer.read(columns, range(len(grades)))
    return Data(scorer, columns, grades, readings, scorer.fits(readings))


def measures(fit: Array, grades: Array, order: npt.NDArray[np.int64]) -> Array:
    """MEASURES, macro over the chains; ties go by ``order``."""
    found = [_one(fit[:, chain], grades[:, chain], order) for chain in range(fit.shape[1])]
    return np.asarray(np.mean(found, axis=0), dtype=np.float64)


def _one(fit: Array, grades: Array, order: npt.NDArray[np.int64]) -> list[float]:
    ranked = grades[order[np.argsort(-fit[order], kind="stable")]]
    hit = ranked >= 1
    precision = np.cumsum(hit) / np.arange(1, len(hit) + 1)
    positives = max(int(hit.sum()), 1)
    return [
        _ndcg(ranked, 10),
        _ndcg(ranked, 50),
        float(hit[:20].mean()),
        float((precision * hit).sum() / positives),
        float(hit[:100].sum() / min(100, positives)),
    ]


def _ndcg(ranked: Array, depth: int) -> float:
    discount = 1 / np.log2(np.arange(2, depth + 2))
    ideal = np.sort(ranked)[::-1][:depth]
    best = float(((2.0**ideal - 1) * discount[: len(ideal)]).sum())
    return float(((2.0 ** ranked[:depth] - 1) * discount[: len(ranked[:depth])]).sum()) / max(best, 1e-9)


def taught(data: Data, rows: Sequence[int]) -> LearnedFits:
    """Fits of all firms after learning from some."""
    columns = {field: [values[row] for row in rows] for field, values in data.columns.items()}
    learned = learn(data.scorer, columns, data.grades[list(rows)])
    return learned.apply(data.fits, data.readings, data.columns, range(len(data)))


def suggested(data: Data, pool: npt.NDArray[np.int64]) -> list[list[int]]:
    """Rows to label by size, asked for in rounds: what was learnt so far chooses the next ones."""
    shared = features(data.scorer, data.fits, data.readings, data.columns, range(len(data)), grams=False)[
        pool
    ]
    chains = range(len(data.scorer.chain_ids))
    labelled = np.zeros((len(pool), len(chains)), dtype=bool)
    fit: npt.NDArray[np.floating] = data.fits.fit[pool]
    spread: npt.NDArray[np.floating] = unlearnt_spread(data.fits.fit, data.fits.node_fit)[pool]
    rows: list[int] = []
    found: list[list[int]] = []
    for size in SIZES:
        asked = suggest(
            Pool(fit.astype(float), spread.astype(float), shared, labelled), chains, size - len(rows)
        )
        labelled[[one.firm for one in asked]] = True
        rows += [int(pool[one.firm]) for one in asked]
        found.append(list(rows))
        if size != SIZES[-1]:
            after = taught(data, rows)
            fit, spread = after.fit[pool], (after.possibly - after.surely)[pool]
    return found


def run(data: Data, seed: int, sizes: Sequence[int]) -> dict[tuple[str, int], tuple[Array, float]]:
    """(MEASURES, mean width of the interval that labels leave) by way of choosing and size."""
    random = np.random.default_rng(seed)
    order = random.permutation(len(data))
    part = random.permutation(len(data)) % FOLDS
    fits = {(way, size): np.zeros(data.grades.shape) for way in ("random", "suggested") for size in sizes}
    widths = {key: np.zeros(data.grades.shape) for key in fits}
    whole = np.zeros(data.grades.shape)
    for fold in range(FOLDS):
        test, pool = np.flatnonzero(part == fold), np.flatnonzero(part != fold)
        drawn = random.permutation(pool).tolist()
        chosen = suggested(data, pool)
        for size, rows in zip(SIZES, chosen, strict=True):
            for way, mine in (("random", drawn[:size]), ("suggested", rows)):
                after = taught(data, mine)
                fits[way, size][test] = after.fit[test]
                widths[way, size][test] = (after.possibly - after.surely)[test]
        if seed == 0:
            whole[test] = taught(data, pool.tolist()).fit[test]
        print(f"seed {seed} fold {fold}", flush=True)
    found = {key: (measures(fit, data.grades, order), float(widths[key].mean())) for key, fit in fits.items()}
    found["none", 0] = measures(data.fits.fit.astype(float), data.grades, order), 0.0
    if seed == 0:
        found["whole", len(data)] = measures(whole, data.grades, order), 0.0
    return found


def _rows(
    found: Sequence[dict[tuple[str, int], tuple[Array, float]]], sizes: Sequence[int]
) -> list[list[str]]:
    """A row a way and size: mean over the seeds ± their standard deviation."""
    keys = [("none", 0), *((way, size) for size in sizes for way in ("random", "suggested"))]
    rows = [_row(f"{size} {way}" if size else "0", [one[way, size] for one in found]) for way, size in keys]
    whole = [(key, value) for key, value in found[0].items() if key[0] == "whole"]
    return rows + [_row(f"all but a fifth of {size}", [value]) for (_, size), value in whole]


def _row(name: str, values: Sequence[tuple[Array, float]]) -> list[str]:
    table = np.array([np.append(one, width) for one, width in values])
    spread = table.std(axis=0)
    return [
        name,
        *(_cell(mean, away, len(table)) for mean, away in zip(table.mean(axis=0), spread, strict=True)),
    ]


def _cell(mean: float, away: float, count: int) -> str:
    return f"{mean:.3f} ± {away:.3f}" if count > 1 and away >= 0.0005 else f"{mean:.3f}"


def main() -> None:
    """Measure and write the record."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path, default=RESULTS / "fit_labels.json")
    arguments = parser.parse_args()
    machine = this_machine()
    data = load(arguments.data)
    found = [run(data, seed, SIZES) for seed in range(SEEDS)]
    table = Table(
        title=f"{len(data)} listed firms, main business and profile, macro over nine chains, {SEEDS} seeds",
        columns=["labelled firms", *MEASURES, "width of the 80 % interval"],
        rows=[list(row) for row in _rows(found, SIZES)],
    )
    write_record(
        Record(
            title="What labels teach: fit of firms to chains from few labels",
            command="python -m benchmarks.fit_labels",
            measured_on=today(),
            machine=machine,
            tables=[table],
        ),
        arguments.out,
    )


if __name__ == "__main__":
    main()
