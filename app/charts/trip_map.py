"""The map of a trip plan: bases, visits, routes and city names; no network and no base map."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Sequence
from math import cos, radians

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from app.charts.font import chinese_font
from app.charts.labels import Box, place_labels
from matching.trips.model import Route, TripPlan
from matching.trips.places import Place, place_of

DOTS_PER_INCH = 130
LABEL_POINTS = 11
SIZE_INCHES = (15.0, 7.6)
INK = "#1F3A5F"
COLOURS = ("#1F4E8C", "#B5541C", "#2F6B2F", "#7A3B8C", "#8A5A00", "#0F6E73", "#8C2F4A", "#4A4A4A")
LINES = ("-", "--", "-.", ":")
MOST_TRIPS = 8
"""Trips drawn on the map; more lines say less."""
PANEL_SHAPE = 1.15
"""Width of a panel by its height."""
MARGIN = 0.12
LEGEND_COLUMNS = 3
LEAST_DEGREES = 1.2


def draw_map(plan: TripPlan) -> bytes:
    """A PNG; one plan gives the same bytes wherever the same matplotlib is installed.

    Left the resident teams' week, right the delegations. Lines differ in colour and in dashes, and are
    numbered where they lead, so that a grey print reads the same.
    """
    font = FontProperties(fname=chinese_font())
    figure = Figure(figsize=SIZE_INCHES, dpi=DOTS_PER_INCH)
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2)
    figure.subplots_adjust(left=0.02, right=0.98, top=0.93, bottom=0.13, wspace=0.04)
    _panel(left, f"驻点小组一周走访（{plan.week}）", _by_team(plan.resident.routes), font)
    shown = plan.delegation.routes[:MOST_TRIPS]
    more = len(plan.delegation.routes) - len(shown)
    title = f"外出团组 {len(plan.delegation.routes)} 次" + (f"（只画前 {MOST_TRIPS} 次）" if more > 0 else "")
    _panel(right, title, [(route.name, [route]) for route in shown], font)
    figure.text(
        0.5,
        0.015,
        "■ 驻地　● 走访城市（括号内为家数）　连线只示先后，不是道路；没有底图",
        ha="center",
        fontproperties=font,
        fontsize=10,
        color="#5A6673",
    )
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _by_team(routes: Sequence[Route]) -> list[tuple[str, list[Route]]]:
    teams = dict.fromkeys(route.team for route in routes)
    return [(team, [route for route in routes if route.team == team]) for team in teams]


def _panel(axes: Axes, title: str, lines: Sequence[tuple[str, list[Route]]], font: FontProperties) -> None:
    axes.set_title(title, fontproperties=font, fontsize=15, color=INK)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_color("#C9D1DA")
    routes = [route for _, some in lines for route in some]
    places = [place for route in routes for place in _path(route)]
    if not places:
        axes.text(0.5, 0.5, "没有排入的走访", ha="center", va="center", fontproperties=font, fontsize=13)
        return
    for number, (name, some) in enumerate(lines):
        for order, route in enumerate(some):
            _line(axes, route, number, order)
        axes.plot(
            [],
            [],
            color=COLOURS[number % len(COLOURS)],
            linestyle=LINES[number % len(LINES)],
            label=f"{name}：{sum(len(route.visits) for route in some)} 家，"
            f"{sum(route.km for route in some):.0f} 公里",
        )
    _limits(axes, places)
    _cities(axes, routes, font)
    small = font.copy()
    small.set_size(10)
    axes.legend(
        loc="upper center",
        bbox_to_anchor=(0.5, -0.01),
        ncol=min(len(lines), LEGEND_COLUMNS),
        prop=small,
        frameon=False,
        handlelength=3.2,
    )


def _path(route: Route) -> list[Place]:
    cities = [route.begin, *(visit.city for visit in route.visits), route.end]
    return [place for city in cities if city and (place := place_of(city))]


def _line(axes: Axes, route: Route, number: int, order: int) -> None:
    """One route, set off a little so that days on the same road stay apart."""
    path, shift = _path(route), 0.006 * (order + 1) * (1 if number % 2 else -1)
    axes.plot(
        [place.longitude + shift for place in path],
        [place.latitude + shift for place in path],
        color=COLOURS[number % len(COLOURS)],
        linestyle=LINES[number % len(LINES)],
        linewidth=1.6,
        alpha=0.85,
        zorder=2,
    )


def _cities(axes: Axes, routes: Iterable[Route], font: FontProperties) -> None:
    visits: Counter[str] = Counter()
    bases: dict[str, None] = {}
    for route in routes:
        visits.update(visit.city for visit in route.visits)
        bases.update(dict.fromkeys(city for city in (route.begin, route.end) if city))
    shown = [(city, place) for city in dict.fromkeys([*bases, *visits]) if (place := place_of(city))]
    texts = [f"{city}（{visits[city]} 家）" if visits[city] else city for city, _ in shown]
    for city, place in shown:
        marker, size = ("s", 90) if city in bases else ("o", 55)
        axes.scatter(place.longitude, place.latitude, marker=marker, s=size, color=INK, zorder=3)
    pixels = [tuple(axes.transData.transform((place.longitude, place.latitude))) for _, place in shown]
    sizes = [(sum(map(_letter_pixels, text)), LABEL_POINTS * DOTS_PER_INCH / 72 * 1.35) for text in texts]
    edge = axes.get_window_extent()
    frame = Box(edge.x0 + 4, edge.y0 + 4, edge.x1 - 4, edge.y1 - 4)
    for text, box in zip(texts, place_labels(pixels, sizes, frame), strict=True):
        at = axes.transData.inverted().transform(((box.left + box.right) / 2, (box.bottom + box.top) / 2))
        axes.text(
            at[0],
            at[1],
            text,
            ha="center",
            va="center",
            fontproperties=font,
            fontsize=LABEL_POINTS,
            color="#222222",
            zorder=4,
            bbox={"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.75},
        )


def _letter_pixels(letter: str) -> float:
    """Width of a letter: Chinese ones are square, others half of it."""
    return LABEL_POINTS * DOTS_PER_INCH / 72 * (1.0 if ord(letter) > 0x2E7F else 0.56)


def _limits(axes: Axes, places: Sequence[Place]) -> None:
    """Room around the places; a degree of longitude is as long as it is at their latitude."""
    xs, ys = [place.longitude for place in places], [place.latitude for place in places]
    middle_x, middle_y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    stretch = 1 / cos(radians(middle_y))
    # In degrees of latitude, so that the panel's shape decides which of both needs more room.
    width = max((max(xs) - min(xs)) / stretch, LEAST_DEGREES)
    height = max(max(ys) - min(ys), LEAST_DEGREES)
    high = max(height, width / PANEL_SHAPE) * (1 + 2 * MARGIN)
    half_x = high * PANEL_SHAPE * stretch / 2
    axes.set_xlim(middle_x - half_x, middle_x + half_x)
    axes.set_ylim(middle_y - high / 2, middle_y + high / 2)
    axes.set_aspect(stretch, adjustable="box")
    axes.apply_aspect()
