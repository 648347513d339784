"""What leaves the program: its classification mark and one line in the export log."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterable
from pathlib import Path

from common.clock import now
from common.files import append_line
from common.hashing import sha256_hex
from common.settings import Settings
from matching.config.bundle import Config

LOG = "exports.jsonl"
DEFAULT_MARK = "内部"


def mark_of(config: Config, kind: str) -> str:
    """The classification mark (公开, 内部, 敏感) of a kind of output, as compliance.yaml says."""
    return config.compliance.handover.marks.get(kind, DEFAULT_MARK)


def strictest(config: Config, kinds: Iterable[str]) -> str:
    """The mark of a file that holds several kinds: the last of theirs in the order of ``classification``."""
    order = config.compliance.handover.classification
    return max((mark_of(config, kind) for kind in kinds), key=order.index)


def log_export(settings: Settings, path: Path, mark: str, *, kind: str, week: str = "") -> None:
    """Add who wrote which file when, with its sha256 and mark, to ``log/exports.jsonl`` of the home.

    The log is only ever added to (compliance.yaml ``handover.export_log``).
    """
    data = path.read_bytes()
    line = {
        "at": now().isoformat(timespec="seconds"),
        "who": operator(),
        "kind": kind,
        "week": week,
        "file": str(path.resolve()),
        "bytes": len(data),
        "sha256": sha256_hex(data),
        "mark": mark,
    }
    append_line(settings.home / "log" / LOG, json.dumps(line, ensure_ascii=False))


def note_exports(settings: Settings, config: Config, kind: str, *paths: Path | None, week: str = "") -> None:
    """Log files of one kind that were just written, each with the kind's mark; None is no file."""
    for path in paths:
        if path is not None:
            log_export(settings, path, mark_of(config, kind), kind=kind, week=week)


def operator() -> str:
    """The name of the account that runs the program, “未知” where the system gives none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "未知"
