"""Files as people bring them; all firms and persons are made up (示例)."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.inbox import ImportReport, import_file
from app.inbox_questions import Options, statement
from app.opened import Opened
from db.models import ListEntry, Release
from pipeline.inbox import read_dropped
from pipeline.releases import current_releases
from tests.extract.build import page, table
from tests.identity.build import credit_code

PERSON, PHONE, MAIL = "王示例", "13800138000", "someone@mail.example"
_EXPORT = (
    "序号 企业名称 登记状态 法定代表人 注册资本 成立日期 统一社会信用代码 所属省份 所属城市 所属区县 电话"
    " 邮箱 所属行业 企业类型 曾用名 注册地址 官网 经营范围"
)
EXPORT = _EXPORT.split()
_ROSTER = "序号 商会职务 姓名 单位名称 单位职务 电话"
_RANKING = "名次 企业名称 地区 营业收入（万元）"
Rows = Sequence[Sequence[Any]]


def firm(number: int) -> str:
    return f"示例第{number}家具有限公司"


def export(count: int = 3, **changes: dict[int, str]) -> list[list[Any]]:
    """A registry's export with its preamble; ``changes`` are header → row number → another text."""
    rows: list[list[Any]] = [["企查查-高级查询"], [f"数据来源：企查查，客服 {PHONE}"], list(EXPORT)]
    for number in range(1, count + 1):
        cells = [number, firm(number), "存续", PERSON, "1000万人民币", "2010-01-02", credit_code(number)]
        cells += ["广东省", "东莞市", "厚街镇", PHONE, MAIL, "家具制造业", "有限责任公司", "-"]
        cells += [f"广东省东莞市厚街镇示例路{number}号", "-", "生产、销售：家具。"]
        for header, texts in changes.items():
            cells[EXPORT.index(header)] = texts.get(number, cells[EXPORT.index(header)])
        rows.append(cells)
    return rows


def roster(*positions: str) -> list[list[Any]]:
    """A chamber's roster: shape S4 of sources.md 2.11, with persons and telephones."""
    rows: list[list[Any]] = [
        ["东莞市示例商会会员名册"],
        _ROSTER.split(),
    ]
    for number, position in enumerate(positions, start=1):
        rows.append([number, position, PERSON, firm(number), "总经理", PHONE])
    return rows


def ranking(count: int = 500, first: int = 1) -> list[list[Any]]:
    """A 500 list as media print it, without a title."""
    return [
        _RANKING.split(),
        *([rank, firm(rank + first - 1), "广东省", 900_000 - rank] for rank in range(1, count + 1)),
    ]


def csv_bytes(rows: Rows, encoding: str = "gb18030") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[str(cell) for cell in row] for row in rows])
    return text.getvalue().encode(encoding)


def html_bytes(rows: Rows) -> bytes:
    """What registries save as .xls: a page with one table."""
    return page(table([[str(cell) for cell in row] for row in rows]))


def bring(
    opened: Opened, path: Path, data: bytes, given: Mapping[str, str], *, dry_run: bool = False
) -> ImportReport:
    """Write a file and import it, as ``lianzhao import`` does."""
    path.write_bytes(data)
    dropped = read_dropped(path)
    said = statement(opened, dropped, replace(Options(url="https://list.example/"), **given), ask=False)
    return import_file(opened, dropped, said, dry_run=dry_run)


def statuses(report: ImportReport) -> list[tuple[int, str]]:
    return [(line.row, line.status) for line in report.rows]


def in_use(db: Session, source: str) -> dict[str, list[str]]:
    """Names by part that are in force."""
    found: dict[str, list[str]] = {}
    for release in current_releases(db, source):
        entries = select(ListEntry.name).where(ListEntry.release_id == release.id).order_by(ListEntry.row)
        found[release.part] = list(db.scalars(entries))
    db.rollback()
    return found


def releases(db: Session) -> int:
    count = len(db.scalars(select(Release.id)).all())
    db.rollback()
    return count
