"""What every contender is given, and what it must hand back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from common.settings import PROJECT_ROOT

DATA = PROJECT_ROOT.parent / "shared" / "data" / "names"
I64 = NDArray[np.int64]
I32 = NDArray[np.int32]
F64 = NDArray[np.float64]
F32 = NDArray[np.float32]


@dataclass(frozen=True)
class Rows:
    """One file of mentions; ``entity`` is the truth, seen by those that say that they train on labels."""

    names: list[str]
    provinces: list[str | None]
    cities: list[str | None]
    codes: list[str | None]
    entity: I64

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True)
class Edges:
    """Scored pairs of row numbers, each pair once; more is more alike."""

    left: I32
    right: I32
    score: F32


@dataclass(frozen=True)
class Found:
    """What a contender found before a threshold is chosen.

    ``cluster`` gives a label a row at a threshold. ``edges`` hands over the scored pairs from which the best
    threshold for connected components is read off; a contender with clustering of its own gives the
    thresholds to try in ``grid`` instead, one that has no threshold neither. ``pairs`` counts what was
    compared, None where nothing was compared in pairs. ``tables`` makes tables of its own, given the truth.
    """

    cluster: Callable[[float], I64]
    edges: Callable[[], Edges] | None = None
    grid: Sequence[float] = ()
    pairs: int | None = None
    tables: Callable[[I64], dict[str, list[list[str | int | float]]]] | None = None


def read_rows(path: Path) -> Rows:
    """A labelled file: ``entity``, ``name``, and ``province``, ``city``, ``uscc`` where known."""
    table = pd.read_parquet(path, columns=["entity", "name", "province", "city", "uscc"])
    return Rows(
        names=table["name"].tolist(),
        provinces=_known(table["province"]),
        cities=_known(table["city"]),
        codes=_known(table["uscc"]),
        entity=table["entity"].to_numpy(dtype=np.int64),
    )


def _known(column: pd.Series[str]) -> list[str | None]:
    return [value if isinstance(value, str) else None for value in column.tolist()]
