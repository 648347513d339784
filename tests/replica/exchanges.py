"""The two exchanges' registers (sources.md 2.16); both refuse a request without Referer. Firms are 示例."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs, urlsplit

import xlsxwriter

from tests.replica.world import Answer, Asked, World

SSE = "http://query.sse.com.cn/sseQuery/commonQuery.do"
SZSE = "http://www.szse.cn/api/report/ShowReport"
PROFILE = "https://www.cninfo.com.cn/data20/companyOverview/getCompanyIntroduction"
Firm = tuple[str, str, str]
"""Code, short name, full name."""


def put_sse(world: World, boards: Mapping[str, Sequence[Firm]]) -> None:
    """Firms by STOCK_TYPE."""

    def answer(asked: Asked) -> Answer:
        if not asked.headers.get("referer"):
            return Answer(b"", 403)
        firms = boards[parse_qs(urlsplit(asked.url).query)["STOCK_TYPE"][0]]
        keys = ("A_STOCK_CODE", "COMPANY_ABBR", "FULL_NAME")
        rows = [dict(zip(keys, firm, strict=True)) for firm in firms]
        body = json.dumps({"_note": "lianzhao replica, sample data", "result": rows}, ensure_ascii=False)
        return Answer(body.encode(), headers={"Content-Type": "application/json;charset=UTF-8"})

    world.put(SSE, answer)


def put_szse(world: World, firms: Sequence[Firm]) -> None:
    """A workbook with inline strings."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "constant_memory": True}) as book:
        book.set_properties({"comments": "lianzhao replica, sample data"})
        sheet = book.add_worksheet("A股列表")
        for at, row in enumerate([("A股代码", "A股简称", "公司全称"), *firms]):
            for column, text in enumerate(row):
                sheet.write_string(at, column, text)
    workbook = Answer(buffer.getvalue())
    world.put(SZSE, lambda asked: workbook if asked.headers.get("referer") else Answer(b"", 403))


def put_profile(world: World, firm: Firm, **fields: str) -> None:
    """What cninfo tells of one firm, persons and telephone included."""
    code, short, full = firm
    basic = {"ORGNAME": full, "ASECCODE": code, "ASECNAME": short, **fields}
    document = {
        "_note": "lianzhao replica, sample data",
        "data": {"records": [{"basicInformation": [basic]}]},
    }
    body = json.dumps(document, ensure_ascii=False).encode()
    world.put(f"{PROFILE}?scode={code}", Answer(body, headers={"Content-Type": "application/json"}))
