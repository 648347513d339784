"""A ledger as it is: every row of every sheet that has a header, read or left out with its reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from common.errors import UserError
from common.hashing import stable_hash
from pipeline.ledger.days import year_of
from pipeline.ledger.header import Header, find_header, missing, tidy
from pipeline.ledger.names import split_names
from pipeline.ledger.privacy import LONGEST_READ, reachable
from pipeline.ledger.tables import Sheet, cell_text, filled, read_sheets
from pipeline.ledger.values import TYPED, said, typed
from pipeline.ledger.words import Vocabulary
from pipeline.names import name_key

_NO_ROW = re.compile(
    r"^(?:合计|小计|总计|共计|累计|注[:：]|备注[:：]|说明[:：]|填表|制表|审核|填报|联系人)|^(?:合\s*计|总\s*计)$"
)
SHORTEST_PHONE = 7
_DIGITS = re.compile(r"[\d.\s]+")


@dataclass(frozen=True)
class LedgerRow:
    """One touch of one firm: ``values`` as typed, ``remarks`` on reading them, ``problems`` by field."""

    row: int
    sheet: str
    key: str
    values: Mapping[str, str]
    contact: Mapping[str, str | None]
    remarks: tuple[str, ...] = ()
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LeftOut:
    """A row that is no touch, as it stands there (without telephones), and why."""

    sheet: str
    row: int
    text: str
    why: str


@dataclass
class Ledger:
    """A file's rows, what was left out, and sentences about the file as a whole."""

    rows: list[LedgerRow] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_ledger(path: Path, data: bytes, words: Vocabulary) -> Ledger:
    """All touches of a ledger file (xlsx, xls or csv), whatever its titles, merges and spellings.

    Raises:
        UserError: the file is no table, no sheet has a header with a firm's name and a day or stage, two
            columns are of one kind, or no row holds a touch.
    """
    return read_ledger_sheets(path, read_sheets(path, data), words)


def read_ledger_sheets(path: Path, sheets: Sequence[Sheet], words: Vocabulary) -> Ledger:
    """The same for sheets that have been read."""
    shown = [sheet for sheet in sheets if sheet.visible and any(map(_any, sheet.rows))] or list(sheets[:1])
    headers = [(sheet, find_header(_where(path, sheet, shown), sheet)) for sheet in shown]
    known = [(sheet, header) for sheet, header in headers if header]
    if not known:
        raise missing(str(path), shown)
    ledger = Ledger()
    counts: Counter[tuple[str, ...]] = Counter()
    seen: dict[frozenset[tuple[str, str]], tuple[str, int]] = {}
    for sheet, header in known:
        _Reader(path, sheet, header, words, ledger, counts, seen).read()
    ledger.notes += [
        f"工作表“{sheet.name}”没有读：没有认得的表头" for sheet, header in headers if header is None
    ]
    hidden = [sheet.name for sheet in sheets if not sheet.visible and find_header(str(path), sheet)]
    if hidden:
        ledger.notes.append(f"隐藏的工作表没有读：{'、'.join(hidden)}")
    if not ledger.rows:
        raise UserError("台账里没有一行对接记录", where=str(path), fix="检查是否选错了工作表或文件")
    return ledger


