"""Hurun's unicorns: the page with the year's codes, and the interface behind it (sources.md 2.8)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.replica.world import Answer, Asked, World, page

RANK = "https://www.hurun.net/zh-CN/Rank/HsRankDetails"
LIST = "https://www.hurun.net/zh-CN/Rank/HsRankDetailsList"
CODES = {"2024": "E9W1YX99", "2026": "E9A16F3H"}
FOUNDER, SCHOOL = "示例创始甲", "示例毕业学院"
"""Stand in every answer and must stand nowhere in the home."""


def unicorn(number: int, ranking: int, headquarters: str, name: str = "") -> dict[str, Any]:
    """One row with its founders."""
    return {
        "hs_Rank_Unicorn_Year": 2026,
        "hs_Rank_Unicorn_Ranking": ranking,
        "hs_Rank_Unicorn_Ranking_Change": "-",
        "hs_Rank_Unicorn_Wealth": 13800.0 - number,
        "hs_Rank_Unicorn_Wealth_USD": 2000.0,
        "hs_Rank_Unicorn_ComName_Cn": name or f"示例品牌{number}",
        "hs_Rank_Unicorn_ComName_En": f"Sample {number}",
        "hs_Rank_Unicorn_ComHeadquarters_Cn": headquarters,
        "hs_Rank_Unicorn_Industry_Cn": "新能源",
        "hs_Rank_Unicorn_ChaName_Cn": FOUNDER,
        "hs_Rank_Unicorn_ChaName_En": "Founder Sample",
        "hs_Character": [{"hs_Character_Fullname_Cn": FOUNDER, "hs_Character_School": SCHOOL}],
    }


def put_hurun(world: World, rows: Sequence[dict[str, Any]]) -> None:
    """The select of years, and the list by offset and limit, which wants its page as Referer."""
    options = "".join(
        f'<option value="{RANK}?pagetype=unicorn&num={code}">{year} 胡润全球独角兽榜</option>'
        for year, code in CODES.items()
    )
    world.put(RANK, page(f'<select id="exampleFormControlSelect1">{options}</select>'))

    def answer(asked: Asked) -> Answer:
        if "HsRankDetails?pagetype=unicorn" not in asked.headers.get("referer", ""):
            return Answer(b"refused", 403)
        query = parse_qs(urlsplit(asked.url).query)
        if query["num"] != [CODES["2026"]]:
            return Answer(b"no such list", 404)
        start, size = int(query["offset"][0]), int(query["limit"][0])
        document = {"_note": "lianzhao replica, sample data", "total": len(rows)}
        body = json.dumps(document | {"rows": rows[start : start + size]}, ensure_ascii=False).encode()
        return Answer(body, headers={"Content-Type": "application/json; charset=utf-8"})

    world.put(LIST, answer)
