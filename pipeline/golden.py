"""Golden tests: a frozen body of a source and the rows that were read from it when it was described.

One folder a source: ``expected.json``, and the bodies beside it unless the sample archive has them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from common.errors import UserError
from common.files import write_atomic
from common.hashing import sha256_hex
from common.settings import PROJECT_ROOT
from crawlers.archive import Archive, Capture
from crawlers.source import Source
from pipeline.extract import Extraction, Row, extract
from pipeline.inbox import Dropped, as_imported
from pipeline.inbox.keeping import keep
from pipeline.inbox.table import read_table

GOLDEN = PROJECT_ROOT / "tests" / "golden"
EXPECTED = "expected.json"
SAMPLES = 5


class GoldenRow(BaseModel):
    """A row as it was read, with its place in the body."""

    row: int
    name: str
    fields: dict[str, Any]


class Golden(BaseModel):
    """What a source read from its frozen bodies: the first, the last and three rows between.

    ``captures`` are the bodies' lines of the archive; a body with personal columns is frozen as the
    masked table in its place, and the header ``X-Original-Sha256`` names the original.
    """

    captures: list[dict[str, Any]]
    rows: int
    left_out: int
    samples: list[GoldenRow]
    problems: list[str]


Bodies = Sequence[tuple[Capture, bytes]]


def freeze(source: Source, bodies: Bodies, folder: Path, sample: Archive | None = None) -> Golden:
    """Write the golden test of a source; bodies that lie in the ``sample`` archive are not copied.

    Raises:
        UserError: persons stand in a body that cannot be masked; nothing was written.
    """
    frozen = [_without_persons(source, capture, data) for capture, data in bodies]
    golden = _golden(_read(source, frozen), [capture for capture, _ in frozen])
    for capture, data in frozen:
        if sample is None or not sample.body_path(capture.sha256).exists():
            write_atomic(folder / capture.sha256, data)
    write_atomic(folder / EXPECTED, golden.model_dump_json(indent=1).encode("utf-8") + b"\n")
    return golden


def golden_bodies(folder: Path, sample: Archive) -> list[tuple[Capture, bytes]]:
    """The frozen bodies of a golden test.

    Raises:
        UserError: the folder is damaged.
    """
    bodies = []
    for line in _expected(folder).captures:
        capture = Capture(**line)
        beside = folder / capture.sha256
        try:
            data = beside.read_bytes() if beside.exists() else sample.read(capture.sha256)
        except (OSError, ValueError) as error:
            raise UserError("黄金样本的正文缺失或已损坏", where=str(beside)) from error
        if sha256_hex(data) != capture.sha256:
            raise UserError("黄金样本的正文被改过", where=str(beside))
        bodies.append((capture, data))
    return bodies


def differences(source: Source, folder: Path, sample: Archive) -> list[str]:
    """What the source reads otherwise today than when its golden test was written, in sentences.

    Raises:
        UserError: the folder is damaged.
    """
    was, bodies = _expected(folder), golden_bodies(folder, sample)
    read = _read(source, bodies)
    now = _golden(read, [capture for capture, _ in bodies])
    found = [f"行数 {was.rows} → {now.rows}"] if was.rows != now.rows else []
    found += [f"不采用的行 {was.left_out} → {now.left_out}"] if was.left_out != now.left_out else []
    rows = {row.row: row for row in map(_row, read.rows)} if len(bodies) == 1 else None
    pairs = zip(was.samples, now.samples, strict=False)
    for before, same_place in pairs:
        after = rows.get(before.row) if rows is not None else same_place
        if after is None:
            found.append(f"第{before.row}行 {before.name}：读不到了")
        elif after != before:
            found.append(f"第{before.row}行 {before.name}：{_changed(before, after)}")
    if was.problems != now.problems:
        found.append(f"问题：{'；'.join(was.problems) or '无'} → {'；'.join(now.problems) or '无'}")
    return found


def _expected(folder: Path) -> Golden:
    try:
        return Golden.model_validate_json((folder / EXPECTED).read_bytes())
    except (OSError, ValidationError) as error:
        raise UserError("黄金样本读不懂", where=str(folder / EXPECTED)) from error


def _without_persons(source: Source, capture: Capture, data: bytes) -> tuple[Capture, bytes]:
    """The body, or in its place what the inbox would keep of it."""
    fitted = as_imported(source, capture, data)
    kept = keep(fitted, Dropped(Path(capture.url), data), read_table(fitted, capture, data))
    if kept.data == data:
        return capture, data
    changes = {"sha256": sha256_hex(kept.data), "headers": kept.headers, "via": "import"}
    return Capture(**{**asdict(capture), **changes}), kept.data


def _read(source: Source, bodies: Bodies) -> Extraction:
    """Rows of the frozen bodies; all were frozen in the same way."""
    first, data = bodies[0]
    return extract(as_imported(source, first, data), bodies)


def _golden(read: Extraction, captures: Sequence[Capture]) -> Golden:
    last = len(read.rows) - 1
    at = dict.fromkeys(round(last * step / (SAMPLES - 1)) for step in range(SAMPLES)) if last >= 0 else {}
    return Golden(
        captures=[asdict(capture) for capture in captures],
        rows=len(read.rows),
        left_out=read.left_out,
        samples=[_row(read.rows[index]) for index in at],
        problems=read.problems,
    )


def _row(row: Row) -> GoldenRow:
    return GoldenRow(row=row.row, name=row.name, fields=row.fields)


def _changed(before: GoldenRow, after: GoldenRow) -> str:
    if before.name != after.name:
        return f"名称变成 {after.name}"
    return "、".join(
        f"{field} {_shown(before.fields, field)} → {_shown(after.fields, field)}"
        for field in dict.fromkeys([*before.fields, *after.fields])
        if before.fields.get(field) != after.fields.get(field)
    )


def _shown(fields: Mapping[str, Any], field: str) -> str:
    value = fields.get(field)
    return "空" if value is None else str(value)
