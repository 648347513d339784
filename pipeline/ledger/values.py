"""From what is typed into a line's cells to what a contact says; what is not understood stays as typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.identity import valid_uscc
from pipeline.identity.forms import organisation_kind
from pipeline.ledger.days import read_day
from pipeline.ledger.privacy import LONGEST_READ, masked, masked_note, reachable
from pipeline.ledger.tables import cell_text
from pipeline.ledger.words import LABELS, Vocabulary

Values = Mapping[str, str]
"""Field → text; a field that is empty is not there."""
DAYS = ("on_date", "callback_on")
CODED = ("channel", "stage", "outcome", "reason")
FREE = ("team", "role", "winner")
NOTE, KIND = "note", "kind"
"""What happened, in a team's own words; and a clerk's word that a line is (no) enterprise."""
TYPED = {**LABELS, NOTE: "经过", KIND: "性质"}
"""Every field of a line and what people call it."""
ENTERPRISE, NO_ENTERPRISE = "企业", "不是企业"
CODE_LENGTHS = (15, 18)
CUT = "…（过长，已截断）"


@dataclass(frozen=True)
class Said:
    """What a line says: ``contact`` are columns of ``db.models.Contact``, ``problems`` Chinese by field."""

    contact: dict[str, str | None]
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cells:
    """What of a row's cells is kept as typed, and remarks on the rest."""

    values: dict[str, str]
    remarks: tuple[str, ...] = ()
    masked: int = 0
    """Cells from which a telephone number or mail address was left out."""


def typed(cells: Mapping[str, object], words: Vocabulary, year: int | None = None) -> Cells:
    """What people typed, in one spelling: days as ISO, known words as coverage.yaml has them, no telephones.

    What is not understood stays as it was typed.
    """
    values: dict[str, str] = {}
    remarks: list[str] = []
    hidden = 0
    for name, cell in cells.items():
        text = cell_text(cell)
        if not text:
            continue
        if len(text) > LONGEST_READ:
            text = text[: LONGEST_READ - len(CUT)] + CUT
            remarks.append(f"{TYPED[name]}过长，只留前面")
        if name in DAYS:
            found = read_day(cell if len(text) < LONGEST_READ else text, year)
            text = found.day or found.month or text
            if found.remark and found.day:  # what is no day is a problem, which ``said`` names
                remarks.append(f"{TYPED[name]}{found.remark}")
        elif name in CODED:
            word = words.word(name, text)
            if word and word != text:
                remarks.append(f"{TYPED[name]}“{text}”读作“{word}”")
            text = word or text
        elif name == "uscc":
            # A code of a wrong digit is shown to whoever corrects it; a telephone number is not.
            text = valid_uscc(text) or (text if len(text) in CODE_LENGTHS else masked(text))
        free = name in FREE or name == NOTE or (name in CODED and not words.word(name, text))
        if (free or (name in DAYS and not read_day(text).day)) and reachable(text):
            kept = masked_note(text)
            hidden += kept != text
            text = kept
        values[name] = text
    if hidden:
        remarks.append("电话、邮箱没有导入")
    return Cells(values, tuple(remarks), hidden)


def said(values: Values, words: Vocabulary) -> Said:
    """What a contact of these values says; ``problems`` are what was not understood and stays unknown."""
    problems: dict[str, str] = {}
    day, month = _day(values, "on_date", problems)
    callback, _ = _day(values, "callback_on", problems)
    name = values.get("name", "")
    kind = values.get(KIND)
    no_firm = kind == NO_ENTERPRISE or (kind != ENTERPRISE and organisation_kind(name) != ENTERPRISE)
    contact: dict[str, str | None] = {
        "name": name,
        "kind": "association" if no_firm else "enterprise",
        "uscc": _code(values, problems),
        "on_date": day,
        "on_month": month,
        "callback_on": callback,
        **{one: masked(values[one]) if values.get(one) else None for one in FREE},
        **{one: _word(one, values, words, problems) for one in CODED},
    }
    need = words.needs(contact["reason"])
    if need and not values.get(need):
        problems[need] = f"原因是“{contact['reason']}”，须填{TYPED[need]}"
    return Said(contact, problems)


def _day(values: Values, name: str, problems: dict[str, str]) -> tuple[str | None, str | None]:
    text = values.get(name, "")
    if not text:
        return None, None
    found = read_day(text)
    if found.remark and not (found.day or found.month):
        problems[name] = f"{TYPED[name]}{found.remark}，补上年份"
    elif not (found.day or found.month):
        problems[name] = f"{TYPED[name]}“{_short(text)}”不是日期，写成 2023-05-08"
    elif not found.day and name == "on_date":
        problems[name] = f"{TYPED[name]}“{text}”没有写哪一天"
    return found.day, None if found.day else found.month


def _code(values: Values, problems: dict[str, str]) -> str | None:
    text = values.get("uscc", "")
    code = valid_uscc(text)
    if text and not code:
        problems["uscc"] = f"统一社会信用代码“{_short(text)}”校验不过，改正或留空"
    return code


def _word(name: str, values: Values, words: Vocabulary, problems: dict[str, str]) -> str | None:
    text = values.get(name, "")
    word = words.word(name, text) if text else None
    if text and word is None:
        problems[name] = f"{TYPED[name]}“{_short(text)}”不认识，可用：{'、'.join(words.allowed(name))}"
    return word


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:30] + "…"
