"""Company names as printed, without what publishers put around them (sources.md 3.1, 2.1, 2.5)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from pipeline.extract.texts import tidy

SEVERAL = "含多个主体，待拆分"
"""Note on a name that lists several legal entities; a person splits it, never the code."""

_OPEN, _CLOSE = "（(", "）)"
_CHINESE = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_LATIN = re.compile("[A-Za-z]")
_MARKS = r"(?:[*＊★☆※▲△●◆#①-⑳❶-❿¹²³⁰-⁹]|[\[［【]\s*(?:注\s*)?\d{1,3}\s*[\]］】])"
_FOOTNOTES = re.compile(rf"^{_MARKS}+|{_MARKS}+$")
# An English name may stand beside the Chinese one with nothing but a space between.
_BESIDE = re.compile(r"(?<=公司|集团)\s+(?=[A-Za-z][^\u3400-\u9fff]*$)")
_ANNOUNCED = re.compile("公示期")
_FORMER = re.compile(
    "(?:更名自|曾用名为?|原企业名称为?|原名称?为?|前身为?|原)[:：]?(?P<names>.+)|系?由(?P<renamed>.+?)更名(?:而来)?"
)
ORGANISATION = re.compile(
    "(?:公司|集团|厂|院|所|社|中心|银行|协会|商会|学会|联合会|联盟|基金会|合伙|企业|部|店|场|矿|局|站|行|学校|大学)"
    "(?=$|[（()）])"
)
"""An organisation's name ends so, or carries one of these before a bracket (sources.md 3.4)."""


def ends_as_organisation(text: str) -> bool:
    """True when the text ends with what an organisation's name ends with, so that it is whole."""
    return any(found.end() == len(text) for found in ORGANISATION.finditer(text))


@dataclass(frozen=True)
class Name:
    """A cleaned name; ``former`` names stood behind it in brackets."""

    name: str
    former: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def clean_name(text: str) -> Name:
    """The Chinese name alone: no layout, footnote marks, English part or former names.

    Full- and half-width forms stay as printed; only ``name_key`` unifies them.
    """
    name = _one_line(text)
    former: list[str] = []
    while True:
        shorter = _FOOTNOTES.sub("", name).strip()
        group = _last_group(shorter)
        if group and group[0].strip():
            base, inner = group
            earlier = _former_names(inner)
            if earlier or _ANNOUNCED.search(inner) or _is_english(base, inner):
                former += earlier
                shorter = base.strip()
        if shorter == name:
            break
        name = shorter
    return Name(name, tuple(dict.fromkeys(former)), (SEVERAL,) if _lists_several(name) else ())


def _one_line(text: str) -> str:
    """Join the lines of a cell; an English name on lines of its own, or beside it, is left out."""
    lines = [line for line in (line.strip() for line in _BESIDE.sub("\n", text).splitlines()) if line]
    for number, line in enumerate(lines):
        head = "".join(lines[:number])
        if _is_english(head, line) and _balanced(head) and not any(map(_CHINESE.search, lines[number:])):
            lines = lines[:number]
            break
    return tidy(" ".join(lines))


def _is_english(before: str, text: str) -> bool:
    plain = unicodedata.normalize("NFKC", text)
    return bool(_CHINESE.search(before) and _LATIN.search(plain) and not _CHINESE.search(plain))


def _balanced(text: str) -> bool:
    return sum(char in _OPEN for char in text) == sum(char in _CLOSE for char in text)


def _last_group(name: str) -> tuple[str, str] | None:
    """Text before and inside the bracket group that ends a name; brackets may be mixed.

    A group that is never closed is taken to end with the name.
    """
    depth = 0
    end = len(name) - 1 if name and name[-1] in _CLOSE else len(name)
    for index in range(end - 1, -1, -1):
        if name[index] in _CLOSE:
            if end == len(name):
                return None
            depth += 1
        elif name[index] in _OPEN:
            if depth == 0:
                return name[:index], name[index + 1 : end]
            depth -= 1
    return None


def _former_names(inner: str) -> list[str]:
    """Former names in a bracket group; 原料药 and the like are no names of an organisation."""
    found = _FORMER.fullmatch(inner.strip())
    if not found:
        return []
    names = [name.strip() for name in re.split("[、，,；;]", found["names"] or found["renamed"])]
    return names if all(ORGANISATION.search(name) for name in names) else []


def _lists_several(name: str) -> bool:
    inside = re.findall(r"[（(]([^（()）]*)[)）]", name)
    return any(re.search("[、／/]", group) and _CHINESE.search(group) for group in inside)
