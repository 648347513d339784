"""Labelled tables: firms with their texts and a grade for each chain, read and learnt from."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from app.screen import step
from app.tables import Table, read_table
from common.errors import UserError
from common.settings import Settings
from matching.config.check import load_checked
from matching.fit.learn import GRADES, Learned, learn
from matching.fit.score import CODE_COLUMN, make_scorer
from matching.fit.texts import FIELDS

PREFIX = "label_"


def read_labels(settings: Settings, path: Path) -> Learned:
    """Learn from a table with ``label_<chain>`` columns of 0, 1 and 2; an empty cell is no label.

    Raises:
        UserError: the table cannot be read, has no such column, an unknown chain, or another value.
    """
    config = load_checked(settings.config)
    scorer = make_scorer(config.chains, config.reading)
    table = read_table(path)
    printed = _printed(table, scorer.chain_ids)
    columns: dict[str, list[str | None]] = {}
    with step("学习标注") as progress:
        for part in table.parts((*FIELDS, CODE_COLUMN, *printed.values())):
            for name, values in part.columns.items():
                columns.setdefault(name, []).extend(values)
            progress.advance(part.first + len(part) - 1, table.rows)
        rows = len(columns.get("name", []))
        grades = np.full((rows, len(scorer.chain_ids)), np.nan)
        for chain, header in printed.items():
            cells = enumerate(columns.get(header, ()), start=1)
            graded = [_grade(cell, f"{path} 第 {row} 行 {header} 列") for row, cell in cells]
            grades[:, scorer.chain_ids.index(chain)] = graded
        return learn(scorer, columns, grades, columns.get(CODE_COLUMN))


def _printed(table: Table, chains: list[str]) -> dict[str, str]:
    """Header by chain id."""
    headers = [header for header in table.headers if header.strip().startswith(PREFIX)]
    found = {header.strip().removeprefix(PREFIX): header for header in headers}
    wrong = [header for chain, header in found.items() if chain not in chains]
    if wrong or not found:
        raise UserError(
            f"列 {'、'.join(wrong)} 不是已知的产业链" if wrong else "没有标注列",
            where=str(table.path),
            fix=f"列名写成 {PREFIX}<产业链>，产业链可用：{'、'.join(chains)}",
        )
    return found


def _grade(cell: str | None, where: str) -> float:
    text = (cell or "").strip()
    if not text:
        return float("nan")
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if value not in GRADES:
        raise UserError(
            f"标注只能是 0、1、2 或空，现在是 {text!r}",
            where=where,
            fix="改正后再试",
        )
    return value
