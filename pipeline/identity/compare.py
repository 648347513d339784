"""STAND-IN, to be replaced at merge: points set by hand, so that the store can be built and tested.

Only the face stays: ``score_pairs``, ``explain_pair``, ``Evidence``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from pipeline.identity.mentions import FORMS, Mentions
from pipeline.identity.spans import I64

START = -4.0
_FIGURES = re.compile(r"[0-9一二三四五六七八九十甲乙丙丁]")


@dataclass(frozen=True)
class Evidence:
    """What one feature says for (above 0) or against two rows being one, and what both sides print."""

    feature: str
    score: float
    left: str
    right: str


def score_pairs(table: Mentions, left: I64, right: I64) -> NDArray[np.float64]:
    """Probability that each two rows are one enterprise."""
    pairs = zip(left.tolist(), right.tolist(), strict=True)
    points = [START + sum(one.score for one in explain_pair(table, a, b)) for a, b in pairs]
    found: NDArray[np.float64] = 1 / (1 + np.exp(-np.array(points, dtype=np.float64)))
    return found


def explain_pair(table: Mentions, left: int, right: int) -> list[Evidence]:
    """The features of two rows in Chinese, most telling first."""
    core = [table.text[row].split("|")[0] for row in (left, right)]
    branch = [table.text[row].split("|")[1] for row in (left, right)]
    brand = [table.text[row][: int(table.brand[row])] for row in (left, right)]
    form = [FORMS[int(table.form[row])] for row in (left, right)]
    place = [int(table.named[row] or table.told[row]) for row in (left, right)]
    code = [int(table.code[row]) for row in (left, right)]
    found = [
        Evidence("字号与行业", _core(*core, *form), *core),
        Evidence("字号", 1.0 if brand[0] == brand[1] else -1.5, *brand),
        Evidence("组织形式", 1.0 if form[0] == form[1] else 0.0 if "" in form else -4.0, *form),
        Evidence("地区", _places(*place), *(str(one or "未知") for one in place)),
    ]
    if branch != ["", ""]:
        found.append(Evidence("分支机构", 0.5 if branch[0] == branch[1] else -9.0, *branch))
    if all(code):
        found.append(Evidence("信用代码", 20.0 if code[0] == code[1] else -40.0, "有", "有"))
    return sorted(found, key=lambda one: -abs(one.score))


def _core(left: str, right: str, left_form: str, right_form: str) -> float:
    if left == right:
        return 6.0
    if _FIGURES.findall(left) != _FIGURES.findall(right):
        return -9.0
    if min(len(left), len(right)) >= 5 and OSA.distance(left, right) == 1:
        return 3.5
    short, long = sorted((left, right), key=len)
    shortened = not (left_form if short == left else right_form)
    return 3.0 if shortened and len(short) >= 3 and long.startswith(short) else -6.0


def _places(left: int, right: int) -> float:
    if not left or not right:
        return -1.5
    if left // 10_000 != right // 10_000:
        return -8.0
    cities = left // 100 % 100, right // 100 % 100
    return 1.5 if 0 in cities or cities[0] == cities[1] else -4.0
