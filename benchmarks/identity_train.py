"""``python -m benchmarks.identity_train``: make the three models of pipeline/identity/models anew.

Training names are entities of ``dedup_dev_1m`` that stand in neither of the smaller files and whose number
hashes even; the 10k and 100k files, and the odd half of the large one, are left for measuring. Tables of
several sizes are drawn, since how common a name is depends on the table.

Boosted trees of depth two are sums of functions of two features, so they fold into tables without loss.
A first, free run finds the pairs of features worth a table; a second one is held to these.
``python -m benchmarks.identity_calibrate`` comes behind.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier as Trees

from common.settings import PROJECT_ROOT
from pipeline.identity.candidates import candidate_pairs
from pipeline.identity.company import CIRCLE_FEATURES, circle_features
from pipeline.identity.compare import FEATURES, Pairs
from pipeline.identity.dedupe import WORTH_WEIGHING
from pipeline.identity.material import U8, Material
from pipeline.identity.mentions import Mentions, read_mentions
from pipeline.identity.model import FOLDER, LEVELS, UNIT, load_model
from pipeline.identity.score import by_rules
from pipeline.identity.screen import SCREEN_FEATURES, screen_features
from pipeline.identity.spans import I64

NAMES = PROJECT_ROOT.parent / "shared" / "data" / "names"
TABLES = ((5_000, 8), (50_000, 2), (250_000, 1))
"""Entities drawn for a table, and how many such tables."""
PAIR_TABLES, CIRCLE_TABLES, SCREEN_TABLES = 160, 100, 40
LOST = 0.0005
"""Share of what all pairs are worth that the screen may lose."""
ROUNDS = 1_000
MOST_PAIRS = 1_200_000
"""Pairs that a model is fitted to, drawn from all."""
Grids = dict[tuple[int, ...], NDArray[np.float64]]


@dataclass(frozen=True)
class Sample:
    """One drawn table: its pairs, their features, and whether they are one entity; codes not yet heeded."""

    table: Mentions
    a: I64
    b: I64
    features: U8
    screened: U8
    """``SCREEN_FEATURES`` of the pairs."""
    same: NDArray[np.bool_]
    learnt: NDArray[np.bool_]
    """Pairs that codes do not decide anyway."""


def measured_entities() -> NDArray[np.int64]:
    """Entities of the two smaller files."""
    files = [NAMES / f"dedup_dev_{size}.parquet" for size in ("10k", "100k")]
    found: NDArray[np.int64] = pd.concat([pd.read_parquet(one, columns=["entity"]) for one in files])[
        "entity"
    ].unique()
    return found


def training_entities(names: pd.DataFrame) -> NDArray[np.int64]:
    """Entities of the large file that are never measured on."""
    entities = np.setdiff1d(names["entity"].unique(), measured_entities())
    even: NDArray[np.int64] = entities[(entities * 2_654_435_761 >> 7) % 2 == 0]
    return even


def samples() -> Iterator[Sample]:
    """The drawn tables, one at a time."""
    names = pd.read_parquet(NAMES / "dedup_dev_1m.parquet")
    entities = training_entities(names)
    random = np.random.default_rng(20261127)
    for size, times in TABLES:
        for _ in range(times):
            drawn = random.choice(entities, min(size, len(entities)), replace=False)
            yield _sample(names[names["entity"].isin(drawn)])


def read(rows: pd.DataFrame) -> tuple[Mentions, NDArray[np.int64]]:
    """Mentions and their entities."""
    columns = [
        rows[name].astype(object).where(rows[name].notna(), None).tolist()
        for name in ("name", "province", "city", "uscc")
    ]
    return read_mentions(*columns), rows["entity"].to_numpy()


def _sample(rows: pd.DataFrame) -> Sample:
    table, entity = read(rows)
    pairs = Pairs.between(table, Material.of(table), *candidate_pairs(table))
    undecided = (table.code[pairs.a] == 0) | (table.code[pairs.b] == 0)
    print(f"{len(rows)} rows, {len(pairs.a)} pairs", flush=True)
    same = entity[pairs.a] == entity[pairs.b]
    return Sample(table, pairs.a, pairs.b, pairs.features(), screen_features(pairs), same, undecided)


def fit(features: U8, same: NDArray[np.bool_], names: Sequence[str], tables: int) -> dict[str, Any]:
    """A model file's content for features (a row each) and what they should say."""
    drawn = np.random.default_rng(1).permutation(len(same))[:MOST_PAIRS]
    features, same = features[:, drawn], same[drawn]
    _, found = _folded(_boosted(features, same, None, ROUNDS // 4))
    weight = {of: float(np.std(_looked_up(of, grid, features))) for of, grid in found.items()}
    pairs = sorted((of for of in weight if len(of) == 2), key=lambda of: -weight[of])[:tables]
    allowed = [*map(set, pairs), *({number} for number in range(len(names)))]
    start, grids = _folded(_boosted(features, same, allowed, ROUNDS))
    ends = features.max(axis=1) + 1
    kept = {of: grid[tuple(slice(ends[number]) for number in of)] for of, grid in sorted(grids.items())}
    tables_ = [
        {"of": [names[number] for number in of], "points": (grid * UNIT).round().astype(int).tolist()}
        for of, grid in kept.items()
    ]
    return {"features": list(names), "start": round(start * UNIT), "tables": tables_}


def _boosted(features: U8, same: NDArray[np.bool_], allowed: Any, rounds: int) -> Trees:
    trees = Trees(
        learning_rate=0.15,
        max_iter=rounds,
        max_depth=2,
        max_leaf_nodes=4,
        min_samples_leaf=60,
        l2_regularization=1.0,
        max_bins=LEVELS,
        max_features=0.7,
        interaction_cst=allowed,
        early_stopping=False,
        random_state=1,
    )
    return trees.fit(features.T, same)


def _folded(trees: Trees) -> tuple[float, Grids]:
    """Start and tables of depth-two trees; ``_predictors`` is where scikit-learn keeps their nodes."""
    grids: Grids = {}
    values = np.arange(LEVELS)

    def add(of: tuple[int, ...], grid: NDArray[np.float64]) -> None:
        grids[of] = grids.get(of, np.zeros((LEVELS,) * len(of))) + grid

    start = float(np.ravel(trees._baseline_prediction)[0])
    for (tree,) in trees._predictors:
        nodes = tree.nodes
        root = nodes[0]
        if root["is_leaf"]:
            start += root["value"]
            continue
        first, low = int(root["feature_idx"]), values <= root["num_threshold"]
        for child, side in ((nodes[root["left"]], low), (nodes[root["right"]], ~low)):
            if child["is_leaf"]:
                add((first,), np.where(side, child["value"], 0.0))
                continue
            second, inner = int(child["feature_idx"]), values <= child["num_threshold"]
            ends = np.where(inner, nodes[child["left"]]["value"], nodes[child["right"]]["value"])
            if first == second:
                add((first,), np.where(side, ends, 0.0))
            elif first < second:
                add((first, second), np.outer(side, ends))
            else:
                add((second, first), np.outer(ends, side))
    return start, grids


def _looked_up(of: tuple[int, ...], grid: NDArray[np.float64], features: U8) -> NDArray[np.float64]:
    found: NDArray[np.float64] = grid[tuple(features[number] for number in of)]
    return found


def write_model(name: str, content: dict[str, Any]) -> None:
    """Replace a model's file."""
    FOLDER.mkdir(exist_ok=True)
    tables = ",\n  ".join(json.dumps(table, separators=(",", ":")) for table in content["tables"])
    head = f'"features": {json.dumps(content["features"])},\n "start": {content["start"]}'
    if line := content.get("certainty"):
        head += f',\n "certainty": {json.dumps(line)}'
    text = f'{{{head},\n "tables": [\n  {tables}\n ]}}\n'
    (FOLDER / f"{name}.json").write_text(text, "utf-8")
    load_model.cache_clear()


def write_screen(drawn: Sequence[Sample]) -> None:
    """Fit the screen to what the pairs' model finds worth weighing; its start is such that 0 divides."""
    features = np.concatenate([one.screened[:, one.learnt] for one in drawn], axis=1)
    pair = np.concatenate([one.features[:, one.learnt] for one in drawn], axis=1)
    worth = load_model("pair", tuple(FEATURES)).probability(pair)
    content = fit(features, worth >= WORTH_WEIGHING, SCREEN_FEATURES, SCREEN_TABLES)
    write_model("screen", content)
    said = load_model("screen", SCREEN_FEATURES).log_odds(features)
    order = np.argsort(said)
    lost = np.cumsum(worth[order])
    least = said[order[np.searchsorted(lost, LOST * lost[-1])]]
    write_model("screen", content | {"start": content["start"] - round(float(least) * UNIT)})


def main() -> None:
    """Draw, fit the pairs' model, the screen before it, weigh with both, fit the circles' model."""
    drawn = list(samples())
    features = np.concatenate([one.features[:, one.learnt] for one in drawn], axis=1)
    write_model(
        "pair",
        fit(features, np.concatenate([one.same[one.learnt] for one in drawn]), list(FEATURES), PAIR_TABLES),
    )
    write_screen(drawn)
    model = load_model("pair", tuple(FEATURES))
    together, same = [], []
    for one in drawn:
        first = by_rules(one.table, one.a, one.b, model.probability(one.features))
        worth = first > WORTH_WEIGHING
        circles, clash = circle_features(
            one.table, one.a[worth], one.b[worth], first[worth], one.features[:, worth]
        )
        learnt = one.learnt[worth] & ~clash
        together.append(circles[:, learnt])
        same.append(one.same[worth][learnt])
    write_model(
        "circle",
        fit(np.concatenate(together, axis=1), np.concatenate(same), list(CIRCLE_FEATURES), CIRCLE_TABLES),
    )


if __name__ == "__main__":
    main()
