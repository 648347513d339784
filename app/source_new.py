"""``lianzhao source new``: look at a page or file, describe it, freeze it, and say what it would publish."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from app.opened import Opened
from app.source_check import CheckReport, check_parts
from app.source_fetch import desk, draft_behind, fetch
from common.clock import now
from common.errors import UserError
from common.files import write_atomic
from common.strict_yaml import read_document
from crawlers.archive import Capture
from crawlers.family_guess import list_page
from crawlers.parts import Part
from crawlers.source import SOURCES, Source
from pipeline.draft import Draft, Given, draft, text_of
from pipeline.extract.outcomes import ChangedError
from pipeline.extract.sniff import kind_of
from pipeline.golden import GOLDEN, freeze
from pipeline.inbox import read_dropped

TITLE = "名单|榜单|目录"
"""What the title of a notice with a list holds, where the person does not say."""
UNKNOWN_HOST = "https://{}.address-unknown.invalid/"
"""Stands for the address of a file of which only its content is known."""


@dataclass(frozen=True)
class Order:
    """What the command line said; ``out`` is where the YAML goes, None: the catalogue itself."""

    origin: str
    given: Given
    title: str = ""
    out: Path | None = None


class NewReport(BaseModel):
    """The files that were written, the drafted text, and what it would publish."""

    source: str
    file: Path
    golden: Path | None
    text: str
    check: CheckReport


def new_source(opened: Opened, order: Order, *, delay: float | None = None) -> NewReport:
    """Draft a source and its golden test; nothing is overwritten, and a failure writes nothing.

    ``delay`` is the pause between two requests in seconds; None: as the policy says.

    Raises:
        UserError: the id is taken or wrong, the page cannot be had, or it holds no list.
    """
    path, golden = _places(opened, order)
    drafted, capture, data = _drafted(opened, order, delay)
    rows = drafted.extraction.rows
    if not rows:
        raise UserError("；".join(drafted.extraction.problems), where=order.origin)
    text = text_of(drafted)
    _read_back(text, drafted.source)
    sound = not drafted.extraction.problems
    if sound:
        freeze(drafted.source, [(capture, data)], golden)
    write_atomic(path, text.encode("utf-8"))
    part = Part(drafted.source, "", [(capture, data)])
    return NewReport(
        source=drafted.source.id,
        file=path,
        golden=golden if sound else None,
        text=text,
        check=check_parts(opened, drafted.source, [part], "file", golden),
    )


def _places(opened: Opened, order: Order) -> tuple[Path, Path]:
    """Where the YAML and the golden test go."""
    name, tier = order.given.id, order.given.tier
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise UserError(f"来源 id“{name}”不对", fix="以小写字母开头，只用小写字母、数字和下划线")
    path = (order.out or SOURCES) / f"{name}.yaml"
    golden = (GOLDEN if order.out is None else order.out / "golden") / name
    if name in opened.sources or path.exists() or golden.exists():
        raise UserError(f"来源 {name} 已经有了，不会覆盖", where=str(path), fix="换一个 id，或先删去旧的")
    known = [known.id for known in opened.config.lists.tiers]
    if tier and tier not in known:
        raise UserError(f"lists.yaml 里没有 {tier}", fix=f"可用：{'、'.join(known)}")
    return path, golden


def _drafted(opened: Opened, order: Order, delay: float | None) -> tuple[Draft, Capture, bytes]:
    given = order.given
    if not order.origin.startswith(("http://", "https://")):
        dropped = read_dropped(Path(order.origin))
        moment = now().isoformat(timespec="seconds")
        url = UNKNOWN_HOST.format(given.id.replace("_", "-"))
        capture = Capture(given.id, url, 200, moment, dropped.sha256, title=dropped.path.stem)
        try:
            return draft(given, capture, dropped.data), capture, dropped.data
        except UserError as error:
            raise UserError(error.message, where=order.origin, fix=error.fix) from error
    with desk(opened.settings, delay) as at:
        capture, data = fetch(at, order.origin)
        title = order.title or TITLE
        if kind_of(data) == "json" and list_page(capture, data):
            return draft_behind(at, given, title, capture, data)
        try:
            return draft(given, capture, data), capture, data
        except ChangedError as error:
            if kind_of(data) != "html" or list_page(capture, data) is None:
                raise UserError(error.message, where=order.origin, fix=error.fix) from error
        except UserError as error:
            raise UserError(error.message, where=order.origin, fix=error.fix) from error
        return draft_behind(at, given, title, capture, data)


def _read_back(text: str, source: Source) -> None:
    """The text says exactly what was checked; anything else is our own mistake."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{source.id}.yaml"
        path.write_text(text, encoding="utf-8")
        assert read_document(path, Source).model == source
