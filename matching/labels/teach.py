"""From firms and labels to what ``matching.fit.learn`` learns from: texts of labelled firms, and grades."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from matching.firm import Firm
from matching.labels.known import Graded
from matching.universe import Universe, universe_of

if TYPE_CHECKING:
    from matching.fit.learn import Grades, Learned
    from matching.fit.score import Scorer


@dataclass(frozen=True, eq=False)
class Lesson:
    """Labelled real firms, and what was said of their fit: of a made-up one nothing can be learnt."""

    universe: Universe
    graded: Sequence[Graded]

    def learned(self, scorer: Scorer) -> Learned | None:
        """What they teach under settings; None where no chain has labels of two kinds."""
        return _learned(self, scorer)


@lru_cache(maxsize=4)
def _learned(lesson: Lesson, scorer: Scorer) -> Learned | None:
    """Learnt once for whoever asks: a week's firms are judged in several passes."""
    grades = grades_of(lesson.universe, lesson.graded, scorer.chain_ids)
    return learn_from(scorer, lesson.universe, grades)


def lesson_of(firms: Mapping[str, Firm], graded: Sequence[Graded]) -> Lesson | None:
    """What can be learnt from labels; None where nobody labelled a real firm."""
    ids = {one.firm for one in graded}
    labelled = [firm for identity, firm in firms.items() if identity in ids and not firm.example]
    return Lesson(universe_of(labelled), graded) if labelled else None


def grades_of(universe: Universe, graded: Sequence[Graded], chains: Sequence[str]) -> Grades:
    """(firms, chains): the mean grade of those who labelled, NaN where nobody did.

    Where people disagree the mean teaches: of 0 and 2 that it is at least 1, of 1 and 2 that it is not 2.
    """
    said: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for one in graded:
        said[one.firm, one.chain].append(one.grade)
    grades = np.full((len(universe.ids), len(chains)), np.nan)
    at = {firm: row for row, firm in enumerate(universe.ids)}
    for (firm, chain), given in said.items():
        if firm in at and chain in chains:
            grades[at[firm], chains.index(chain)] = np.mean(given)
    return grades


def learn_from(scorer: Scorer, universe: Universe, grades: Grades) -> Learned | None:
    """What the labelled firms teach; None where no chain has labels of two kinds."""
    from matching.fit.learn import learn  # noqa: PLC0415  # scikit-learn is slow to load, labels are rare

    rows = np.flatnonzero((~np.isnan(grades)).any(axis=1)).tolist()
    if not rows:
        return None
    columns = {field: [values[row] for row in rows] for field, values in universe.columns.items()}
    learned = learn(scorer, columns, grades[rows], [universe.codes[row] for row in rows])
    return learned if learned.models else None
