"""Horizontal bars with the figure written on each: no colour needs to be told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.charts.canvas import EMPTY, FILL, INK, QUIET, chinese, new_figure, png

LABEL_ROOM = 1.28
"""The axis runs that much further than the longest bar, so that its figure fits."""


@dataclass(frozen=True)
class Bar:
    """One bar: its name, length and the figure written at its end; ``hatched`` stands beside the others."""

    label: str
    value: float
    text: str
    hatched: bool = False


@dataclass(frozen=True)
class BarChart:
    """What a chart shows; ``note`` is the line below."""

    title: str
    bars: Sequence[Bar]
    note: str = ""

    @property
    def told(self) -> str:
        """The chart in words, for who cannot see it (the picture's alternative text)."""
        bars = "；".join(f"{bar.label} {bar.text}" for bar in self.bars)
        return f"{self.title}：{bars}" + (f"（{self.note}）" if self.note else "")


def draw(chart: BarChart, width_cm: float, height_cm: float) -> bytes:
    """The chart as PNG; the same chart gives the same bytes."""
    with chinese():
        figure = new_figure(width_cm, height_cm)
        axes = figure.subplots()
        places = range(len(chart.bars))
        for place, bar in zip(places, chart.bars, strict=True):
            axes.barh(
                place, bar.value, height=0.62, color=EMPTY if bar.hatched else FILL, edgecolor=INK,
                linewidth=0.7, hatch="////" if bar.hatched else None,
            )  # fmt: skip
        room = max((bar.value for bar in chart.bars), default=0.0) or 1.0
        for place, bar in zip(places, chart.bars, strict=True):
            axes.text(bar.value + room * 0.015, place, bar.text, va="center", fontsize=7.5)
        axes.set_xlim(0, room * LABEL_ROOM)
        axes.set_yticks(list(places), [bar.label for bar in chart.bars])
        axes.set_ylim(len(chart.bars) - 0.4, -0.6)
        axes.set_xticks([])
        axes.tick_params(length=0)
        for side in ("top", "right", "bottom"):
            axes.spines[side].set_visible(False)
        axes.set_title(chart.title, fontsize=9, loc="left", color=INK)
        if chart.note:
            axes.set_xlabel(chart.note, fontsize=6.5, loc="left", color=QUIET)
        return png(figure)
