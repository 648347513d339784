"""The firms that one cell of a ledger names: numbered, several in one cell, with a person behind them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.identity.forms import has_legal_form, organisation_kind
from pipeline.ledger.privacy import LONGEST_READ, masked, reachable

MOST_NAMES = 30
"""More names than that in one cell are no list of firms."""
LONGEST_NAME = 120
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2060\ufeff]")
_NUMBER = re.compile(r"(?:^|(?<=[\s、；;，,]))\d{1,2}\s*[、.．)）]\s*(?=[^\d\s])")
_PERSON = re.compile(r"[(（][^()（）]{1,8}(?:总|先生|女士|小姐|经理|主任|会长|秘书长|老师|书记)[)）]\s*$")
_LEFT_BEHIND = re.compile(r"[(（]?\s*（略）\s*[)）]?|(?:电话|手机|联系人|Tel)[:：]?\s*$", re.I)
_OPEN, _CLOSE = "(（[【", ")）]】"


@dataclass(frozen=True)
class Names:
    """The names of a cell, and remarks on how they were read."""

    names: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    dropped: bool = False
    """A telephone number or a person was left out."""


def split_names(text: str) -> Names:
    """The names that a cell holds, one at least unless it is empty."""
    remarks: list[str] = []
    if len(text) > LONGEST_READ:
        text = text[:LONGEST_READ]
        remarks.append(f"名称一格过长，只读前 {LONGEST_READ} 个字")
    plain = _CONTROL.sub("", text)
    if plain != text:
        remarks.append("名称里有不可见的控制字符，已删去")
    dropped = reachable(plain)
    if dropped:
        plain = _LEFT_BEHIND.sub("", masked(plain)).strip()
        remarks.append("名称里的电话、邮箱或一长串数字没有导入")
    parts = _parts(plain)
    if len(parts) > MOST_NAMES:
        remarks.append(f"一格里有 {len(parts)} 段文字，没有拆开，请分行填写")
        parts = [re.sub(r"\s+", " ", plain)]
    elif len(parts) > 1:
        remarks.append(f"一格里有 {len(parts)} 家，拆成 {len(parts)} 行")
    found: list[str] = []
    for part in parts:
        name = _PERSON.sub("", part).strip()
        if name != part.strip():
            dropped = True
            remarks.append("名称后面括号里的人没有导入")
        if len(name) > LONGEST_NAME:
            remarks.append(f"名称有 {len(name)} 个字，只留前 {LONGEST_NAME} 个")
            name = name[:LONGEST_NAME]
        if name:
            found.append(name)
    return Names(tuple(dict.fromkeys(found)), tuple(dict.fromkeys(remarks)), dropped)


def _parts(text: str) -> list[str]:
    numbered = _NUMBER.sub("；", text.strip())
    lines = [line.strip() for line in re.split(r"[\r\n]+", numbered) if line.strip()]
    if len(lines) > 1 and not all(_whole(line.strip("；;、，,")) for line in lines):
        lines = ["".join(lines)]  # one name that the cell's width has broken
    found: list[str] = []
    for line in lines:
        found += _cut(line)
    return found


def _cut(line: str) -> list[str]:
    parts = _split(line, "、；;")
    if any(len(part) < 2 for part in parts):
        return [line.strip("、；; ")] if line.strip("、；; ") else []
    found: list[str] = []
    for part in parts:
        finer = _split(part, "/／|｜，,")
        found += finer if len(finer) > 1 and all(map(_whole, finer)) else [part]
    return found


def _split(text: str, marks: str) -> list[str]:
    """Parts between the marks, of which those in brackets are no marks."""
    if not any(mark in text for mark in marks):
        return [text.strip()] if text.strip() else []
    parts, depth = [""], 0
    for char in text:
        depth += (char in _OPEN) - (char in _CLOSE)
        if char in marks and depth <= 0:
            parts.append("")
        else:
            parts[-1] += char
    return [part.strip() for part in parts if part.strip()]


def _whole(name: str) -> bool:
    return has_legal_form(name) or organisation_kind(name) != "企业"
