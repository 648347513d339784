"""Lines, their versions and their contacts in the store: every merge adds, nothing is overwritten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from db.identity import batches
from db.ledger import LEDGER, VISIT, LedgerLine, LineConflict, LineVersion
from db.models import Contact, LedgerImport
from pipeline.ledger.merge import Clash, merge
from pipeline.ledger.values import NOTE, said
from pipeline.ledger.words import Vocabulary

TOUCH = ("on_date", "channel", "role", "stage", "outcome", "reason", "winner", "callback_on", NOTE)
"""Fields of which one must be filled in for a line of a team sheet to be a touch."""


@dataclass(frozen=True)
class Incoming:
    """A row of a file on its way into the store; ``base`` is the number of the version it was taken from.

    ``sheet`` is None for the file's first sheet. ``place`` orders the lines of a sheet.
    """

    key: str
    values: Mapping[str, str]
    row: int
    sheet: str | None
    who: str = ""
    base: int | None = None
    kind: str = LEDGER
    week: str | None = None
    team: int | None = None
    again: bool = False
    """A row of the file before it carries the same identity: somebody copied it."""


@dataclass
class Written:
    """What an import did to the lines, by their numbers."""

    new: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    same: int = 0
    conflicts: list[int] = field(default_factory=list)
    """New conflicts."""

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.conflicts)


class Lines:
    """The lines that a file may touch, read once, and the writing of their next versions."""

    def __init__(self, session: Session, words: Vocabulary, moment: str) -> None:
        self._session, self._words, self._moment = session, words, moment
        self.by_key: dict[str, LedgerLine] = {}
        self.by_id: dict[int, LedgerLine] = {}
        self.versions: defaultdict[int, list[LineVersion]] = defaultdict(list)
        self._live: dict[int, Contact] = {}
        self._conflicts: defaultdict[int, list[LineConflict]] = defaultdict(list)
        self.written = Written()
        self._added: list[tuple[LedgerLine, LineVersion, Incoming]] = []

    def load(self, keys: Sequence[str] = (), ids: Sequence[int] = ()) -> None:
        """Read the lines of these keys and ids with all that belongs to them."""
        found: list[LedgerLine] = []
        for part in batches(list(keys)):
            found += self._session.scalars(select(LedgerLine).where(LedgerLine.key.in_(part)))
        for numbers in _parts(ids):
            found += self._session.scalars(select(LedgerLine).where(LedgerLine.id.in_(numbers)))
        self.add_known(found)

    def not_as_it_came(self, incoming: Sequence[Incoming]) -> list[Incoming]:
        """The rows that are new or not as the ledger's last edition had them; the others change nothing."""
        came: dict[str, Mapping[str, str]] = {}
        for part in batches(sorted({one.key for one in incoming})):
            editions = (
                select(LedgerLine.key, LineVersion.came)
                .join(LineVersion, LineVersion.line_id == LedgerLine.id)
                .where(LedgerLine.key.in_(part), LineVersion.origin == LEDGER)
                .order_by(LineVersion.number)
            )
            came.update({row.key: row.came for row in self._session.execute(editions)})
        return [one for one in incoming if came.get(one.key) != one.values]

    def add_known(self, lines: Iterable[LedgerLine]) -> None:
        """Read versions, contacts in force and conflicts of lines that are at hand."""
        fresh = [line for line in lines if line.id not in self.by_id]
        self.by_key.update({line.key: line for line in fresh})
        self.by_id.update({line.id: line for line in fresh})
        for numbers in _parts([line.id for line in fresh]):
            for version in self._session.scalars(
                select(LineVersion).where(LineVersion.line_id.in_(numbers)).order_by(LineVersion.number)
            ):
                self.versions[version.line_id].append(version)
            for contact in self._session.scalars(
                select(Contact).where(Contact.line_id.in_(numbers), Contact.ended_at.is_(None))
            ):
                self._live[contact.line_id or 0] = contact
            for conflict in self._session.scalars(
                select(LineConflict).where(LineConflict.line_id.in_(numbers)).order_by(LineConflict.id)
            ):
                self._conflicts[conflict.line_id].append(conflict)

    def newest(self, line: LedgerLine) -> LineVersion:
        """The version in force."""
        return self.versions[line.id][-1]

    def open_conflicts(self, line: LedgerLine) -> list[LineConflict]:
        """Cells of the line for which nobody has chosen yet."""
        return [one for one in self._conflicts[line.id] if one.chosen is None]

    def differs(self, one: Incoming) -> bool:
        """Whether a row would change anything: a new line, another text, or a clash nobody knows of."""
        line = self.by_key.get(one.key)
        if line is None:
            return True
        merged, clashes = self._merged(line, one)
        return bool(clashes) or merged != self.newest(line).values

    def take(self, incoming: Sequence[Incoming], ledger: LedgerImport) -> None:
        """Merge rows into their lines; a row without a line makes one. ``ledger`` must have its number."""
        fresh: dict[str, Incoming] = {}
        later: list[Incoming] = []
        for one in incoming:
            line = self.by_key.get(one.key)
            if line is not None:
                self._merge(line, one, ledger)
            elif one.key in fresh:
                later.append(one)
            else:
                fresh[one.key] = one
        if fresh:
            self._begin(list(fresh.values()), ledger)
        if later:
            self.load(keys=[one.key for one in later])
            for one in later:
                self._merge(self.by_key[one.key], one, ledger)

    def _begin(self, rows: Sequence[Incoming], ledger: LedgerImport) -> None:
        """New lines with first version and contact, as bare rows: a ledger may bring tens of thousands."""
        lines = [
            {
                "key": one.key,
                "kind": one.kind,
                "week": one.week,
                "team": one.team,
                "place": one.row,
                "made_at": self._moment,
            }
            for one in rows
        ]
        # In whatever order they come: SQLite gives numbers in the order asked for only row by row.
        made = insert(LedgerLine).returning(LedgerLine.key, LedgerLine.id)
        numbers = {row.key: row.id for row in self._session.execute(made, lines)}
        ids = [numbers[one.key] for one in rows]
        versions = [
            {
                "line_id": number,
                "number": 0,
                "values": dict(one.values),
                "came": dict(one.values),
                "origin": origin_of(one),
                "who": one.who,
                "at": self._moment,
                "import_id": ledger.id,
            }
            for number, one in zip(ids, rows, strict=True)
        ]
        self._session.execute(insert(LineVersion), versions)
        contacts = (
            self._contact(number, one, ledger, one.values) for number, one in zip(ids, rows, strict=True)
        )
        if kept := [contact for contact in contacts if contact]:
            self._session.execute(insert(Contact), kept)
        self.written.new += ids

    def choose(self, conflict: LineConflict, chosen: str, who: str, ledger: LedgerImport, row: int) -> None:
        """Settle a conflict: the chosen text is the cell's, in a version of its own."""
        line = self.by_id[conflict.line_id]
        conflict.chosen, conflict.chosen_by, conflict.chosen_at = chosen, who, self._moment
        before = self.newest(line)
        values = {**before.values, conflict.field: chosen}
        values = {name: text for name, text in values.items() if text}
        if values != before.values:
            one = Incoming(line.key, values, row, None, who=who, kind=line.kind, team=line.team)
            self._next(line, values, before.came, "choice", one, ledger)
        else:
            self.written.changed.append(line.id)

    def _merge(self, line: LedgerLine, one: Incoming, ledger: LedgerImport) -> None:
        versions = self.versions[line.id]
        merged, clashes = self._merged(line, one)
        for clash in clashes:
            conflict = LineConflict(
                line_id=line.id,
                field=clash.field,
                base=clash.base,
                ours=clash.ours,
                ours_by=self._author(versions, clash.field).who,
                theirs=clash.theirs,
                theirs_by=one.who,
                import_id=ledger.id,
                opened_at=self._moment,
            )
            self._session.add(conflict)
            self._session.flush()
            self._conflicts[line.id].append(conflict)
            self.written.conflicts.append(conflict.id)
        if merged != versions[-1].values:
            self._next(line, merged, one.values, origin_of(one), one, ledger)
        elif not clashes:
            self.written.same += 1

    def _merged(self, line: LedgerLine, one: Incoming) -> tuple[dict[str, str], list[Clash]]:
        """The line's values after a merge, and the clashes that are not known yet."""
        versions = self.versions[line.id]
        base, ours = self._base(versions, one), versions[-1].values
        merged = merge(base, ours, one.values, lambda name: self._same_author(versions, name, one))
        known = {(was.field, was.theirs) for was in self._conflicts[line.id]}
        return merged.values, [clash for clash in merged.clashes if (clash.field, clash.theirs) not in known]

    def _base(self, versions: Sequence[LineVersion], one: Incoming) -> Mapping[str, str]:
        if one.base is not None:
            return next((v.values for v in versions if v.number == one.base), {})
        if one.kind == LEDGER:
            return next((v.came for v in reversed(versions) if v.origin == "ledger"), {})
        # An empty line of the sheet as this person sent it last; nobody knows what the unsigned had before.
        mine = (v.came for v in reversed(versions) if one.who and v.who == one.who and v.origin == "sheet")
        return next(mine, {})

    def _same_author(self, versions: Sequence[LineVersion], name: str, one: Incoming) -> bool:
        """Whether who sends this file typed the text in force; a ledger's edition follows the last one."""
        author = self._author(versions, name)
        if origin_of(one) == "ledger":
            return author.origin == "ledger"
        return bool(one.who) and not one.again and author.who == one.who and author.origin == "sheet"

    def _author(self, versions: Sequence[LineVersion], name: str) -> LineVersion:
        """The version that brought the text of a field that is in force."""
        text = versions[-1].values.get(name, "")
        found = versions[-1]
        for version in reversed(versions):
            if version.values.get(name, "") != text:
                break
            found = version
        return found

    def _next(
        self,
        line: LedgerLine,
        values: Mapping[str, str],
        came: Mapping[str, str],
        origin: str,
        one: Incoming,
        ledger: LedgerImport,
    ) -> None:
        number = self.newest(line).number + 1
        self._session.add(self._version(line, number, values, came, origin, one.who, ledger.id))
        self.written.changed.append(line.id)
        self._touch(line, one, ledger, values)
        self._session.flush()

    def _version(
        self,
        line: LedgerLine,
        number: int,
        values: Mapping[str, str],
        came: Mapping[str, str],
        origin: str,
        who: str,
        import_id: int | None,
    ) -> LineVersion:
        version = LineVersion(
            line_id=line.id,
            number=number,
            values=dict(values),
            came=dict(came),
            origin=origin,
            who=who,
            at=self._moment,
            import_id=import_id,
        )
        self.versions[line.id].append(version)
        self.by_id[line.id] = self.by_key[line.key] = line
        return version

    def _touch(
        self, line: LedgerLine, one: Incoming, ledger: LedgerImport, values: Mapping[str, str]
    ) -> None:
        """End the line's contact and add the one that its values say, if they say any."""
        before = self._live.pop(line.id, None)
        if before is not None:
            before.ended_at = self._moment
        columns = self._contact(line.id, one, ledger, values, line.enterprise_id)
        if columns is not None:
            contact = Contact(**columns)
            self._live[line.id] = contact
            self._session.add(contact)

    def _contact(
        self,
        line: int,
        one: Incoming,
        ledger: LedgerImport,
        values: Mapping[str, str],
        enterprise: str | None = None,
    ) -> dict[str, Any] | None:
        """The columns of the contact that a line's values say; None when they say no touch."""
        if one.kind != LEDGER and not any(values.get(name) for name in TOUCH):
            return None
        told = said(values, self._words).contact
        if one.kind != VISIT and not told["name"]:
            return None
        return {
            **told,
            "import_id": ledger.id,
            "row": one.row,
            "sheet": one.sheet,
            "line_id": line,
            "kind": "enterprise" if enterprise else told["kind"],
            "why": "周表固定的企业" if enterprise else "",
            "team": told["team"] or team_word(one.team),
            "enterprise_id": enterprise,
            "tied_at": self._moment if enterprise else None,
            "ended_at": None,
        }


def team_word(number: int | None) -> str | None:
    """``一组`` as ledgers write it; None without a number."""
    figures = "一二三四五六七八九十"
    return f"{figures[number - 1] if number <= len(figures) else number}组" if number else None


def origin_of(one: Incoming) -> str:
    """``ledger`` for a row of an imported ledger, ``sheet`` for one of our own forms."""
    return "ledger" if one.kind == LEDGER and one.base is None else "sheet"


def _parts(numbers: Sequence[int]) -> Iterable[Sequence[int]]:
    unique = sorted(set(numbers))
    return (unique[start : start + 500] for start in range(0, len(unique), 500))
