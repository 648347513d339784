"""A figure to draw on, a Chinese font, and the PNG: what every chart and map picture starts from.

The font (Noto Sans SC, SIL Open Font License) comes with the package ``zhplot`` (6 MB; ``mplfonts`` would be
85 MB), so that a bare machine without any Chinese font draws the same picture. Import this module only inside
functions that draw: matplotlib takes a second to load.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontEntry, fontManager

from app.charts.font import chinese_font

# It would tell people of its font cache; what fails is raised all the same.
logging.getLogger("matplotlib").setLevel(logging.ERROR)

FAMILY = "lianzhao"
"""Our own name for the font: one of the same family on the system may be another version."""
DOTS_PER_INCH = 220
CM = 1 / 2.54
INK = "#1F3A5F"
QUIET = "#5A6673"
FILL = "#8FB3D9"
EMPTY = "#FFFFFF"
"""Dark blue, grey and light blue print in grey as they look; hatches and words carry the meaning."""


@cache
def _registered() -> str:
    """Make the font known to matplotlib, once."""
    path = chinese_font()
    fontManager.ttflist.insert(0, FontEntry(fname=str(path), name=FAMILY))
    return FAMILY


@contextmanager
def chinese() -> Iterator[None]:
    """Draw with the Chinese font inside; matplotlib's own settings are as before afterwards."""
    with mpl.rc_context(
        {
            "font.family": _registered(),
            "font.size": 8,
            "axes.unicode_minus": False,
            "hatch.linewidth": 0.6,
            "axes.edgecolor": QUIET,
            "text.color": INK,
            "axes.labelcolor": INK,
            "xtick.color": QUIET,
            "ytick.color": INK,
        }
    ):
        yield


def new_figure(width_cm: float, height_cm: float) -> Figure:
    """An empty figure of that size on paper; call it inside :func:`chinese`."""
    figure = Figure(figsize=(width_cm * CM, height_cm * CM), dpi=DOTS_PER_INCH, layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def png(figure: Figure) -> bytes:
    """The picture without a date or a program's name in it; call it inside :func:`chinese`."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    return buffer.getvalue()
