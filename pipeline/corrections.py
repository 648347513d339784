"""Mistakes of a republication, put right between reading and publishing (sources.md 2.4).

A correction is made by a person who compared a copy with the official list. It holds for the very rows
that were compared: when those have changed, nothing is corrected and nothing is published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

import crawlers
from common.errors import UserError
from common.hashing import sha256_hex, stable_hash
from common.strict_yaml import StrictModel, read_document
from crawlers.archive import Capture
from crawlers.source import FieldName, Source
from pipeline.extract.amounts import AMOUNTS
from pipeline.extract.doubts import Doubts, listed
from pipeline.extract.fields import row_of
from pipeline.extract.names import SEVERAL, clean_name
from pipeline.extract.records import Record
from pipeline.extract.rows import Extraction, Row
from pipeline.extract.synonyms import LABELS

FOLDER = Path(crawlers.__file__).parent / "corrections"
Text = Annotated[str, Field(min_length=1)]
_OF_ALL = (*AMOUNTS, "employees")
"""Figures that a row of two firms prints for both together."""


class Correction(StrictModel):
    """One mistake: the cell ``printed`` of the row with this rank should be ``correct``.

    ``split`` instead of ``correct`` makes the row several legal entities, each an entry of its own.
    """

    rank: Annotated[int, Field(ge=1)]
    field: FieldName = "name"
    printed: Text
    correct: Text | None = None
    split: Annotated[list[Text], Field(min_length=2)] | None = None
    why: Text
    evidence: Text
    """Where the official wording stands: an address, or a document and its page."""

    @model_validator(mode="after")
    def _one_remedy(self) -> Correction:
        if (self.correct is None) == (self.split is None):
            raise ValueError("correct 与 split 必须写且只写一个")
        if self.split and self.field != "name":
            raise ValueError("split 只用于名称（field: name）")
        return self


class Overlay(StrictModel):
    """The corrections of one edition of one source. ``rows_hash`` is that of the rows they were made for."""

    source: Text
    edition: Text
    rows_hash: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    corrections: Annotated[list[Correction], Field(min_length=1)]


def rows_hash(extraction: Extraction) -> str:
    """SHA-256 of the cells of all rows as printed, whatever stands around them on the page."""
    return stable_hash([row.cells for row in extraction.rows])


def overlay_hash(source: Source) -> str:
    """SHA-256 of the source's file of corrections; "" where it has none."""
    path = _path(source)
    return sha256_hex(path.read_bytes()) if path and path.exists() else ""


def corrected(source: Source, extraction: Extraction, captures: Sequence[Capture]) -> Extraction:
    """The extraction with the source's corrections applied, each told in the notes of its entry.

    Rows keep their place and their cells as printed. Where the rows are no longer those that were
    compared, a problem says so and nothing is corrected; another edition, or a person's own file, is
    passed on as it is, with a warning.
    """
    path = _path(source)
    if path is None or extraction.problems:
        return extraction
    try:
        overlay = read_document(path, Overlay).model
    except UserError as error:
        return _refused(extraction, f"更正文件用不了：{error}")
    if (overlay.source, overlay.edition) != (source.id, source.edition):
        made_for = f"{overlay.source} {overlay.edition} 版"
        return _warned(extraction, f"更正文件 {path.name} 是为 {made_for}做的，{source.edition} 版没有更正")
    found = rows_hash(extraction)
    if found != overlay.rows_hash:
        if all(capture.via == "import" for capture in captures):
            return _warned(extraction, f"导入的内容与更正文件 {path.name} 核对过的不同，没有套用更正")
        return _refused(extraction, _changed(source, overlay, extraction, path, found))
    return _put_right(source, overlay, extraction, {capture.sha256: capture for capture in captures}, path)


def _path(source: Source) -> Path | None:
    return FOLDER / f"{source.corrections}.yaml" if source.corrections else None


def _fits(correction: Correction, row: Row) -> bool:
    return row.fields.get("rank") == correction.rank and correction.printed in row.cells


def _put_right(
    source: Source, overlay: Overlay, extraction: Extraction, captures: Mapping[str, Capture], path: Path
) -> Extraction:
    rows: list[Row] = []
    wrong = [one for one in overlay.corrections if not any(_fits(one, row) for row in extraction.rows)]
    for printed in extraction.rows:
        row = printed
        mine = [one for one in overlay.corrections if _fits(one, row)]
        for one in mine:
            better = None if one.split else _with_value(source, row, one, captures[row.sha256])
            if better is None and one.split is None:
                wrong.append(one)
            row = better or row
        rows += next((_parted(row, one) for one in mine if one.split), [row])
    if wrong:
        return _refused(extraction, f"更正文件 {path.name} 里有用不上的更正：{_told(wrong)}；请改正后再发布")
    return replace(extraction, rows=rows)


def _with_value(source: Source, row: Row, correction: Correction, capture: Capture) -> Row | None:
    """The row with one field read anew, by the rules that printed text is read by; None: unreadable."""
    field, text = correction.field, correction.correct or ""
    before, after = (
        row_of(
            source,
            Record(row.row, row.place, row.cells, {"name": row.name, field: cell}, {}, 0),
            capture,
            Doubts(),
        )
        for cell in (correction.printed, text)
    )
    if field != "name" and field not in after.fields:
        return None
    kept = {key: value for key, value in row.fields.items() if key not in before.fields}
    note = f"更正{LABELS[field]}：印作“{correction.printed}”，应为“{text}”；{_reason(correction)}"
    return replace(row, name=after.name, fields=kept | after.fields, notes=(*row.notes, note))


def _parted(row: Row, correction: Correction) -> list[Row]:
    """One row for each of the legal entities that a row prints together."""
    names = correction.split or []
    kept = {key: value for key, value in row.fields.items() if not key.startswith(_OF_ALL)}
    told = (
        f"拆分：印作“{correction.printed}”，是 {len(names)} 家企业，"
        f"金额和人数是几家合计，不分摊；{_reason(correction)}"
    )
    notes = (*(note for note in row.notes if note != SEVERAL), told)
    return [replace(row, name=clean_name(name).name, fields=kept, notes=notes) for name in names]


def _reason(correction: Correction) -> str:
    return f"{correction.why}（依据：{correction.evidence}）"


def _changed(source: Source, overlay: Overlay, extraction: Extraction, path: Path, found: str) -> str:
    gone = [one for one in overlay.corrections if not any(_fits(one, row) for row in extraction.rows)]
    what = f"已不是原来印的：{_told(gone)}" if gone else "更正所指的各行没有变，变的是别的行"
    return (
        f"名单的内容与更正文件 {path.name} 核对过的不同"
        f"（核对的是 {overlay.rows_hash[:12]}，现在是 {found[:12]}），{what}；没有更正，也没有发布。"
        f"请用 lianzhao source check {source.id} 看变了什么，与官方名单核对后改写该文件"
    )


def _told(corrections: Sequence[Correction]) -> str:
    return listed([f"第 {one.rank} 名“{one.printed}”" for one in corrections], 3)


def _refused(extraction: Extraction, problem: str) -> Extraction:
    return replace(extraction, problems=[*extraction.problems, problem], outcome="changed")


def _warned(extraction: Extraction, warning: str) -> Extraction:
    return replace(extraction, warnings=[*extraction.warnings, warning])
