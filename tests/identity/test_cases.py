"""Pairs of printed names and whether they are one enterprise (cases.csv): STRONG has to hold, MEDIUM nearly.

Names are public facts (registered enterprises, exchange names, published lists) or such a name changed in the
way that the case says; two registered names with codes of their own are two enterprises. ``unsure``: names
alone cannot tell, so the engine may lean but not be certain.

The cases are weighed as they come in practice, many in one table; those that share a firm go to other tables.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from pipeline.identity import valid_uscc
from pipeline.identity.dedupe import dedupe
from pipeline.identity.names import parse
from pipeline.identity.normal import normal_name

FILE = Path(__file__).with_name("cases.csv")
FULL = 300
"""Names that a table holds at least; smaller ones are filled up from the first."""
CERTAIN = 0.97


class Case(NamedTuple):
    """One line of the file; a place is a province, or a province and a city."""

    strength: str
    decision: str
    left: str
    left_place: str
    left_code: str
    right: str
    right_place: str
    right_code: str
    why: str

    @property
    def firms(self) -> set[str]:
        """What tells whether two cases may speak of one firm: how the cores begin."""
        return {parse(normal_name(name)).core[:2] for name in (self.left, self.right)}

    @property
    def sides(self) -> list[tuple[str, str | None, str | None, str | None]]:
        """Name, province, city and code of both."""
        sides = (
            (self.left, self.left_place, self.left_code),
            (self.right, self.right_place, self.right_code),
        )
        places = [(*place.split(" "), "", "")[:2] for _, place, _ in sides]
        return [
            (name, province or None, city or None, code or None)
            for (name, _, code), (province, city) in zip(sides, places, strict=True)
        ]


@cache
def cases() -> list[Case]:
    return [Case(**row) for row in csv.DictReader(FILE.read_text("utf-8").splitlines())]


def tables() -> list[list[Case]]:
    """The cases by table: each in the first that has none of its firms."""
    found: list[list[Case]] = []
    taken: list[set[str]] = []
    for case in cases():
        place = next((at for at, firms in enumerate(taken) if not firms & case.firms), len(found))
        if place == len(found):
            found.append([])
            taken.append(set())
        found[place].append(case)
        taken[place] |= case.firms
    return found


@cache
def decided() -> dict[Case, tuple[str, float]]:
    """Every case's decision and its pair's probability, 0 where the pair was never proposed."""
    answers = {}
    every = tables()
    for table in every:
        firms = set().union(*(case.firms for case in table))
        spare = [case for case in every[0] if not case.firms & firms][: max(0, FULL // 2 - len(table))]
        rows = [side for case in [*table, *spare] for side in case.sides]
        names, provinces, cities, codes = (list(column) for column in zip(*rows, strict=True))
        found = dedupe([name or "" for name in names], provinces, cities, codes)
        pairs = zip(found.pairs.left.tolist(), found.pairs.right.tolist(), strict=True)
        sure = dict(zip(pairs, found.pairs.probability.tolist(), strict=True))
        for at, case in enumerate(table):
            one, other = found.cluster[2 * at], found.cluster[2 * at + 1]
            answers[case] = ("same" if one == other else "different", sure.get((2 * at, 2 * at + 1), 0.0))
    return answers


def _holds(case: Case) -> bool:
    decision, probability = decided()[case]
    if case.decision == "unsure":
        return 1 - CERTAIN <= probability <= CERTAIN
    return decision == case.decision


def _summary(strength: str) -> tuple[list[Case], str]:
    """The wrong ones of a strength, and lines that say which."""
    of = [case for case in cases() if case.strength == strength]
    wrong = [case for case in of if not _holds(case)]
    lines = [
        f"  should be {case.decision}, is {decided()[case][0]} ({decided()[case][1]:.3f}): "
        f"{case.left} / {case.right} [{case.left_place} / {case.right_place}] {case.why}"
        for case in wrong
    ]
    return wrong, "\n".join([f"{strength}: {len(of) - len(wrong)} of {len(of)} right", *lines])


def test_every_strong_case_holds() -> None:
    wrong, summary = _summary("STRONG")
    assert not wrong, summary


def test_nearly_every_medium_case_holds() -> None:
    wrong, summary = _summary("MEDIUM")
    assert len(wrong) <= 0.05 * sum(case.strength == "MEDIUM" for case in cases()), summary


def test_weak_cases_are_reported(record_property: Callable[[str, object], None]) -> None:
    """Which hold stands in the report (``--junitxml``) and, with ``-s``, on the screen; none has to."""
    wrong, summary = _summary("WEAK")
    record_property("weak", summary)
    print(summary)  # noqa: T201
    assert summary.count("\n") == len(wrong)


def test_certain_decisions_are_seldom_wrong() -> None:
    """Of the pairs joined with certainty, hardly any are two enterprises, whatever their strength."""
    certain = [case for case in cases() if decided()[case][1] >= CERTAIN and case.decision != "unsure"]
    wrong = [case for case in certain if case.decision == "different"]
    assert len(certain) >= 150
    assert len(wrong) <= 0.02 * len(certain), [f"{case.left} / {case.right}" for case in wrong]


def test_the_file_is_broad_and_balanced() -> None:
    by_decision = Counter(case.decision for case in cases())
    assert by_decision["same"] >= 120
    assert by_decision["different"] >= 120
    assert {case.strength for case in cases()} == {"STRONG", "MEDIUM", "WEAK"}
    assert len(cases()) >= 300
    assert len({(case.left, case.right, case.left_code) for case in cases()}) == len(cases())
    assert len({case.why for case in cases()}) >= 50
    assert all(case.why for case in cases())


def test_codes_never_contradict_a_case() -> None:
    said = defaultdict(set)
    for case in cases():
        left, right = valid_uscc(case.left_code), valid_uscc(case.right_code)
        if left and right:
            said[case.decision].add(left == right)
    assert said == {"same": {True}, "different": {False}}


@pytest.mark.slow
@pytest.mark.shared_data
def test_every_case_has_a_real_name() -> None:
    """Both names of a different pair are printed in the data as they stand, of an equal pair at least one."""
    pandas = pytest.importorskip("pandas")
    from common.settings import PROJECT_ROOT

    data = PROJECT_ROOT.parent / "shared" / "data"
    if not data.is_dir():
        pytest.skip("../shared/data is not here")
    known = set(pandas.read_parquet(data / "names" / "registry_1m.parquet", columns=["name"])["name"])
    listed = pandas.read_csv(data / "names" / "shortnames_dev.csv")
    known |= {"比亚迪汽车工业有限公司"}  # named by the task itself
    known |= set(listed["short_name"]) | set(listed["legal_name"])
    for file in (data / "lists").glob("*.csv"):
        known |= set(pandas.read_csv(file, encoding="utf-8-sig").iloc[:, 1])
    for case in cases():
        real = [name in known for name in (case.left, case.right)]
        assert any(real) if case.decision == "same" else all(real), case
    assert np.mean([case.decision == "same" for case in cases()]) < 0.7
