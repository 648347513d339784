"""Appointments that the teams hand in: a sheet or a YAML file of firm, date and time."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from pydantic import ConfigDict

from common.errors import UserError
from common.strict_yaml import StrictModel, read_document
from matching.config.trips import Constraints, minute_of_day
from matching.trips.candidates import Booking
from pipeline.extract.grid import scalar_text
from pipeline.extract.workbook import open_workbook

HEADERS = {"firm": ("企业", "企业名称", "firm"), "date": ("日期", "date"), "time": ("时间", "time")}
READS = (".xlsx", ".csv", ".yaml", ".yml")
MOST_ROWS = 1_000
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00(?::00)?)?")
_TIME = re.compile(r"(?:\d{4}-\d{2}-\d{2}[ T])?(\d{1,2})[:：时点](\d{2})?分?(?::00)?(?:\.0+)?")
_AS = "列名写 企业、日期、时间，例如 2026-11-25、09:30"

Find = Callable[[str], tuple[str, bool]]
"""A name → enterprise id and whether it is made up; raises UserError where nobody is meant."""


class _Appointment(StrictModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)

    firm: str
    date: str | date
    time: str | time


class _File(StrictModel):
    appointments: list[_Appointment]


@dataclass(frozen=True)
class Handed:
    """Bookings of the week by enterprise id, and how many rows speak of other weeks."""

    bookings: dict[str, Booking]
    elsewhere: int


def read_appointments(path: Path, monday: date, limits: Constraints, find: Find) -> Handed:
    """Every row checked; one bad row refuses the file, so that nobody misses an appointment silently.

    A YAML file is ``appointments: [{firm, date, time}]``; a sheet or csv has these columns, Chinese or
    English. Rows of other weeks are counted, not planned.

    Raises:
        UserError: the file cannot be read, or names the row and what is wrong in it.
    """
    if not path.is_file():
        raise UserError("没有这个文件", where=str(path), fix="检查路径和权限")
    kind = path.suffix.lower()
    if kind not in READS:
        raise UserError(
            f"不认识的文件类型 {path.suffix or '（没有扩展名）'}",
            where=str(path),
            fix=f"用 {'、'.join(READS)} 之一",
        )
    rows = _yaml(path) if kind in {".yaml", ".yml"} else _table(path, kind)
    found: dict[str, Booking] = {}
    elsewhere = 0
    for where, firm, day_text, time_text in rows:
        booking = _booking(where, firm, day_text, time_text, limits, find)
        if not monday <= booking.on_date <= monday + timedelta(days=6):
            elsewhere += 1
            continue
        if booking.enterprise_id in found:
            raise UserError(f"“{firm}”本周约了两次", where=where, fix="一家企业一周只排一次，删去一行")
        found[booking.enterprise_id] = booking
    return Handed(found, elsewhere)


def _booking(
    where: str, firm: str, day_text: str, time_text: str, limits: Constraints, find: Find
) -> Booking:
    if not firm:
        raise UserError("没有写企业", where=where, fix=_AS)
    day, minute = _day(day_text), _minute(time_text)
    if day is None:
        raise UserError(f"日期“{day_text}”看不懂", where=where, fix="写成 2026-11-25")
    if minute is None:
        raise UserError(f"时间“{time_text}”看不懂", where=where, fix="写成 09:30")
    hours = [tuple(minute_of_day(part) for part in span.split("-")) for span in limits.office_hours]
    if not any(opens <= minute and minute + limits.visit_minutes <= closes for opens, closes in hours):
        raise UserError(
            f"{time_text} 起 {limits.visit_minutes} 分钟不在办公时间 {'、'.join(limits.office_hours)} 内",
            where=where,
            fix="改时间，或改 config/trips.yaml 的 office_hours",
        )
    try:
        identity, example = find(firm)
    except UserError as error:
        raise UserError(error.message, where=where, fix=error.fix) from error
    if example:
        raise UserError(f"“{firm}”是示例企业，不能排走访", where=where, fix="换成真实企业")
    return Booking(identity, day, minute)


def _day(text: str) -> date | None:
    match = _DATE.fullmatch(text)
    try:
        return date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None


def _minute(text: str) -> int | None:
    match = _TIME.fullmatch(text)
    if not match:
        return None
    hours, minutes = int(match[1]), int(match[2] or 0)
    return hours * 60 + minutes if hours < 24 and minutes < 60 else None


def _yaml(path: Path) -> Iterator[tuple[str, str, str, str]]:
    document = read_document(path, _File)
    for index, row in enumerate(document.model.appointments):
        where = f"{path} 第 {document.line('appointments', index)} 行"
        yield where, row.firm.strip(), str(row.date).strip(), str(row.time).strip()


def _table(path: Path, kind: str) -> Iterator[tuple[str, str, str, str]]:
    rows = _sheet_rows(path) if kind == ".xlsx" else _csv_rows(path)
    header_at = next((at for at, row in enumerate(rows) if any(row)), None)
    if header_at is None:
        raise UserError("文件是空的，没有表头", where=str(path), fix=_AS)
    header = rows[header_at]
    columns = {key: _column(header, names, path) for key, names in HEADERS.items()}
    if len(rows) > MOST_ROWS:
        raise UserError(f"超过 {MOST_ROWS} 行，不像一周的约会", where=str(path), fix=_AS)
    for number, row in enumerate(rows[header_at + 1 :], start=header_at + 2):
        if any(row):
            cells = [row[columns[key]] if columns[key] < len(row) else "" for key in HEADERS]
            yield f"{path} 第 {number} 行", cells[0], cells[1], cells[2]


def _column(header: list[str], names: tuple[str, ...], path: Path) -> int:
    for name in names:
        if name in header:
            return header.index(name)
    shown = "、".join(text for text in header if text) or "没有列名"
    raise UserError(f"缺少“{names[0]}”列，只有：{shown}", where=str(path), fix=_AS)


def _sheet_rows(path: Path) -> list[list[str]]:
    with open_workbook(path.read_bytes()) as book:
        sheet = book.get_sheet_by_name(book.sheet_names[0]).to_python(skip_empty_area=False)
    return [[_cell(value) for value in row] for row in sheet]


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, float) and 0 < value < 1:
        minutes = round(value * 24 * 60)  # a time kept as part of a day
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return scalar_text(value).strip()


def _csv_rows(path: Path) -> list[list[str]]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError as error:
            raise UserError("认不出文件的编码", where=str(path), fix="另存为 UTF-8 编码的 csv") from error
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(text.splitlines(), strict=True)]
    except csv.Error as error:
        raise UserError("引号没有配对，或一格太长", where=str(path)) from error
