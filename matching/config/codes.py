"""Industry codes against GB/T 4754: do they exist, and do they count as manufacturing?"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from common.errors import UserError
from matching.config.bundle import Config
from matching.config.chains import TableCounts
from matching.config.problem import Problem

_LEVELS = {"门类": "sections", "大类": "divisions", "中类": "groups", "小类": "classes"}


class CodeUse(NamedTuple):
    """A four-digit class and where it stands."""

    code: str
    file: str
    location: tuple[str | int, ...]


def is_manufacturing(code: str) -> bool:
    """Whether a class lies in section C, divisions 13–43 (GB/T 4754-2017)."""
    return 13 <= int(code[:2]) <= 43


def check_manufacturing(config: Config) -> Iterator[Problem]:
    """``mfg: true`` with a core class outside C13–C43, ``mfg: false`` with one inside; mixed may be both."""
    for chain_index, chain in enumerate(config.chains.chains):
        for index, node in enumerate(chain.nodes):
            if node.mfg == "mixed":
                continue
            wrong = [code for code in node.codes.core if is_manufacturing(code) != node.mfg]
            if wrong:
                place = "在 C13–C43 之外" if node.mfg else "属 C13–C43"
                yield Problem(
                    "error",
                    config.where("chains", "chains", chain_index, "nodes", index, "mfg"),
                    f"环节 {chain.id}/{node.id} 写 mfg: {str(node.mfg).lower()}，"
                    f"但核心代码 {'、'.join(wrong)} {place}",
                    "改 mfg（true、false 或 mixed），或把代码移到 adjacent",
                )


def check_code_table(config: Config, table: Path) -> Iterator[Problem]:
    """Every code must be a class of the table.

    Raises:
        UserError: the table cannot be read or is not a complete edition.
    """
    known = read_code_table(table, config.chains.code_standard.expect)
    for code, file, location in code_uses(config):
        if code not in known:
            yield Problem(
                "error",
                config.where(file, *location),
                f"行业代码 {code} 不在代码表 {table.name} 的小类中",
                f"对照 {config.chains.code_standard.name} 改正",
            )


def code_uses(config: Config) -> Iterator[CodeUse]:
    """Every code of chains.yaml and parks.yaml."""
    for index, code in enumerate(config.chains.broad_codes.codes):
        yield CodeUse(code, "chains", ("broad_codes", "codes", index))
    for chain_index, chain in enumerate(config.chains.chains):
        for node_index, node in enumerate(chain.nodes):
            at = ("chains", chain_index, "nodes", node_index, "codes")
            for index, code in enumerate(node.codes.core):
                yield CodeUse(code, "chains", (*at, "core", index))
            for index, code in enumerate(node.codes.adjacent):
                yield CodeUse(code, "chains", (*at, "adjacent", index))
    for park_index, park in enumerate(config.parks.parks):
        for treatment in ("encourage", "conditional", "restrict", "prohibit"):
            for index, code in enumerate(getattr(park.admit, treatment) or []):
                yield CodeUse(code, "parks", ("parks", park_index, "admit", treatment, index))


def read_code_table(path: Path, expect: TableCounts) -> set[str]:
    """The four-digit classes of a code table: CSV in UTF-8 with at least the columns code and level (1–4).

    Raises:
        UserError: the file cannot be read, lacks a column, or its counts are not those of ``expect``:
            popular copies lack classes or mix editions.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("行业代码表读不到", where=str(path), fix="应为 UTF-8 编码的 CSV 文件") from error
    if not rows or not {"code", "level"} <= rows[0].keys():
        raise UserError("行业代码表缺少 code 或 level 列", where=str(path), fix="首行列名应含 code、level")
    counts = Counter(row["level"] for row in rows)
    found = [counts[str(level)] for level in (1, 2, 3, 4)]
    wanted = [getattr(expect, name) for name in _LEVELS.values()]
    if found != wanted:
        raise UserError(
            "行业代码表的行数不对："
            + "、".join(
                f"{level} {have}（应为 {want}）"
                for level, have, want in zip(_LEVELS, found, wanted, strict=True)
            ),
            where=str(path),
            fix="换用完整的 GB/T 4754-2017 代码表（不含修改单）",
        )
    return {row["code"] for row in rows if row["level"] == "4"}
