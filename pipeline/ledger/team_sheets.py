"""Team sheets and import reports that come back: their rows merged into the lines they were taken from."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from common.errors import UserError
from common.hashing import stable_hash
from db.ledger import EXTRA, LEDGER
from pipeline.ledger.forms import (
    IS,
    NEW_CODE,
    NEW_NAME,
    Form,
    FormRow,
    form_cells,
    line_identity,
    parse_line,
    parse_new,
)
from pipeline.ledger.store import Incoming, Lines
from pipeline.ledger.values import ENTERPRISE, KIND, NO_ENTERPRISE, TYPED, said, typed
from pipeline.ledger.words import Vocabulary
from pipeline.names import name_key

NOT_OURS = "隐藏的行标识对不上这个数据目录里的任何一行"
FIRST, SECOND, THIRD = "候选一", "候选二", "候选三"
NEW_FIRM, IS_FIRM, IS_NONE = "库里没有，是新企业", "是企业", "不是企业"
ANSWERS = (FIRST, SECOND, THIRD, NEW_FIRM, IS_FIRM, IS_NONE)


@dataclass
class Filled:
    """What a form holds: rows for the lines, remarks on cells, and answers about identity by row."""

    incoming: list[Incoming] = field(default_factory=list)
    problems: list[tuple[str, int, str]] = field(default_factory=list)
    """(sheet, row, Chinese) of what was not understood; it is kept as typed."""
    answers: list[tuple[FormRow, int, str]] = field(default_factory=list)
    """(row, line, answer) of an import report."""


class FormReader:
    """Reads the rows of a team sheet or an import report against the lines in the store."""

    def __init__(self, path: Path, form: Form, lines: Lines, words: Vocabulary, first_sheet: str) -> None:
        self._path, self._form, self._lines, self._words = path, form, lines, words
        self._first = first_sheet
        self._filled = Filled()
        self._seen: set[str] = set()
        self._home: dict[str, tuple[str, int]] = {}

    def read(self) -> Filled:
        """All rows.

        Raises:
            UserError: an identity does not fit the store, or an answer is unknown; each row is named.
        """
        ids = [found[0] for row in self._form.rows if (found := parse_line(row.identity))]
        self._lines.load(ids=ids)
        wrong = [row for row in self._form.rows if row.identity and not self._fits(row)]
        if wrong:
            rows = "、".join(f"“{row.sheet}”第 {row.number} 行" for row in wrong[:5])
            raise UserError(
                f"{NOT_OURS}：{rows}" + (f" 等 {len(wrong)} 行" if len(wrong) > 5 else ""),
                where=str(self._path),
                fix="不要改动隐藏列；确认 --home 是导出它的数据目录，或重新导出一份",
            )
        self._load_new()
        for row in self._form.rows:
            self._row(row)
        return self._filled

    def _fits(self, row: FormRow) -> bool:
        if parsed := parse_line(row.identity):
            line = self._lines.by_id.get(parsed[0])
            return (
                line is not None
                and line_identity(line.id, line.key, parsed[1]) == row.identity
                and any(version.number == parsed[1] for version in self._lines.versions[line.id])
            )
        return parse_new(row.identity) is not None

    def _load_new(self) -> None:
        """Lines that an empty row has become before, so that the same file again finds them."""
        for row in self._form.rows:
            if found := parse_new(row.identity):
                self._home.setdefault(row.sheet, found[:2])
            elif (parsed := parse_line(row.identity)) and (line := self._lines.by_id[parsed[0]]).week:
                self._home.setdefault(row.sheet, (line.week, line.team or 0))
        self._lines.load(keys=[key for row in self._form.rows if (key := self._new_key(row))])

    def _new_key(self, row: FormRow) -> str | None:
        if parse_line(row.identity):
            return None
        found = parse_new(row.identity)
        home = self._home.get(row.sheet)
        if found is None and home is None:
            return None
        week, team = found[:2] if found else home or ("", 0)
        place = found[2] if found else f"row {row.number}"
        return stable_hash(["extra", week, team, place, name_key(row.text(TYPED["name"]))])

    def _row(self, row: FormRow) -> None:
        cells = form_cells(row)
        who = self._form.who.get(row.sheet, "")
        again = row.identity in self._seen
        if row.identity:
            self._seen.add(row.identity)
        sheet = None if row.sheet == self._first else row.sheet
        if parsed := parse_line(row.identity):
            line = self._lines.by_id[parsed[0]]
            base = next(v.values for v in self._lines.versions[line.id] if v.number == parsed[1])
            values = {name: base[name] for name in ("name", "uscc", "team", KIND) if name in base}
            if line.kind == EXTRA and row.text(TYPED["name"]):
                cells["name"] = row.text(TYPED["name"])
            if line.kind == LEDGER:
                values |= self._corrected(row, line.id)
            values |= self._typed(row, cells)
            incoming = Incoming(
                line.key, values, row.number, sheet, who, parsed[1], line.kind, line.week, line.team, again
            )
            self._filled.incoming.append(incoming)
            return
        name = row.text(TYPED["name"])
        key = self._new_key(row)
        if not (cells or name):
            return
        if key is None:
            raise UserError(
                "这一行没有隐藏的行标识，不知道补的是哪一行",
                where=f"{self._path} “{row.sheet}”第 {row.number} 行",
                fix="把新内容写进留空的补充行，或写成单独的台账导入；这次什么也没有改",
            )
        if name:
            cells["name"] = name
        week, team = (
            self._home[row.sheet] if not parse_new(row.identity) else (parse_new(row.identity) or ("", 0))[:2]
        )
        values = self._typed(row, cells)
        if not name:
            self._filled.problems.append((row.sheet, row.number, "没有写企业名称，内容已保留，请补写"))
        self._filled.incoming.append(
            Incoming(key, values, row.number, sheet, who, None, EXTRA, week, team, again)
        )

    def _typed(self, row: FormRow, cells: dict[str, object]) -> dict[str, str]:
        kept = typed(cells, self._words, None)
        told = said({"name": "", **kept.values}, self._words)
        for text in (*told.problems.values(), *kept.remarks):
            self._filled.problems.append((row.sheet, row.number, text))
        return kept.values

    def _corrected(self, row: FormRow, line: int) -> dict[str, str]:
        """What the clerk's answers on an import report change of the line itself."""
        values: dict[str, str] = {}
        if name := row.text(NEW_NAME):
            values["name"] = name
        if code := row.text(NEW_CODE):
            values |= typed({"uscc": code}, self._words).values
        answer = row.text(IS)
        if answer and answer not in ANSWERS:
            raise UserError(
                f"“{IS}”里的“{answer}”不认识",
                where=f"{self._path} “{row.sheet}”第 {row.number} 行",
                fix=f"可选：{'、'.join(ANSWERS)}；这次什么也没有改",
            )
        if answer == IS_NONE:
            values[KIND] = NO_ENTERPRISE
        elif answer:
            values[KIND] = ENTERPRISE
            self._filled.answers.append((row, line, answer))
        return values
