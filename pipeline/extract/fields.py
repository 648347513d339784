"""A record's texts to the normalised fields of a row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from urllib.parse import urljoin

from crawlers.archive import Capture
from crawlers.source import Source
from pipeline.extract.amounts import AMOUNTS, amount, unit_in, whole
from pipeline.extract.dates import day_of
from pipeline.extract.doubts import Doubts
from pipeline.extract.names import ORGANISATION, clean_name
from pipeline.extract.places import MUNICIPALITIES, PROVINCES, place_of
from pipeline.extract.records import Record
from pipeline.extract.rows import Row, Value
from pipeline.extract.synonyms import FORMER_NAME, LABELS
from pipeline.extract.texts import NOTHING, tidy, without_tags

_COUNTS = ("rank", "employees")
_PLAIN = (
    "country",
    "industry",
    "products",
    "scope",
    "profile",
    "batch",
    "status",
    "notice_id",
    "title",
    "project",
)
_CERTIFICATE = re.compile(r"GR(\d{4})\d{8}")
_COUNTRY_AND_CITY = re.compile(r"([^-－—·]+)[-－—·](.+)")
"""Headquarters as 国家-城市 (sources.md 2.8)."""
_SEVERAL = re.compile(r"[;；,，、\t]+")
_ADDRESS = re.compile(r"https?://|[/.\w-]+\.\w{2,5}(?:$|[?#])|/", re.I)
_CODE = re.compile("[0-9A-Z]{18}")
_IMPRECISE = re.compile(r"\d(\.\d+)?e\+\d+", re.I)


def row_of(source: Source, record: Record, capture: Capture, doubts: Doubts) -> Row:
    """The row of a record; what cannot be read stays absent and is noted in ``doubts``."""
    texts = {field: text for field, text in record.texts.items() if not NOTHING.fullmatch(tidy(text))}
    if abroad := _COUNTRY_AND_CITY.fullmatch(tidy(texts.get("country", ""))):
        texts = {"city": abroad[2], **texts, "country": abroad[1]}
    name = clean_name(without_tags(texts.get("name", "")))
    if "\ufffd" in name.name:
        doubts.add("名称里有无法解码的字符", f"{record.place}“{name.name}”")
    former = dict.fromkeys([*name.former, *_former_names(texts.get(FORMER_NAME, ""))])
    fields: dict[str, Value] = {field: tidy(without_tags(texts[field])) for field in _PLAIN if field in texts}
    fields |= _counts(texts, record, doubts)
    fields |= _amounts(source, texts, record, doubts)
    fields |= _codes(texts, record, doubts)
    fields |= _places(texts, record, doubts)
    fields |= _when_and_where(texts, record, source.table.base or capture.url, doubts)
    if record.title:
        fields["section"] = tidy(record.title)
    if "short_name" in texts:
        fields["short_name_printed"] = tidy(without_tags(texts["short_name"]))
        fields["short_name"] = short_name(texts["short_name"])
    if "position" in texts:
        fields["position"] = tidy(texts["position"]).rstrip("：:")
    notes = (*name.notes, record.unnumbered) if record.unnumbered else name.notes
    return Row(
        capture.sha256, record.row, record.place, name.name, record.cells, fields, tuple(former), notes
    )


def short_name(text: str) -> str:
    """A share's short name: NFKC, no HTML, no ST mark, no class letter behind (sources.md 2.16)."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", tidy(without_tags(text))))
    return re.sub(r"^S?\*?ST|(?<=[\u4e00-\u9fff])[AB]$", "", plain) or plain


def _former_names(text: str) -> list[str]:
    """The names in a column of former names; several stand there between tabs, commas or semicolons."""
    parts = [clean_name(part).name for part in _SEVERAL.split(text) if part.strip()]
    if not all(map(ORGANISATION.search, parts)):
        parts = [clean_name(text).name]
    return [part for part in parts if part]


