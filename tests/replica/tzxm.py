"""gd.tzxm.gov.cn: project filings in the shape of sources.md 2.13; all firms and projects are 示例."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tests.replica.world import Answer, Asked, World

SELECT = "https://gd.tzxm.gov.cn/tzxmspweb/api/publicityInformation/selectByPageBA"
SIZE = 15


def filing(code: str, organ: str, project: str, day: str, *, invest: Any = "12000") -> dict[str, Any]:
    """One filing; ``code`` is its 项目代码."""
    return {
        "baId": f"ba-{code}",
        "projectName": project,
        "proofOrSerialCode": code,
        "applyOrgan": organ,
        "place": "东莞市示例镇",
        "totalInvest": invest,
        "scope": "示例建设内容",
        "fullName": "东莞市示例局",
        "submitDate": day,
        "finishDate": day,
        "stateFlagName": "办结（通过）",
    }


def put_filings(world: World, filings: Mapping[tuple[str, str], Sequence[dict[str, Any]]]) -> None:
    """Answer each (flag, city) with its filings, 15 a page; an empty list lies behind the last page."""

    def answer(asked: Asked) -> Answer:
        question = json.loads(asked.body)
        start = (question["pageNumber"] - 1) * SIZE
        rows = filings.get((question["flag"], question["city"]), ())[start : start + SIZE]
        body = {"note": "lianzhao replica, sample data", "data": {"list": list(rows)}}
        return Answer(
            json.dumps(body, ensure_ascii=False).encode(), headers={"Content-Type": "application/json"}
        )

    world.put(SELECT, answer)
