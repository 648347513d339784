"""The ladder of positions in chambers and associations (sources.md 2.11)."""

from __future__ import annotations

import re

LADDER = (
    "会长单位",
    "执行会长单位",
    "轮值会长单位",
    "常务副会长单位",
    "副会长单位",
    "秘书长单位",
    "副秘书长单位",
    "理事长单位",
    "副理事长单位",
    "常务理事单位",
    "理事单位",
    "监事长单位",
    "常务副监事长单位",
    "副监事长单位",
    "常务监事单位",
    "监事单位",
    "名誉会长单位",
    "会员单位",
)
"""From the top; 常务副会长 contains 副会长 contains 会长, so the longest match is taken."""
_STEMS = {step.removesuffix("单位"): step for step in LADDER}
_LONGEST_FIRST = re.compile("|".join(sorted(_STEMS, key=len, reverse=True)))


def position_level(text: str) -> str | None:
    """The step of the ladder that a printed position names: 常务副会长： → 常务副会长单位; else None."""
    found = _LONGEST_FIRST.search(re.sub(r"\s+", "", text))
    return _STEMS[found[0]] if found else None
