"""Why two mentions are, or are not, one enterprise, in words that a clerk understands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Postfix, Prefix

from pipeline.identity.compare import FEATURES, Pairs
from pipeline.identity.material import Material
from pipeline.identity.mentions import FORMS, SEPARATOR, Mentions, ordinals
from pipeline.identity.model import load_model
from pipeline.identity.places import gazetteer
from pipeline.identity.sounds import heard, looked
from pipeline.identity.spans import I64

WORDING, BRAND, TRADE, NAMED, TOLD, FORM, BRANCH, COMMON = (
    "文字", "字号", "行业", "名称中的地区", "登记地区", "组织形式", "分支机构", "常见程度",
)  # fmt: skip
CODE, ORDINAL = "信用代码", "序号"
DECISIVE = 99.0
"""Points of two valid codes, or of two other ordinals: more than everything else together."""
SOUND, LOOK, LETTER, TURNED = WORDINGS = "同音字", "形近字", "用字", "两字颠倒"
"""What a single differing character is; 用字 also stands for several."""
WHOLLY = "逐字一致"
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
        """字号相同：东鹏; 登记地区不同：清远/佛山; 组织形式：有限公司/未写; 分支机构：都未写."""
        if self.left == self.right:
            return f"{self.feature}相同：{self.left}" if self.left else f"{self.feature}：都未写"
        apart = "不同" if self.left and self.right and self.feature not in WORDINGS else ""
        return f"{self.feature}{apart}：{self.left or '未写'}/{self.right or '未写'}"


def explain_pairs(
    table: Mentions, left: I64, right: I64, material: Material | None = None
) -> list[list[Evidence]]:
    """The evidence of every pair, the weightiest first; scores are those of the pair model, exactly."""
    material = material or Material.of(table)
    pairs = Pairs.between(table, material, left, right)
    model = load_model("pair", tuple(FEATURES))
    points = _by_kind(model.shares(pairs.features()))
    return [
        _evidence(
            table, material, int(one), int(other), {kind: float(row[at]) for kind, row in points.items()}
        )
        for at, (one, other) in enumerate(zip(left, right, strict=True))
    ]


def explain_pair(table: Mentions, left: int, right: int) -> list[Evidence]:
    """The evidence of one pair."""
    return explain_pairs(table, np.array([left]), np.array([right]))[0]


def in_words(evidence: Sequence[Evidence], most: int = 4) -> str:
    """One sentence: the weightiest lines of what is printed; the list has the rest."""
    printed = [one for one in evidence if one.feature != COMMON and (one.left or one.right)]
    return "；".join(one.text for one in printed[:most])


def _by_kind(shares: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
    points: dict[str, NDArray[np.float32]] = {}
    for name, row in zip(FEATURES, shares, strict=True):
        kind = KINDS.get(name, COMMON)
        points[kind] = points[kind] + row if kind in points else row
    return points


def _evidence(
    table: Mentions, material: Material, left: int, right: int, points: dict[str, float]
) -> list[Evidence]:
    kinds = [kind for kind in points if kind not in {WORDING, COMMON}]
    found = [Evidence(kind, 0, _part(table, left, kind), _part(table, right, kind)) for kind in kinds]
    found.append(Evidence(COMMON, 0, _common(material, left), _common(material, right)))
    found = [replace(one, score=points[one.feature]) for one in found]
    wording = _wording(table.text[left], table.text[right]) or _middles(table.text[left], table.text[right])
    found.append(Evidence(wording[0], points[WORDING], *wording[1:]))
    # What neither side has is worth a line where its lack is worth points.
    found = [one for one in found if one.left or one.right or round(one.score, 2)]
    found.sort(key=lambda one: -abs(one.score))
    if table.ordinal[left] and table.ordinal[right] and table.ordinal[left] != table.ordinal[right]:
        found.insert(0, Evidence(ORDINAL, -DECISIVE, *(ordinals(table.text[row]) for row in (left, right))))
    if table.code[left] and table.code[right]:
        same = table.code[left] == table.code[right]
        found.insert(0, Evidence(CODE, DECISIVE if same else -DECISIVE, "一致", "一致" if same else "另一个"))
    return found


def _common(material: Material, row: int) -> str:
    """How many of the names that are compared use a row's brand; powers of two, as the model weighs it."""
    step = int(material.same_brand[row])
    counts = str(step) if step < 3 else f"{2 ** (step - 2) + 1}–{2 ** (step - 1)}"
    return f"比对的名称中{counts}个用此字号"


def briefly(table: Mentions, left: int, right: int) -> str:
    """The same in half a line, without points: for a column of a table of any length."""
    if table.code[left] and table.code[left] == table.code[right]:
        return f"{CODE}相同"
    if table.normal[left] == table.normal[right]:
        said = ["名称相同"]
    else:
        kinds = (BRAND, TRADE, BRANCH, FORM)
        said = [one.text for one in _sides(table, left, right, kinds)]
        if wording := _wording(table.text[left], table.text[right]):
            said.insert(0, Evidence(wording[0], 0, *wording[1:]).text)
    places = [_place(table, row) for row in (left, right)]
    if all(places) and places[0] != places[1]:
        said.append(f"地区：{place_text(places[0])}/{place_text(places[1])}")
    elif all(places):
        said.append(f"地区相同：{place_text(places[0])}")
    return "；".join(said)


def _place(table: Mentions, row: int) -> int:
    return int(table.named[row]) or int(table.told[row])


def _sides(table: Mentions, left: int, right: int, kinds: Sequence[str]) -> list[Evidence]:
    parts = ((kind, _part(table, left, kind), _part(table, right, kind)) for kind in kinds)
    return [Evidence(kind, 0, one, other) for kind, one, other in parts if one or other]


def _part(table: Mentions, row: int, kind: str) -> str:
    """A row's text of one kind."""
    text, core, brand = table.text[row], int(table.core[row]), int(table.brand[row])
    if kind == BRAND:
        return text[:brand]
    if kind == TRADE:
        return text[brand:core]
    if kind == BRANCH:
        return text[core + 1 :]
    if kind == FORM:
        return FORMS[table.form[row]]
    return place_text(int((table.named if kind == NAMED else table.told)[row]))


def place_text(place: int) -> str:
    """广东, 广东清远 or 清远连山 of a place's six figures; nothing for 0."""
    names = gazetteer().names
    above = place // 100 * 100 if place % 100 else place // 10_000 * 10_000
    return (names.get(above, "") if above != place else "") + names.get(place, "")


def _wording(left: str, right: str) -> tuple[str, str, str] | None:
    """Which characters differ where texts are one apart, and whether sound or looks explain it."""
    if len(left) != len(right):
        return None
    apart = [at for at, (one, other) in enumerate(zip(left, right, strict=True)) if one != other]
    if len(apart) == 2 and apart[1] == apart[0] + 1 and left[apart[0]] == right[apart[1]]:
        return (TURNED, left[apart[0] :][:2], right[apart[0] :][:2])
    if len(apart) != 1:
        return None
    one, other = left[apart[0]], right[apart[0]]
    if heard([one]) == heard([other]):
        return (SOUND, one, other)
    return (LOOK if looked([one]) == looked([other]) else LETTER, one, other)


def _middles(left: str, right: str) -> tuple[str, str, str]:
    """What is left of both texts when their common beginning and end are taken away."""
    if left == right:
        return (LETTER, WHOLLY, WHOLLY)
    begin = Prefix.similarity(left, right)
    end = Postfix.similarity(left[begin:], right[begin:])
    one, other = (text[begin : len(text) - end].strip(SEPARATOR) for text in (left, right))
    return (LETTER, one, other)
