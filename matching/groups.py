"""From a firm up to those it belongs to, step by step: what a signing by it may count through."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from matching.firm import Firm, Tie
from matching.result import Evidence

WHOLE = {"branch", "former_name"}
"""Ties whose two ends are one legal person; they are no level of shareholding."""


@dataclass(frozen=True)
class Path:
    """The ties from a firm up to ``holder``, in order."""

    ties: tuple[Tie, ...]

    @property
    def holder(self) -> Firm:
        """Where the path ends."""
        return self.ties[-1].holder

    @property
    def levels(self) -> int:
        """Levels of shareholding on the way."""
        return sum(tie.kind not in WHOLE for tie in self.ties)

    @property
    def shares(self) -> list[float | None]:
        """The shares held on the way, None where unknown."""
        return [tie.share for tie in self.ties if tie.kind not in WHOLE]

    @property
    def evidence(self) -> list[Evidence]:
        """Where every tie is told."""
        return [tie.evidence for tie in self.ties]

    def told(self) -> str:
        """``示例甲 ← 子公司 ← 示例集团``, from the firm's side: what it is of whom."""
        return "，".join(f"是{tie.holder.name}的{tie.word}" for tie in self.ties)


def paths_up(firm: Firm) -> Iterator[Path]:
    """Paths to everybody above, the nearest first; nobody is reached twice."""
    waiting = deque([Path((tie,)) for tie in firm.ties])
    seen = {firm.id}
    while waiting:
        path = waiting.popleft()
        if path.holder.id in seen:
            continue
        seen.add(path.holder.id)
        yield path
        waiting.extend(Path((*path.ties, tie)) for tie in path.holder.ties)
