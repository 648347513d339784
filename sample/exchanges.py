"""The two exchanges' registers and the company profiles (sources.md 2.16)."""

from __future__ import annotations

import json
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from crawlers.addresses import addresses
from crawlers.source import Source
from sample.facts import Fact
from sample.page import JSON, XLSX, Page, notice
from sample.workbook import workbook_bytes

STAR_PREFIX = "688"
"""Codes of the 科创板, which the exchange answers under STOCK_TYPE=8."""


def sse(source: Source, firms: list[Fact]) -> list[Page]:
    """Shanghai: one JSON answer for the main board, one for the 科创板."""
    pages = []
    for url in source.urls:
        star = "STOCK_TYPE=8" in url
        board = [firm for firm in firms if firm["stock_code"].startswith(STAR_PREFIX) == star]
        result = [
            {
                "A_STOCK_CODE": firm["stock_code"],
                "COMPANY_ABBR": firm["short_name"],
                "FULL_NAME": firm["legal_name"],
            }
            for firm in board
        ]
        body = _json({"_lianzhao": notice(source, len(board)), "result": result})
        pages.append(Page(url, body, JSON, len(board)))
    return pages


def szse(source: Source, firms: list[Fact]) -> Page:
    """Shenzhen: a workbook with inline strings, the sample's line above the header."""
    header = ["公司全称", "A股代码", "A股简称"]
    note = notice(source, len(firms))

    def fill(_book: Workbook, sheet: Worksheet) -> None:
        sheet.write_string(0, 0, note)
        sheet.write_row(1, 0, header)
        for at, firm in enumerate(firms, start=2):
            for column, key in enumerate(("legal_name", "stock_code", "short_name")):
                sheet.write_string(at, column, firm[key])

    return Page(source.urls[0], workbook_bytes("A股列表", note, fill, inline=True), XLSX, len(firms))


def profiles(source: Source, firms: list[Fact]) -> list[Page]:
    """One JSON answer for each listed firm; what is none of our facts stays null.

    Keys with personal data are left out: this is how an answer looks once it is archived.
    """
    pages = []
    for firm in firms:
        basic = {
            "ORGNAME": firm["legal_name"],
            "ASECCODE": firm["stock_code"],
            "ASECNAME": firm["short_name"],
            "F004V": _place(firm),
            "F015V": firm["products"] or None,
            "F016V": None,
            "F017V": None,
            "F032V": firm["industry"] or None,
        }
        document = {
            "code": 200,
            "msg": "success",
            "_lianzhao": notice(source, 1),
            "data": {"records": [{"basicInformation": [basic]}]},
        }
        [url] = addresses(source, [firm["stock_code"]])
        pages.append(Page(url, _json(document), JSON, 1))
    return pages


def _place(firm: Fact) -> str | None:
    """Province and city as one text; a municipality is not named twice."""
    province, city = firm["province"], firm["city"]
    return (city if city.startswith(province) else province + city) or None


def _json(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
