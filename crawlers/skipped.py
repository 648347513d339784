"""Notices that a person has looked at and passed over: never asked for nor read again until taken back.

Layout beside the archive's other folders::

    skipped/<source>.jsonl   one line a decision; the last one on an address stands
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ValidationError

from common.files import append_line


class Decision(BaseModel):
    """``skip`` False takes an earlier one back.

    ``problem`` is what was wrong when it was made (Chinese), ``sha256`` the archived body that it was seen
    in, "" where none was kept.
    """

    address: str
    skip: bool
    who: str
    why: str
    at: str
    problem: str
    sha256: str = ""


class Skipped:
    """The decisions of one archive folder."""

    def __init__(self, archive: Path) -> None:
        self._folder = archive / "skipped"

    def note(self, source: str, decision: Decision) -> None:
        """Add a decision."""
        append_line(self._folder / f"{source}.jsonl", decision.model_dump_json())

    def decisions(self, source: str) -> Sequence[Decision]:
        """Every decision on a source, oldest first; a line torn by a crash is passed over."""
        path = self._folder / f"{source}.jsonl"
        found: list[Decision] = []
        for line in path.read_bytes().split(b"\n") if path.exists() else ():
            try:
                found.append(Decision.model_validate_json(line))
            except ValidationError:
                continue
        return found

    def standing(self, source: str) -> Mapping[str, Decision]:
        """What is passed over now, by address."""
        last = {decision.address: decision for decision in self.decisions(source)}
        return {address: decision for address, decision in last.items() if decision.skip}
