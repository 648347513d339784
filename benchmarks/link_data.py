"""Queries with known answers for training and measuring ``link``, from ../shared/data (used in place)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from common.settings import PROJECT_ROOT
from pipeline.identity.link.universe import Batch

NAMES = PROJECT_ROOT.parent / "shared" / "data" / "names"
REGISTRY = NAMES / "registry_1m.parquet"
BATCH = 50_000


@dataclass(frozen=True)
class Asked:
    """One query: what it prints, its registered name, its kind, and the half of the data it belongs to."""

    query: str
    answer: str
    kind: str
    half: int
    province: str | None = None
    city: str | None = None


def half_of(text: str) -> int:
    """0 or 1 by a hash, so that a family of names never changes sides."""
    return sha256(text.encode()).digest()[0] % 2


def registry_batches(path: Path = REGISTRY, times: int = 1) -> Iterator[Batch]:
    """The registered names, part by part.

    ``times`` as many where asked: behind each part come made-up names, which begin like one of its names and
    go on like another, so that a brand is shared by more firms than in life.
    """
    for part in pq.ParquetFile(path).iter_batches(BATCH):
        columns = part.to_pydict()
        names, places = columns["name"], (columns["province"], columns["city"])
        yield Batch(names, columns["uscc"], *places)
        for copy in range(1, times):
            others = names[copy:] + names[:copy]
            made_up = [one[: 2 + copy] + other[2 + copy :] for one, other in zip(others, names, strict=True)]
            yield Batch(made_up, [None] * len(names), *places)


def short_names() -> list[Asked]:
    """Listed companies' short and former names, without places."""
    table = pd.read_csv(NAMES / "shortnames_dev.csv")
    return [
        Asked(query, answer, kind, half_of(answer))
        for query, kind, answer in table.itertuples(index=False, name=None)
    ]


def with_places(asked: list[Asked], province_of: dict[str, str | None]) -> list[Asked]:
    """The same queries with the province of their answer."""
    return [replace(one, province=province_of[one.answer]) for one in asked]


def provinces() -> dict[str, str | None]:
    """Registered name → province of its row."""
    table = pq.read_table(REGISTRY, columns=["name", "province"]).to_pydict()
    return dict(zip(table["name"], table["province"], strict=True))


def changed_names(size: str, most: int, registered: dict[str, str | None]) -> list[Asked]:
    """Spellings changed as documented, whose unchanged name is registered; at most ``most``, every n-th.

    The kind is the changes' own text; the places are those that the row prints.
    """
    table = pd.read_parquet(NAMES / f"dedup_dev_{size}.parquet").replace({np.nan: None})
    plain = table["changes"].isin(["clean", "none"]) & table["name"].isin(list(registered))
    answers = dict(zip(table["entity"][plain], table["name"][plain], strict=True))
    changed = table[~table["changes"].isin(["clean", "none"]) & table["entity"].isin(list(answers))]
    changed = changed.iloc[:: max(1, len(changed) // most)].head(most)
    columns = ["name", "entity", "changes", "province", "city"]
    return [
        Asked(name, answers[entity], changes, half_of(str(entity)), province, city)
        for name, entity, changes, province, city in changed[columns].itertuples(index=False, name=None)
    ]
