"""Persons' names and contacts are never taken over (sources.md 2.11, 4.1): only posts and firms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from pipeline.extract.grid import Cell, Grid
from pipeline.extract.headers import is_header, tidy_header

MASK = "（略）"
_NAMES = ("姓名", "联系人", "联系人姓名", "法定代表人", "法人代表", "法人", "负责人", "代表人", "身份证号")
_CONTACTS = (
    "电话",
    "联系电话",
    "办公电话",
    "手机",
    "手机号",
    "手机号码",
    "联系方式",
    "传真",
    "微信",
    "微信号",
    "QQ",
)
_MAIL = ("邮箱", "电子邮箱", "邮件", "E-mail", "Email")
PERSONAL = frozenset((*_NAMES, *_CONTACTS, *_MAIL))


def mask_persons(grid: Grid, extra: Mapping[str, str]) -> Grid:
    """The grid with the cells under personal headers replaced by （略）."""
    own_width = grid.width - len(grid.keys)
    keyed = {own_width + column for column in _personal(grid.keys)}
    personal = set(keyed)
    rows: list[list[Cell]] = []
    for cells in grid.rows:
        if _personal(cells) and is_header(cells[:own_width], extra):
            personal = keyed | set(_personal(cells[:own_width]))
            rows.append(cells)
        elif personal:
            rows.append([MASK if at in personal and cell else cell for at, cell in enumerate(cells)])
        else:
            rows.append(cells)
    return replace(grid, rows=rows)


def _personal(texts: Iterable[Cell]) -> list[int]:
    return [at for at, text in enumerate(texts) if text and tidy_header(text) in PERSONAL]
