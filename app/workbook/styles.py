"""The few cell formats of the workbook: calm on screen, readable in grey on paper."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

from xlsxwriter import Workbook
from xlsxwriter.format import Format

Style = Literal[
    "title",
    "fitted_title",
    "subtitle",
    "header",
    "band",
    "part",
    "label",
    "body",
    "centre",
    "score",
    "points",
    "percent",
    "name",
    "link",
    "band_link",
    "good",
    "bad",
    "open",
    "warning",
    "notice",
    "number",
    "count",
    "rate",
    "input",
    "input_rate",
    "input_count",
]

FONT = {"font_name": "微软雅黑", "font_size": 10}
GRID_FONT: Mapping[str, Any] = MappingProxyType({"font_name": "Arial", "font_size": 10})
"""Column widths count digits of this font, so it must measure alike everywhere; 微软雅黑 does not."""
LINE_POINTS = 14.0
"""Height of one line of 10 pt text, with room for the fonts that stand in on other machines."""

_CELL = {**FONT, "text_wrap": True, "valign": "top", "border": 1, "border_color": "#C9D1DA"}
_CENTRE = {**_CELL, "align": "center"}
_INPUT = {
    **_CENTRE,
    "bold": True,
    "bg_color": "#E8F1FB",
    "border": 4,
    "border_color": "#1F4E8C",
    "locked": False,
}
_BADGE = {**_CENTRE, "bold": True}
_BAND = {**_CELL, "bold": True, "font_size": 12, "bg_color": "#1F3A5F", "font_color": "#FFFFFF"}
_PROPERTIES: dict[Style, dict[str, Any]] = {
    "title": {**FONT, "font_size": 15, "bold": True, "font_color": "#1F3A5F", "valign": "vcenter"},
    "fitted_title": {
        **FONT,
        "font_size": 15,
        "bold": True,
        "font_color": "#1F3A5F",
        "valign": "vcenter",
        "shrink": True,
    },
    "subtitle": {**FONT, "font_color": "#5A6673", "valign": "vcenter"},
    "warning": {**FONT, "bold": True, "font_color": "#9C5700", "valign": "vcenter"},
    "header": {
        **_CENTRE,
        "bold": True,
        "valign": "vcenter",
        "bg_color": "#DCE6F1",
        "font_color": "#1F3A5F",
    },
    "band": _BAND,
    "band_link": {**_BAND, "align": "center", "underline": 1},
    "part": {**_CELL, "bold": True, "bg_color": "#EEF2F6", "font_color": "#1F3A5F"},
    "label": {**_CELL, "font_color": "#5A6673"},
    "body": _CELL,
    "centre": _CENTRE,
    "score": {**_CENTRE, "bold": True, "num_format": "0.00"},
    "points": {**_CENTRE, "num_format": "0.0"},
    "percent": {**_CENTRE, "num_format": "0%"},
    "name": {**_CELL, "bold": True},
    "link": {**_CENTRE, "bold": True, "font_color": "#1F4E8C", "underline": 1},
    "good": {**_BADGE, "bg_color": "#E2F0D9", "font_color": "#2F6B2F"},
    "bad": {**_BADGE, "bg_color": "#EBDDDD", "font_color": "#7F3B3B"},
    "notice": {**_CELL, "bold": True, "bg_color": "#FFF2CC", "font_color": "#8A5A00"},
    "number": {**_CENTRE, "num_format": "#,##0.00"},
    "count": {**_CENTRE, "num_format": "#,##0"},
    "rate": {**_CENTRE, "num_format": "0.00%"},
    "input": {**_INPUT, "num_format": "#,##0.00"},
    "input_rate": {**_INPUT, "num_format": "0.00%"},
    "input_count": {**_INPUT, "num_format": "0"},
    "open": {**_BADGE, "bg_color": "#FFF2CC", "font_color": "#8A5A00"},
}

_TONES: dict[str, Style] = {
    "计入": "good",
    "满足": "good",
    "不计入": "bad",
    "不满足": "bad",
    "待核": "open",
    "待园区确认": "open",
    "有条件": "open",
}


def tone(word: str) -> Style:
    """The format of a verdict or gate word; other words stay plain."""
    return _TONES.get(word, "centre")


class Styles:
    """Formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[Style, bool], Format] = {}

    def get(self, style: Style, *, quoted: bool = False) -> Format:
        """The format; ``quoted`` adds the quote prefix that keeps text from being run."""
        key = (style, quoted)
        if key not in self._made:
            self._made[key] = self._workbook.add_format({**_PROPERTIES[style], "quote_prefix": quoted})
        return self._made[key]


def workbook_options() -> dict[str, Any]:
    """What every workbook is opened with: text stays text, whatever it looks like.

    Made anew each time: XlsxWriter writes into the font it is given, and the next workbook would differ.
    """
    return {
        "in_memory": True,
        "constant_memory": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": dict(GRID_FONT),
    }


def put_mark(workbook: Workbook, mark: str) -> None:
    """Write the classification mark on every printed page and into the file's properties."""
    workbook.set_properties({"category": mark})
    for sheet in workbook.worksheets():
        sheet.set_footer(f"&C&8 {mark}&R&8 第 &P 页，共 &N 页")