def _when_and_where(texts: Mapping[str, str], record: Record, base: str, doubts: Doubts) -> dict[str, Value]:
    """The day, and the absolute address of the document that a row points to."""
    found: dict[str, Value] = {}
    if "on_date" in texts:
        found["on_date"] = day_of(texts["on_date"])
        if found["on_date"] is None:
            doubts.add("日期读不出，按缺失处理", f"{record.place}“{texts['on_date'][:20]}”")
    if "link" in texts:
        if _ADDRESS.match(texts["link"].strip()):
            found["link"] = urljoin(base, texts["link"].strip())
        else:
            doubts.add("链接不是网址，按缺失处理", f"{record.place}“{texts['link'][:20]}”")
    return {field: value for field, value in found.items() if value is not None}


def _counts(texts: Mapping[str, str], record: Record, doubts: Doubts) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for field in _COUNTS:
        if field in texts:
            value = whole(texts[field])
            if value is None:
                doubts.add(f"{LABELS[field]}读不出整数，按缺失处理", f"{record.place}“{texts[field][:20]}”")
            else:
                found[field] = value
    return found


def _amounts(source: Source, texts: Mapping[str, str], record: Record, doubts: Doubts) -> dict[str, Value]:
    found: dict[str, Value] = {}
    units = {str(field): unit for field, unit in source.units.items()} | dict(record.units)
    for field in AMOUNTS:
        if field not in texts:
            continue
        value = amount(texts[field], units.get(field))
        if value:
            found[field] = value.value
            found[f"{field}_unit"] = value.unit
            found[f"{field}_printed"] = tidy(texts[field])
        else:
            why = "读不出金额" if units.get(field) or unit_in(texts[field]) else "没有单位"
            doubts.add(f"{LABELS[field]}{why}，按缺失处理", f"{record.place}“{texts[field][:20]}”")
    return found


def _codes(texts: Mapping[str, str], record: Record, doubts: Doubts) -> dict[str, Value]:
    found: dict[str, Value] = {}
    if "uscc" in texts:
        code = re.sub(r"\s", "", unicodedata.normalize("NFKC", tidy(texts["uscc"]))).upper()
        if _CODE.fullmatch(code):
            found["uscc"] = code
        elif _IMPRECISE.fullmatch(code):
            doubts.add("统一社会信用代码被存成了数字，末几位已丢失，不采用", record.place)
        else:
            doubts.add("统一社会信用代码不是 18 位，不采用", f"{record.place}“{code[:20]}”")
    if "certificate" in texts:
        number = re.sub(r"\s", "", unicodedata.normalize("NFKC", tidy(texts["certificate"]))).upper()
        if certified := _CERTIFICATE.fullmatch(number):
            found |= {"certificate": number, "certificate_year": int(certified[1])}
        else:
            doubts.add("证书编号不是 GR 加 12 位数字，不采用", f"{record.place}“{number[:20]}”")
    if "stock_code" in texts:
        code = tidy(texts["stock_code"])
        # A workbook that keeps a share code as a number loses its leading zeros; A shares have 6 digits.
        found["stock_code"] = code if code.startswith("0") or not code.isdecimal() else code.zfill(6)
    return found


def _places(texts: Mapping[str, str], record: Record, doubts: Doubts) -> dict[str, Value]:
    """Province and city; a column of its own beats what an address says."""
    found: dict[str, Value] = {}
    for field in ("province", "city", "address"):
        if field not in texts:
            continue
        text = tidy(texts[field])
        place = place_of(text)
        city = place.city
        if field == "city" and city is None:
            city = _bare_city(text)
        if field == "address":
            found["address"] = text
        elif not (place.province or city):
            doubts.add(f"{LABELS[field]}不认识，按缺失处理", f"{record.place}“{text[:20]}”")
        if place.province:
            found.setdefault("province", place.province)
        if city:
            found.setdefault("city", city)
    return found


def _bare_city(text: str) -> str | None:
    """A city column's text without 市, as printed; a district or county is no city."""
    if text in MUNICIPALITIES:
        return f"{text}市"
    return None if text in PROVINCES or text.endswith(("区", "县", "旗")) else text
