"""Firms as the table that :mod:`matching.fit` reads, and the way back from a place in it to its source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from matching.firm import Firm, Text
from matching.fit.letters import normalise
from matching.fit.texts import FIELDS, MATCH_FIELDS, clean
from matching.result import Evidence

COLUMNS = {MATCH_FIELDS.get(field, field): field for field in FIELDS}
"""Column by the field of a firm's text; what is no column (an address) is never read."""
_BETWEEN = "。"
"""Between two texts of one column: a sentence ends, so that no role reaches over."""
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


def universe_of(firms: Iterable[Firm]) -> Universe:
    """The firms in the order of their ids."""
    ordered = sorted(firms, key=lambda firm: firm.id)
    texts = [{column: _BETWEEN.join(parts) for column, parts in texts_of(firm).items()} for firm in ordered]
    columns = {field: [each.get(field) for each in texts] for field in FIELDS}
    return Universe(
        [firm.id for firm in ordered],
        {field: each for field, each in columns.items() if any(each)},
        [" ".join(known.value for known in firm.codes) or None for firm in ordered],
    )


def texts_of(firm: Firm) -> dict[str, dict[str, list[Text]]]:
    """By column, each text as it is read, once, with everything that prints it."""
    found: defaultdict[str, list[Text]] = defaultdict(list)
    for text in firm.texts:
        if text.field in COLUMNS:
            found[COLUMNS[text.field]].append(text)
    return {column: _distinct(texts) for column, texts in found.items()}


def printed_at(firm: Firm, column: str, at: int) -> list[Evidence]:
    """What prints the word that stands ``at`` (characters of the normalised column)."""
    texts = [text for text in firm.texts if COLUMNS.get(text.field) == column]
    if len(texts) == 1:
        return [texts[0].evidence]
    for read, same in _distinct(texts).items():
        at -= len(normalise(read)) + len(_BETWEEN)
        if at < 0:
            return [text.evidence for text in same]
    return []


def _distinct(texts: Iterable[Text]) -> dict[str, list[Text]]:
    found: defaultdict[str, list[Text]] = defaultdict(list)
    for text in texts:
        if read := clean(text.text):
            found[read].append(text)
    return dict(found)
