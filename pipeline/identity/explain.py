"""Why two mentions are, or are not, one enterprise, in words that a clerk understands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.identity.compare import FEATURES, Pairs
from pipeline.identity.material import Material
from pipeline.identity.mentions import FORMS, Mentions
from pipeline.identity.model import load_model
from pipeline.identity.places import gazetteer
from pipeline.identity.sounds import heard, looked
from pipeline.identity.spans import I64

WORDING, BRAND, TRADE, NAMED, TOLD, FORM, BRANCH, COMMON = (
    "文字", "字号", "行业", "名称中的地区", "登记地区", "组织形式", "分支机构", "常见程度",
)  # fmt: skip
CODE = "信用代码"
KINDS = {
    **dict.fromkeys(("core", "letters_apart", "heard", "looked", "likeness", "letters", "numbers"), WORDING),
    **dict.fromkeys(("brand", "brand_shorter", "brand_longer", "same_start", "beginning"), BRAND),
    **dict.fromkeys(("same_end", "shorter", "longer_by"), TRADE),
    **dict.fromkeys(("named", "own_a", "own_b"), NAMED),
    **dict.fromkeys(("told", "named_told", "told_named"), TOLD),
    **dict.fromkeys(("forms", "form_a", "form_b", "groups"), FORM),
    **dict.fromkeys(("branch", "branch_b"), BRANCH),
}
"""Which part of a name a feature speaks of; counts of how common a part is are the rest."""


@dataclass(frozen=True)
class Evidence:
    """One line of a comparison: what it is about, its points (log-odds, > 0 speaks for one), both sides."""

    feature: str
    score: float
    left: str
    right: str

    @property
    def text(self) -> str:
        """字号相同：东鹏; 登记地区不同：清远/佛山; 组织形式：有限公司/未写."""
        if self.left == self.right:
            return f"{self.feature}相同：{self.left}"
        apart = "" if not self.left or not self.right else "不同"
        return f"{self.feature}{apart}：{self.left or '未写'}/{self.right or '未写'}"


def explain_pairs(
    table: Mentions, left: I64, right: I64, material: Material | None = None
) -> list[list[Evidence]]:
    """The evidence of every pair, the weightiest first; scores are those of the pair model, exactly."""
    pairs = Pairs.between(table, material or Material.of(table), left, right)
    model = load_model("pair", tuple(FEATURES))
    points = _by_kind(model.shares(pairs.features()))
    return [
        _evidence(table, int(one), int(other), {kind: float(row[at]) for kind, row in points.items()})
        for at, (one, other) in enumerate(zip(left, right, strict=True))
    ]


def explain_pair(table: Mentions, left: int, right: int) -> list[Evidence]:
    """The evidence of one pair."""
    return explain_pairs(table, np.array([left]), np.array([right]))[0]


def why(evidence: Sequence[Evidence], most: int = 5) -> str:
    """One sentence: the weightiest lines."""
    return "；".join(one.text for one in evidence[:most])


def _by_kind(shares: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
    points: dict[str, NDArray[np.float32]] = {}
    for name, row in zip(FEATURES, shares, strict=True):
        kind = KINDS.get(name, COMMON)
        points[kind] = points[kind] + row if kind in points else row
    return points


def _evidence(table: Mentions, left: int, right: int, points: dict[str, float]) -> list[Evidence]:
    parts = [kind for kind in points if kind not in {WORDING, COMMON}]
    parts = [kind for kind in points if kind not in {WORDING, COMMON}]
    sides = {kind: (_part(table, left, kind), _part(table, right, kind)) for kind in parts}
    found = [Evidence(kind, points[kind], *both) for kind, both in sides.items() if any(both)]
    wording = _wording(table.text[left], table.text[right])
    if wording:
        found.append(Evidence(wording[0], points[WORDING], *wording[1:]))
    found.sort(key=lambda one: -abs(one.score))
    if table.code[left] and table.code[right]:
        same = table.code[left] == table.code[right]
        found.insert(0, Evidence(CODE, np.inf if same else -np.inf, "一致", "一致" if same else "另一个"))
    return found


def _part(table: Mentions, row: int, kind: str) -> str:
    core, brand = int(table.core[row]), int(table.brand[row])
    text = table.text[row]
    parts = {
        BRAND: lambda: text[:brand],
        TRADE: lambda: text[brand:core],
        BRANCH: lambda: text[core + 1 :],
        FORM: lambda: FORMS[table.form[row]],
        NAMED: lambda: place_text(int(table.named[row])),
        TOLD: lambda: place_text(int(table.told[row])),
    }
    return parts[kind]()


def place_text(place: int) -> str:
    """广东, 广东清远 or 清远连山 of a place's six figures; nothing for 0."""
    names = gazetteer().names
    above = place // 100 * 100 if place % 100 else place // 10_000 * 10_000
    return (names.get(above, "") if above != place else "") + names.get(place, "")


def _wording(left: str, right: str) -> tuple[str, str, str] | None:
    """Which characters differ where two texts are one character apart, and whether sound or looks explain it."""
    if len(left) != len(right):
        return None
    apart = [at for at, (one, other) in enumerate(zip(left, right, strict=True)) if one != other]
    if len(apart) == 2 and apart[1] == apart[0] + 1 and left[apart[0]] == right[apart[1]]:
        return ("两字颠倒", left[apart[0] :][:2], right[apart[0] :][:2])
    if len(apart) != 1:
        return None
    one, other = left[apart[0]], right[apart[0]]
    if heard([one]) == heard([other]):
        return ("同音字", one, other)
    return ("形近字", one, other) if looked([one]) == looked([other]) else ("用字", one, other)
