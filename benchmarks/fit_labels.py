"""``python -m benchmarks.fit_labels``: what labels teach, random ones beside suggested ones.

Every labelled firm carries its grade for all nine chains. For each of three seeds the firms are cut into
halves; labels are chosen in one half, and the model they make ranks the other: one model and firms it has not
seen, as a bureau has it. Then all labels: out of five and of twenty folds, ranked together.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

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
HALVES, SEEDS = 2, 3
FOLDS = {"fifth": 5, "twentieth": 20}
USUAL = "TF-IDF + logistic regression"
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
    scorer = make_scorer(config.chains, config.reading)
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
    shared = features(data.scorer, data.fits, data.readings)[pool]
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


Found = dict[tuple[str, int], list[Array]]
"""By way of choosing and size: MEASURES and the mean width of the interval that labels leave, a row a run."""


def few(data: Data) -> Found:
    """Labels of some firms of one half, ranking the other."""
    found: Found = {}
    for seed in range(SEEDS):
        random = np.random.default_rng(seed)
        part = random.permutation(len(data)) % HALVES
        for half in range(HALVES):
            test, pool = np.flatnonzero(part == half), np.flatnonzero(part != half)
            order, drawn = random.permutation(len(test)), random.permutation(pool).tolist()
            grades = data.grades[test]
            found.setdefault(("none", 0), []).append(
                np.append(measures(data.fits.fit[test].astype(float), grades, order), 0.0)
            )
            for size, rows in zip(SIZES, suggested(data, pool), strict=True):
                for way, mine in (("random", drawn[:size]), ("suggested", rows)):
                    after = taught(data, mine)
                    width = float((after.possibly - after.surely)[test].mean())
                    one = measures(after.fit[test].astype(float), grades, order)
                    found.setdefault((way, size), []).append(np.append(one, width))
            print(f"seed {seed} half {half}", flush=True)
    return found


def whole(data: Data) -> Found:
    """All labels, out of fold, beside none and beside the usual classifier."""
    random = np.random.default_rng(0)
    order, drawn = random.permutation(len(data)), random.permutation(len(data))
    found = {("none", 0): [np.append(measures(data.fits.fit.astype(float), data.grades, order), 0.0)]}
    for part, folds in FOLDS.items():
        fit, width, usual = (np.zeros(data.grades.shape) for _ in range(3))
        for fold in range(folds):
            test, pool = np.flatnonzero(drawn % folds == fold), np.flatnonzero(drawn % folds != fold)
            after = taught(data, pool.tolist())
            fit[test], width[test] = after.fit[test], (after.possibly - after.surely)[test]
            usual[test] = usual_classifier(data, pool, test)
            print(f"{part} {fold}", flush=True)
        for name, said, wide in (("", fit, width.mean()), (f": {USUAL}", usual, 0.0)):
            one = np.append(measures(said, data.grades, order), wide)
            found[f"all but a {part} of{name}", len(data)] = [one]
    return found


def usual_classifier(data: Data, pool: npt.NDArray[np.int64], test: npt.NDArray[np.int64]) -> Array:
    """Log-odds of grade 1 or more, (firms, chains), as anybody would learn them: the peer of the issue."""
    texts = [" ".join(part or "" for part in firm) for firm in zip(*data.columns.values(), strict=True)]
    words = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2)
    known = words.fit_transform([texts[row] for row in pool])
    asked = words.transform([texts[row] for row in test])
    return np.column_stack(
        [
            LogisticRegression(C=10, solver="liblinear")
            .fit(known, data.grades[pool, chain] >= 1)
            .decision_function(asked)
            for chain in range(data.grades.shape[1])
        ]
    )


def _table(title: str, found: Found) -> Table:
    """A row a way and size: mean over the runs ± their standard deviation."""
    rows: list[list[str | int | float]] = []
    for (way, size), runs in sorted(found.items(), key=lambda item: (item[0][1], item[0][0])):
        pairs = zip(np.mean(runs, axis=0), np.std(runs, axis=0), strict=True)
        rows.append([f"{size}, {way}" if size else "0", *(_cell(*pair) for pair in pairs)])
    return Table(title=title, columns=["labelled firms", *MEASURES, "width of the 80 % interval"], rows=rows)


def _cell(mean: float, away: float) -> str:
    return f"{mean:.3f} ± {away:.3f}" if away >= 0.0005 else f"{mean:.3f}"


def main() -> None:
    """Measure and write the record."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path, default=RESULTS / "fit_labels.json")
    arguments = parser.parse_args()
    machine = this_machine()
    data = load(arguments.data)
    text = "name, main business, profile; macro over nine chains"
    tables = [
        _table(
            f"Half of {len(data)} listed firms by labels in the other half ({text}; 3 seeds × 2)", few(data)
        ),
        _table(
            f"All {len(data)} listed firms out of fold, all models ranked together ({text})",
            whole(data),
        ),
    ]
    write_record(
        Record(
            title="What labels teach: fit of firms to chains from few labels",
            command="python -m benchmarks.fit_labels",
            measured_on=today(),
            machine=machine,
            tables=tables,
        ),
        arguments.out,
    )


if __name__ == "__main__":
    main()
