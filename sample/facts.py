"""The public facts that the sample pages carry, read from CSV files."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from common.errors import UserError

Fact = dict[str, str]


@dataclass(frozen=True)
class Facts:
    """Rows as text, by list; amounts are unformatted integers in the unit that the column names."""

    global500: list[Fact]
    china500: list[Fact]
    private500: list[Fact]
    private_mfg500: list[Fact]
    listed: list[Fact]

    def listed_on(self, exchange: str) -> list[Fact]:
        """Listed firms of ``SH`` or ``SZ``, ``stock_code`` without its suffix, in code order."""
        suffix = f".{exchange}"
        firms = [
            {**fact, "stock_code": fact["stock_code"].removesuffix(suffix)}
            for fact in self.listed
            if fact["stock_code"].endswith(suffix)
        ]
        return sorted(firms, key=lambda firm: firm["stock_code"])


def read_facts(folder: Path) -> Facts:
    """Read the five CSV files.

    Raises:
        UserError: a file or a column is missing.
    """
    ranking = ("rank", "name")
    return Facts(
        global500=_read(
            folder / "fortune_global500_2025_excerpt.csv", *ranking, "revenue_musd", "profit_musd", "country"
        ),
        china500=_read(folder / "fortune_china500_2025_excerpt.csv", *ranking, "revenue_musd", "profit_musd"),
        private500=_read(folder / "private500_2025_excerpt.csv", *ranking, "province", "revenue_wan_cny"),
        private_mfg500=_read(
            folder / "private_mfg500_2025_excerpt.csv", *ranking, "province", "revenue_wan_cny"
        ),
        listed=_read(
            folder / "listed_firms.csv",
            *("stock_code", "legal_name", "short_name", "province", "city", "industry", "products"),
        ),
    )


def _read(path: Path, *columns: str) -> list[Fact]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        raise UserError("文件读不到", where=str(path), fix="用 --facts 指向事实文件所在的目录") from error
    missing = [column for column in columns if rows and column not in rows[0]]
    if missing or not rows:
        raise UserError(f"缺少列：{'、'.join(missing)}" if rows else "没有数据行", where=str(path))
    return rows
