"""Where names stand on a map so that none covers another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

POINT_PIXELS = 9.0
"""Half the side of the square that a marker takes."""
GAP_PIXELS = 11.0


@dataclass(frozen=True)
class Box:
    """Left, bottom, right and top in pixels."""

    left: float
    bottom: float
    right: float
    top: float

    def shared(self, other: Box) -> float:
        """Area in common in square pixels."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.top, other.top) - max(self.bottom, other.bottom)
        return max(0.0, width) * max(0.0, height)

    @property
    def area(self) -> float:
        """Square pixels."""
        return (self.right - self.left) * (self.top - self.bottom)


def place_labels(
    points: Sequence[tuple[float, float]], sizes: Sequence[tuple[float, float]], frame: Box
) -> list[Box]:
    """A box for each label, beside its point, in order: the side that covers least and stays in ``frame``.

    ``points`` and ``sizes`` (width, height) are in pixels; of equal sides the one tried first is taken.
    """
    markers = [_around(x, y, POINT_PIXELS) for x, y in points]
    placed: list[Box] = []
    for (x, y), (width, height) in zip(points, sizes, strict=True):
        sides = list(_sides(x, y, width, height))
        costs = [
            sum(box.shared(other) for other in (*placed, *markers)) + 2 * (box.area - box.shared(frame))
            for box in sides
        ]
        placed.append(sides[costs.index(min(costs))])
    return placed


def _around(x: float, y: float, half: float) -> Box:
    return Box(x - half, y - half, x + half, y + half)


def _sides(x: float, y: float, width: float, height: float) -> Iterable[Box]:
    gap = GAP_PIXELS
    for left, bottom in (
        (x + gap, y - height / 2),
        (x - gap - width, y - height / 2),
        (x - width / 2, y + gap),
        (x - width / 2, y - gap - height),
        (x + gap, y + gap / 2),
        (x + gap, y - gap / 2 - height),
        (x - gap - width, y + gap / 2),
        (x - gap - width, y - gap / 2 - height),
        (x - width / 2, y + gap + height),
        (x - width / 2, y - gap - 2 * height),
    ):
        yield Box(left, bottom, left + width, bottom + height)
