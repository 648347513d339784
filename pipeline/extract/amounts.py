"""Amounts of money: what is printed, its unit, its value (sources.md 3.5)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

IN_WAN: dict[str, Decimal] = {
    "元": Decimal("0.0001"),
    "千元": Decimal("0.1"),
    "万元": Decimal(1),
    "百万元": Decimal(100),
    "千万元": Decimal(1000),
    "亿元": Decimal(10_000),
    "百亿元": Decimal(1_000_000),
    "万亿元": Decimal(100_000_000),
}
"""Renminbi units in 万元; other currencies are never converted."""

AMOUNTS = ("revenue", "profit", "valuation", "investment")
"""Fields that are amounts of money."""

_UNIT = re.compile(r"(万亿|百亿|千万|百万|亿|万|千)?(?:人民币)?(美元|港元|港币|欧元|日元|新台币|元)")
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,20})(?:\.\d{1,10})?")


@dataclass(frozen=True)
class Amount:
    """Value in ``unit``: 万元 for renminbi, the printed unit for every other currency."""

    value: int | float
    unit: str


def unit_in(text: str) -> str | None:
    """The unit that a header, title or cell states, e.g. ``营业收入(万元)`` → ``万元``."""
    found = _UNIT.search(text)
    return (found[1] or "") + found[2] if found else None


def number(text: str) -> Decimal | None:
    """A printed number: thousands commas, decimals, sign, accounting brackets; None if it is none."""
    plain = unicodedata.normalize("NFKC", text).strip().replace("\u2212", "-")
    bracketed = re.fullmatch(r"\((.*)\)", plain)
    if bracketed:
        plain = f"-{bracketed[1]}"
    return Decimal(plain.replace(",", "")) if _NUMBER.fullmatch(plain) else None


def whole(text: str) -> int | None:
    """A rank or a head count: ``1``, ``1.0``, ``第1名``, ``1,234人``; None when it is none."""
    value = number(re.sub(r"^第|[名位人、.]$", "", text.strip()))
    return int(value) if value is not None and value >= 0 and value == value.to_integral_value() else None


def plain_number(value: Decimal) -> int | float:
    """An int where the value is whole, else a float."""
    return int(value) if value == value.to_integral_value() else float(value)


def amount(text: str, unit: str | None) -> Amount | None:
    """An amount; a unit in the cell itself wins over ``unit``. None: no number, or no unit known."""
    own = _UNIT.search(text)
    unit = unit_in(text) or unit
    value = number(text[: own.start()] if own else text)
    if value is None or unit is None:
        return None
    if unit in IN_WAN:
        return Amount(plain_number(value * IN_WAN[unit]), "万元")
    return Amount(plain_number(value), unit)
