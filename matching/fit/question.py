"""What to ask of a firm next: the answer that would narrow its interval of fit most."""

from __future__ import annotations

from collections.abc import Iterator

from matching.config.reading import SAME, ReadingFile
from matching.fit.points import Readings
from matching.fit.score import Classes
from matching.fit.texts import FIELDS

QUESTIONS = {
    "name": "企业全称是什么？",
    "products": "主营产品是什么？",
    "scope": "登记的经营范围是什么？",
    "profile": "企业怎样介绍自己？",
    "codes": "登记的行业代码（GB/T 4754）是什么？",
}
"""By what is not known; of the columns that tell the same one is asked for."""


def next_questions(readings: Readings, classes: Classes | None, fit: ReadingFile) -> list[str]:
    """One question a firm; '' where everything is known that the interval asks for."""
    coded = [False] * readings.firms if classes is None else classes.known.tolist()
    asked: dict[tuple[int, bool], str] = {}
    found: list[str] = []
    for told in zip(readings.known.tolist(), coded, strict=True):
        if told not in asked:
            _, asked[told] = max(_open(*told, fit), key=lambda one: one[0], default=(0.0, ""))
        found.append(asked[told])
    return found


def _open(known: int, coded: bool, fit: ReadingFile) -> Iterator[tuple[float, str]]:
    """(how much of the interval the answer would close, question) of what is not known."""
    told = {name for at, name in enumerate(FIELDS) if known >> at & 1}
    if told & set(SAME):
        told |= set(SAME)
    for name in FIELDS:
        gain = getattr(fit.fields, name).known
        if name in QUESTIONS and name not in told and gain:
            yield gain, QUESTIONS[name]
    if not coded and fit.codes.known:
        yield fit.codes.known, QUESTIONS["codes"]
