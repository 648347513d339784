"""Releases and ledgers made by hand for the tests; all firms and contacts are made up (示例)."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter
from sqlalchemy.orm import Session

from common.hashing import sha256_hex
from crawlers.archive import Capture
from pipeline.extract.rows import Extraction, Row
from pipeline.ledger import Vocabulary
from pipeline.publish import Published, publish
from tests.extract.build import make_capture, make_source

SOURCE = make_source()
WORDS = Vocabulary(
    channels=["电话接通", "拜访", "来访"],
    stages=["已对接", "已拜访", "洽谈", "终止"],
    reasons=["无投资计划", "竞品县市胜出", "暂缓"],
    reason_needs={"竞品县市胜出": "winner", "暂缓": "callback_date"},
)
HEADER = ("企业名称", "对接日期", "阶段")


def capture(body: str = "first", fetched_at: str = "2026-11-23T07:00:00+08:00") -> Capture:
    """An archived fetch of a body that is named, not kept."""
    return make_capture(body.encode(), fetched_at=fetched_at)


def extraction(*names: str, body: str = "first", problems: Sequence[str] = (), **fields: Any) -> Extraction:
    """What was read from that body: a row a name, each with the same fields."""
    rows = [
        Row(sha256_hex(body.encode()), at, f"表1 第{at}行", name, (str(at), name), {"rank": at, **fields})
        for at, name in enumerate(names, start=1)
    ]
    return Extraction(SOURCE.id, rows, len(rows), problems=list(problems))


def published(db: Session, read: Extraction, archived: Capture | None = None, **changes: Any) -> Published:
    """Publish and commit, as one visit to the source does."""
    with db.begin():
        return publish(db, make_source(**changes), read, [archived or capture()])


def ledger_xlsx(*rows: Sequence[Any], header: Sequence[str] = HEADER, titles: int = 0) -> bytes:
    """A workbook with title rows, the header and rows; dates become Excel dates."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("台账")
        for at, cells in enumerate([*[["示例对接台账"]] * titles, header, *rows]):
            sheet.write_row(at, 0, cells)
    return buffer.getvalue()


def ledger_csv(*rows: Sequence[str], header: Sequence[str] = HEADER, encoding: str = "utf-8") -> bytes:
    """A CSV file as Excel writes it."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode(encoding)


def ledger_row(name: str = "示例有限公司", **columns: str) -> tuple[Sequence[str], Sequence[str]]:
    """Header and cells of a good row with further columns."""
    cells: Mapping[str, str] = {"企业名称": name, "对接日期": "2023-05-08", "阶段": "已对接", **columns}
    return list(cells), list(cells.values())
