"""The sheet on which a person chooses between two versions of a cell."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xlsxwriter import Workbook

from app.workbook.form import FormColumn, FormSheet
from app.workbook.styles import Styles, workbook_options
from common.files import write_atomic
from pipeline.ledger.conflicts import CHOICES
from pipeline.ledger.forms import CHOICE, OTHER, conflict_identity
from pipeline.ledger.values import TYPED

SHEET = "台账冲突"
NOBODY = "没有署名"


@dataclass(frozen=True)
class OpenConflict:
    """A cell for which nobody has chosen yet, with both versions and who typed them."""

    id: int
    key: str
    where: str
    """The team sheet or the ledger it stands on."""
    firm: str
    field: str
    base: str
    ours: str
    ours_by: str
    theirs: str
    theirs_by: str


def write_conflicts(conflicts: Sequence[OpenConflict], path: Path) -> None:
    """Write the sheet whole or not at all."""
    columns = [
        FormColumn("周或台账", 14),
        FormColumn("企业名称", 26, style="name"),
        FormColumn("栏目", 12, style="centre"),
        FormColumn("原来是", 18),
        FormColumn("先收到的", 30),
        FormColumn("谁先写的", 10, style="centre"),
        FormColumn("后收到的", 30),
        FormColumn("谁后写的", 10, style="centre"),
        FormColumn(CHOICE, 12, open=True, words=CHOICES),
        FormColumn(OTHER, 26, open=True),
    ]
    buffer = io.BytesIO()
    with Workbook(buffer, workbook_options()) as workbook:
        sheet = FormSheet(workbook, Styles(workbook), SHEET, columns, frozen=2)
        sheet.heading(
            "台账冲突",
            "",
            f"{len(conflicts)} 处：两个人在同一格写得不一样，现在用的是先收到的。"
            "选一个，再用 lianzhao ledger import 导入。",
        )
        for one in conflicts:
            sheet.add(
                conflict_identity(one.id, one.key, one.theirs),
                {
                    "周或台账": one.where,
                    "企业名称": one.firm,
                    "栏目": TYPED.get(one.field, one.field),
                    "原来是": one.base or "（空）",
                    "先收到的": one.ours or "（空）",
                    "谁先写的": one.ours_by or NOBODY,
                    "后收到的": one.theirs or "（空）",
                    "谁后写的": one.theirs_by or NOBODY,
                },
            )
        sheet.finish("&C&8 内部&R&8 第 &P 页，共 &N 页")
    write_atomic(path, buffer.getvalue())
