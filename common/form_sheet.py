"""Excel forms that come back: their rows as they stand, and all mistakes in one refusal."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from common.errors import UserError

MOST_ERRORS = 20


def read_form(path: Path) -> bytes:
    """The file's bytes.

    Raises:
        UserError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError("表格读不到", where=str(path), fix="检查路径和权限") from error


def form_rows(data: bytes, path: Path, sheet: str, command: str) -> list[list[Any]]:
    """All rows of the form's sheet; ``command`` is what exports it.

    Raises:
        UserError: it is no workbook, or has no such sheet.
    """
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        if sheet not in workbook.sheet_names:
            raise UserError(f"没有“{sheet}”这张表", where=path.name, fix=f"用 {command} 导出的表格")
        return workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise UserError("不是能读的 xlsx 表格", where=path.name, fix="用 Excel 打开后另存为 xlsx") from error


def refuse_rows(errors: Sequence[str], path: Path) -> None:
    """Refuse the whole form when any row is wrong.

    Raises:
        UserError: with the first mistakes and the number of further ones.
    """
    if not errors:
        return
    more = f"；另有 {len(errors) - MOST_ERRORS} 行" if len(errors) > MOST_ERRORS else ""
    raise UserError(
        f"{'；'.join(errors[:MOST_ERRORS])}{more}", where=path.name, fix="改好后再导入，这次什么也没有改"
    )
