"""Registered capital: as printed, and its amount, unit and currency (sources.md 2.17, 3.5)."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

_CURRENCIES = {
    "人民币": "人民币",
    "美元": "美元",
    "美金": "美元",
    "港元": "港元",
    "港币": "港元",
    "欧元": "欧元",
    "日元": "日元",
    "英镑": "英镑",
    "新台币": "新台币",
}
_CAPITAL = re.compile(
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,15}(?:\.\d+)?)(?P<scale>万亿|百万|千万|亿|万)?"
    rf"[(]?(?P<yuan>元)?[)]?[(]?(?P<currency>{'|'.join(_CURRENCIES)})?[)]?"
)
_IN_WAN = {
    None: Decimal("0.0001"),
    "万": Decimal(1),
    "百万": Decimal(100),
    "千万": Decimal(1000),
    "亿": Decimal(10_000),
    "万亿": Decimal(100_000_000),
}


class Capital(BaseModel):
    """Renminbi in 万元, another currency in 万 of itself (万美元): scaled, never converted.

    ``amount`` and ``unit`` are None where the text cannot be read; ``currency`` is None where it names
    none and does not say 元.
    """

    model_config = ConfigDict(frozen=True)

    printed: str
    amount: float | None = None
    unit: str | None = None
    currency: str | None = None


def read_capital(text: str) -> Capital:
    """``185000万元人民币``, ``6500 万人民币``, ``1203.2528万美元``, ``5,000万元`` …"""
    found = _CAPITAL.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
    if not found:
        return Capital(printed=text)
    currency = _CURRENCIES.get(found["currency"] or "", "人民币" if found["yuan"] else None)
    if currency is None:
        return Capital(printed=text)
    amount = Decimal(found["number"].replace(",", "")) * _IN_WAN[found["scale"]]
    unit = "万元" if currency == "人民币" else f"万{currency}"
    return Capital(printed=text, amount=float(amount), unit=unit, currency=currency)
