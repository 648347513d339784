"""From firms and labels to what ``matching.fit.learn`` learns from: columns of texts, and grades."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from db.identity import Identity
from db.labels import Label
from matching.firm import Firm
from matching.fit.learn import Grades, Learned, learn
from matching.fit.score import Scorer
from matching.fit.texts import FIELDS

TEXT_FIELDS = {"company_name": "name", "product_list": "products", "business_scope": "scope"}
"""Text field of a firm → field that the scorer reads; everything else a firm is known by is its profile."""
_BETWEEN = "。"
"""Between two texts of one field: a sentence ends, so that no role reaches over."""
Columns = Mapping[str, Sequence[str | None]]


@dataclass(frozen=True)
class Universe:
    """Firms with the texts and classes that the scorer reads, in the order of ``ids``."""

    ids: Sequence[str]
    columns: Columns
    codes: Sequence[str | None]

    @property
    def rows(self) -> range:
        """All rows."""
        return range(len(self.ids))


def universe_of(firms: Mapping[str, Firm]) -> Universe:
    """The real firms in the order of their ids: of a made-up one nothing can be learnt."""
    real = [firm for _, firm in sorted(firms.items()) if not firm.example]
    texts = [texts_of(firm) for firm in real]
    columns = {field: [each.get(field) for each in texts] for field in FIELDS}
    codes = [" ".join(known.value for known in firm.codes) or None for firm in real]
    return Universe(
        [firm.id for firm in real], {field: each for field, each in columns.items() if any(each)}, codes
    )


def texts_of(firm: Firm) -> dict[str, str]:
    """A firm's texts by the fields of the scorer, each text once."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for text in firm.texts:
        found[TEXT_FIELDS.get(text.field, "profile")][text.text] = None
    return {field: _BETWEEN.join(texts) for field, texts in found.items()}


def grades_of(
    universe: Universe, labels: Sequence[Label], identity: Identity, chains: Sequence[str]
) -> Grades:
    """(firms, chains): the mean grade of those who labelled, NaN where nobody did.

    Where people disagree the mean teaches: of 0 and 2 that it is at least 1, of 1 and 2 that it is not 2.
    """
    said: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for label in labels:
        if label.kind == "fit" and label.grade is not None:
            said[identity.root(label.enterprise_id), label.chain].append(label.grade)
    grades = np.full((len(universe.ids), len(chains)), np.nan)
    at = {firm: row for row, firm in enumerate(universe.ids)}
    for (firm, chain), given in said.items():
        if firm in at and chain in chains:
            grades[at[firm], chains.index(chain)] = np.mean(given)
    return grades


def learn_from(scorer: Scorer, universe: Universe, grades: Grades) -> Learned | None:
    """What the labelled firms teach; None where no chain has labels of two kinds."""
    rows = np.flatnonzero((~np.isnan(grades)).any(axis=1)).tolist()
    if not rows:
        return None
    columns = {field: [values[row] for row in rows] for field, values in universe.columns.items()}
    learned = learn(scorer, columns, grades[rows], [universe.codes[row] for row in rows])
    return learned if learned.models else None
