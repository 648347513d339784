"""What was odd in single rows, gathered to one warning a kind."""

from __future__ import annotations

from collections import defaultdict

SHOWN = 5


class Doubts:
    """Collects places by sentence; a list of 500 rows must not give 500 warnings."""

    def __init__(self) -> None:
        self._places: defaultdict[str, list[str]] = defaultdict(list)

    def add(self, what: str, where: str) -> None:
        """Note that ``what`` (a Chinese phrase) was seen at ``where``."""
        self._places[what].append(where)

    def sentences(self) -> list[str]:
        """One sentence a kind, with the first places and the total."""
        return [f"{what}：{listed(places)}" for what, places in self._places.items()]


def listed(items: list[str], shown: int = SHOWN, unit: str = "处") -> str:
    """``甲、乙、丙 等 12 处``."""
    rest = f" 等 {len(items)} {unit}" if len(items) > shown else ""
    return "、".join(items[:shown]) + rest