class _Reader:
    """Reads the rows of one sheet into the ledger."""

    def __init__(
        self,
        path: Path,
        sheet: Sheet,
        header: Header,
        words: Vocabulary,
        ledger: Ledger,
        counts: Counter[tuple[str, ...]],
        seen: dict[frozenset[tuple[str, str]], tuple[str, int]],
    ) -> None:
        self._sheet, self._header, self._words, self._ledger = sheet, header, words, ledger
        self._counts, self._seen = counts, seen
        titles = [cell_text(cell) for cells in sheet.rows[: header.row + 1] for cell in cells]
        self._year = year_of(*titles) or year_of(sheet.name) or year_of(path.stem)
        self._phones = 0
        self._read = set(header.columns.values())

    def read(self) -> None:
        """All rows below the header."""
        top = self._header.row + 1
        heads = [tidy(cell) for cell in self._sheet.rows[self._header.row]]
        for number, cells in enumerate(filled(self._sheet, top)[top:], start=top + 1):
            texts = [cell_text(cell) for cell in cells]
            values = {
                name: cells[at] for name, at in self._header.columns.items() if at < len(texts) and texts[at]
            }
            if why := self._no_touch(texts, values, heads):
                self._leave_out(number, texts, why)
            elif values:
                self._row(number, values)
            self._phones += self._aside(cells, texts)
        self._remark()

    def _no_touch(self, texts: Sequence[str], values: Mapping[str, object], heads: Sequence[str]) -> str:
        """Why a row is no touch; empty: it may be one."""
        first = next((text for text in texts if text), "")
        if not first:
            return ""
        if any(heads) and all(tidy(text) == head for text, head in zip(texts, heads, strict=False)):
            return "重复的表头"
        if _NO_ROW.search(first) or _NO_ROW.search(cell_text(values.get("name"))):
            return "合计、说明一类的行"
        name = cell_text(values.get("name"))
        if not name_key(name):
            others = [text for text in texts if text and not _DIGITS.fullmatch(text)]
            if not values and len(others) <= 1:
                return "小标题或空行" if others else ""
            return "没有企业名称"
        if _DIGITS.fullmatch(name):
            return "企业名称一栏是数字"
        return ""

    def _row(self, number: int, cells: Mapping[str, object]) -> None:
        names = split_names(cell_text(cells["name"]))
        if not any(map(name_key, names.names)):
            self._leave_out(number, [cell_text(cell) for cell in cells.values()], "没有企业名称")
            return
        others = {name: cell for name, cell in cells.items() if name != "name"}
        remarks = [*names.remarks]
        if len(names.names) > 1 and "uscc" in others:
            del others["uscc"]
            remarks.append("几家共一格，信用代码没有导入")
        kept = typed(others, self._words, self._year)
        date = cell_text(cells.get("on_date"))
        for name in names.names:
            values = {"name": name, **kept.values}
            content = frozenset(values.items())
            before = self._seen.setdefault(content, (self._sheet.name, number))
            if before[0] != self._sheet.name:
                self._leave_out(number, [name], f"与工作表“{before[0]}”第 {before[1]} 行相同")
                continue
            told = said(values, self._words)
            self._ledger.rows.append(
                LedgerRow(
                    row=number,
                    sheet=self._sheet.name,
                    key=self._key(name, date, values.get("team", "")),
                    values=values,
                    contact=told.contact,
                    remarks=(*remarks, *kept.remarks),
                    problems=told.problems,
                )
            )

    def _key(self, name: str, date: str, team: str) -> str:
        """What tells a row when its ledger comes again: firm, printed day, team, and which of equal ones."""
        same = (name_key(name), date, team)
        self._counts[same] += 1
        return stable_hash(["ledger", *same, self._counts[same]])

    def _leave_out(self, number: int, texts: Sequence[str], why: str) -> None:
        text = " ｜ ".join(filter(None, texts))[:LONGEST_READ]
        shown = "（有电话或邮箱，略）" if reachable(text) else text[:120]
        self._ledger.left_out.append(LeftOut(self._sheet.name, number, shown, why))

    def _aside(self, cells: Sequence[object], texts: Sequence[str]) -> bool:
        """Whether a column that is not read holds a telephone number or mail address."""
        return any(
            len(text) >= SHORTEST_PHONE
            and isinstance(cells[at], str | float)
            and reachable(text[:LONGEST_READ])
            for at, text in enumerate(texts)
            if at not in self._read
        )

    def _remark(self) -> None:
        header, name = self._header, self._sheet.name
        notes = self._ledger.notes
        if header.personal:
            notes.append(f"工作表“{name}”：{'、'.join(header.personal)} 列是个人信息，没有导入")
        if header.unread:
            notes.append(
                f"工作表“{name}”：{'、'.join(header.unread)[:200]} 列没有导入（台账不收备注一类的内容）"
            )
        if self._phones:
            notes.append(
                f"工作表“{name}”：未导入的列里有 {self._phones} 行写着电话、邮箱或长数字，都没有导入"
            )
        absent = [TYPED[one] for one in ("on_date", "stage") if one not in header.columns]
        if absent:
            notes.append(f"工作表“{name}”：没有 {'、'.join(absent)} 列，这些都按未知导入")


def _any(cells: Sequence[object]) -> bool:
    return any(map(cell_text, cells))


def _where(path: Path, sheet: Sheet, shown: Sequence[Sheet]) -> str:
    return f"{path} 工作表“{sheet.name}”" if len(shown) > 1 else str(path)
