"""The two made-up publications: a chamber's directory and a 小巨人 workbook."""

from __future__ import annotations

from html import escape
from itertools import chain, repeat

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from crawlers.source import Source
from sample.firms import GIANTS, chamber_names
from sample.page import XLSX, Page, html_page, notice, table_row
from sample.workbook import workbook_bytes

POSITIONS = {"会长单位": 1, "常务副会长单位": 3, "副会长单位": 8, "常务理事单位": 8, "理事单位": 16}
"""How many members hold each position; the rest are 会员单位."""
POSTS = ("董事长", "总经理", "副总经理", "厂长")
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"


def chamber(source: Source) -> Page:
    """A directory as old ASP sites have it: GBK bytes under a header that claims UTF-8 (sources.md 3.6)."""
    names = chamber_names()
    positions = chain(
        chain.from_iterable(repeat(title, count) for title, count in POSITIONS.items()), repeat("会员单位")
    )
    header = table_row(["序号", "商会职务", "姓名", "单位名称", "单位职务"])
    rows = [
        table_row([str(number), position, _person(number), escape(name), POSTS[number % len(POSTS)]])
        for number, (name, position) in enumerate(zip(names, positions, strict=False), start=1)
    ]
    table = '<table border="1" width="100%">\n' + "\n".join([header, *rows]) + "\n</table>"
    page = html_page("示例商会会员名录", notice(source, len(rows)), table)
    return Page(source.urls[0], page.encode("gb18030"), "text/html; charset=utf-8", len(rows))


def _person(number: int) -> str:
    """A placeholder for a person's name: no one can be called 示例甲子."""
    return f"示例{STEMS[(number - 1) % 10]}{BRANCHES[(number - 1) % 12]}"


def giants(source: Source) -> Page:
    """A workbook as provincial offices attach it: merged title rows, provinces merged downwards."""
    count = sum(len(names) for names in GIANTS.values())
    note = notice(source, count)

    def fill(book: Workbook, sheet: Worksheet) -> None:
        centred = book.add_format({"align": "center", "valign": "vcenter"})
        sheet.merge_range(0, 0, 0, 2, f"示例（虚构）{source.edition}年专精特新“小巨人”企业名单", centred)
        sheet.merge_range(1, 0, 1, 2, note, centred)
        sheet.write_row(2, 0, ["序号", "省（区、市）", "企业名称"])
        at = 3
        for province, names in GIANTS.items():
            sheet.merge_range(at, 1, at + len(names) - 1, 1, province, centred)
            for name in names:
                sheet.write_number(at, 0, at - 2)
                sheet.write_string(at, 2, name)
                at += 1

    return Page(source.urls[0], workbook_bytes("名单", note, fill), XLSX, count)
