"""A small universe of made-up firms."""

from __future__ import annotations

from pipeline.identity.link import Batch, LinkIndex, build_index

CHEN, CHEN_TRADE, SANJIANG, SANJIANG_SHOP, HENGYUN, TWIN = (
    "扬州示例晨阳新材料股份有限公司",
    "示例晨阳商贸有限公司",
    "重庆示例三江油漆股份有限公司",
    "重庆示例三江油漆股份有限公司涪陵分公司",
    "广州示例恒云企业集团股份有限公司",
    "示例双子科技有限公司",
)
CODES = {CHEN: "91321000100000099W", SANJIANG: "91500000100000191J"}
"""Made up, with check digits that hold."""
ROWS: list[tuple[str, str | None, str | None, str | None]] = [
    (CHEN, CODES[CHEN], "江苏", "扬州"),
    (CHEN_TRADE, None, "广东", "清远"),
    (SANJIANG, CODES[SANJIANG], "重庆", None),
    (SANJIANG_SHOP, None, "重庆", None),
    (HENGYUN, None, "广东", "广州"),
    (TWIN, None, "湖南", "长沙"),
    (TWIN, None, "湖北", "武汉"),
    ("示例第七十二纺织厂", None, "湖南", "长沙"),
    ("示例第七十三纺织厂", None, "湖南", "长沙"),
    ("深圳市示例蓝焰电子有限公司", None, "广东", "深圳"),
]


def batch(rows: list[tuple[str, str | None, str | None, str | None]] = ROWS) -> Batch:
    names, codes, provinces, cities = (list(column) for column in zip(*rows, strict=True))
    return Batch([name or "" for name in names], codes, provinces, cities)


def small_index(aliases: dict[str, list[str]] | None = None) -> LinkIndex:
    return build_index([batch()], aliases)
