"""www.cninfo.com.cn: announcements in the shape of sources.md 2.12, with its quirks; all firms are 示例."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from common.clock import SHANGHAI
from tests.replica.world import Answer, Asked, World

QUERY = "https://www.cninfo.com.cn/new/hisAnnouncement/query"
NOTE = "lianzhao replica, sample data"


def announcement(number: int, code: str, name: str, title: str, day: str) -> dict[str, Any]:
    """One announcement; its time is the day's midnight in Shanghai, in milliseconds."""
    midnight = datetime.fromisoformat(day).replace(tzinfo=SHANGHAI)
    return {
        "id": None,
        "secCode": code,
        "secName": name,
        "orgId": "9900000000",
        "announcementId": str(number),
        "announcementTitle": title,
        "announcementTime": int(midnight.timestamp() * 1000),
        "adjunctUrl": f"finalpage/{day}/{number}.PDF",
        "adjunctSize": 213,
        "adjunctType": "PDF",
        "announcementTypeName": None,
        "announcementContent": "",
        "columnId": "250401||251302",
    }


def put_query(world: World, pages: Mapping[str, Sequence[Sequence[dict[str, Any]]]]) -> None:
    """Answer each search word with its pages, and every other word with ``announcements: null``.

    ``totalpages`` is one too low, and ``hasMore`` is still true on the last page, behind which that page
    is served again.
    """

    def answer(asked: Asked) -> Answer:
        form = {key: values[0] for key, values in parse_qs(asked.body).items()}
        if asked.method != "POST" or int(form["pageSize"]) > 30:
            return Answer(b"", 400)
        found = pages.get(form["searchkey"], [])
        rows = found[min(int(form["pageNum"]), len(found)) - 1] if found else None
        body = {
            "note": NOTE,
            "classifiedAnnouncements": None,
            "totalAnnouncement": sum(map(len, found)),
            "totalpages": len(found) - 1,
            "hasMore": bool(found),
            "announcements": rows,
        }
        return Answer(
            json.dumps(body, ensure_ascii=False).encode(), headers={"Content-Type": "application/json"}
        )

    world.put(QUERY, answer)
