"""What all sample pages share: the body with its row count, and the line that says it is a sample."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from crawlers.source import Source

HTML = "text/html; charset=UTF-8"
JSON = "application/json;charset=UTF-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Page:
    """One response of a publisher: address, body, ``Content-Type`` and the data rows it holds."""

    url: str
    body: bytes
    content_type: str
    rows: int


def notice(source: Source, rows: int) -> str:
    """The visible line of a sample page: publisher, list year, excerpt, and whose page it is."""
    year = "滚动更新" if source.edition == "rolling" else f"{source.edition} 年"
    if source.example:
        return f"链招（lianzhao）样例页·示例（虚构）：{source.publisher}，{year}，{rows} 行，企业均为虚构"
    return (
        f"链招（lianzhao）样例页·摘录（excerpt）：发布者 {source.publisher}，{source.name} {year}，"
        f"{rows} 行，非完整名单，非发布者原页"
    )


def html_page(title: str, note: str, content: str, *, head: str = "") -> str:
    """A page around its content; the note stands in a comment and in sight."""
    return (
        f"<!DOCTYPE html>\n<!-- {escape(note)} -->\n<html><head>{head}<title>{escape(title)}</title></head>\n"
        f'<body>\n<p class="sample-notice">{escape(note)}</p>\n{content}\n</body></html>\n'
    )


def table_row(cells: list[str], tag: str = "td") -> str:
    """A ``<tr>`` of cells that are HTML already."""
    return "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>"


def with_commas(amount: str) -> str:
    """``680985`` → ``680,985``; a missing amount is printed ``--``, as Fortune does."""
    return f"{int(amount):,}" if amount.strip() else "--"
