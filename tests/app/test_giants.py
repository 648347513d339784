"""The coverage matrix of 小巨人 lists, as people read it."""

from __future__ import annotations

import io

import pytest
from rich.cells import cell_len
from rich.console import Console
from sqlalchemy.orm import Session

from app import giants
from app.giants import giant_coverage, print_coverage
from matching.regions import PLAN_CITIES, PROVINCES
from pipeline.extract.places import PROVINCES as PLACES
from pipeline.publish import publish
from pipeline.resolve_entries import resolve_new_entries
from tests.pipeline.build import SOURCE, capture, extraction

NOTICES = {"spider": "notices", "notices": {"title": "."}, "family": "jpaas", "tier": "little_giant"}


def published(db: Session, title: str, day: str, *names: str, **fields: str) -> None:
    body = f"{title}{day}{fields}"
    source = SOURCE.model_validate(
        {
            **SOURCE.model_dump(),
            **NOTICES,
            "published_on": day,
            "edition": day[:4],
            "publisher": "工业和信息化部",
        }
    )
    with db.begin():
        read = extraction(*names, body=body, **fields)
        assert publish(db, source, read, [capture(body)], part=body, title=title).status == "published"
        resolve_new_entries(db)


def test_the_regions_are_those_of_official_tables() -> None:
    mainland = set(PLACES) - {"台湾省", "香港特别行政区", "澳门特别行政区"}
    assert {*PROVINCES} - {"新疆生产建设兵团"} == mainland
    assert (len(PROVINCES), len(PLAN_CITIES)) == (32, 5)


def test_a_cell_is_a_number_only_where_a_list_was_read(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    published(
        db, "第六批专精特新“小巨人”企业名单公告", "2024-09-02", "示例甲厂", "示例乙厂", province="浙江省"
    )
    published(db, "转发第六批专精特新“小巨人”企业名单公告", "2024-10-02", "示例乙厂", province="浙江省")
    published(db, "第六批专精特新“小巨人”企业名单公示", "2024-07-02", "示例丙厂", province="江苏省")
    published(db, "2025年国家级专精特新“小巨人”复核通过名单公告", "2025-10-02", "示例丁厂", province="浙江省")
    published(db, "第七批专精特新“小巨人”企业名单公告", "2025-10-20", "示例戊厂", city="东莞市")
    with db.begin():
        found = giant_coverage(db)
    assert found.columns[:7] == [f"第{number}批" for number in "一二三四五六七"]
    assert (found.regions["浙江省"]["第六批"].firms, found.totals["第六批"]) == (2, 2)
    assert found.regions["浙江省"]["2025复核"].firms == 1
    assert (found.regions["江苏省"]["第六批"].firms, found.regions["江苏省"]["第六批"].proposed) == (None, 1)
    assert found.regions["广东省"]["第七批"].firms is None
    assert found.elsewhere == 1  # the city's own list does not stand for its province
    shown = io.StringIO()
    print_coverage(Console(file=shown, width=120), found)
    lines = shown.getvalue().splitlines()
    assert max(map(cell_len, lines)) <= 120
    assert next(line for line in lines if "江苏省" in line).count("未采集") == len(found.columns) - 1
    assert "拟1" in shown.getvalue()

    # When the batch is whole, a region that it does not name has no firm in it.
    monkeypatch.setitem(giants.ANNOUNCED, "第六批", 2)
    with db.begin():
        assert giant_coverage(db).regions["广东省"]["第六批"].firms == 0
