"""Draft a source from a page or file, see what it would publish, take held rows."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.gather import gather
from app.opened import Opened, open_all
from app.source_accept import accept, held_rows
from app.source_check import check_source
from app.source_new import Order, new_source
from common.errors import UserError
from common.settings import Settings
from common.strict_yaml import read_document
from crawlers.source import Source
from db.models import Acceptance, Release
from db.session import session
from pipeline.draft import Given
from tests.crawlers.conftest import home_settings, relayed, world
from tests.extract.build import html_body, page, table, xlsx_body
from tests.extract.documents import pdf_body, scanned_pdf
from tests.replica.world import Answer, World
from tests.replica.world import page as replica_page

__all__ = ["relayed", "world"]
HEADER = ["序号", "企业名称", "所在地市", "联系人", "联系电话"]
ROWS = [
    ["1", "示例家具有限公司", "东莞市", "张示例", "13800138000"],
    ["2", "示例印染有限公司", "中山市", "李示例", "13900139000"],
    ["3", "示例建材有限公司", "佛山市", "王示例", "13700137000"],
]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    return open_all(home_settings(tmp_path / "home"))


def draft(opened: Opened, origin: Path | str, out: Path, **more: Any) -> Any:
    by_hand = not str(origin).startswith("http")
    given = Given("demo_new", "示例名单", "示例发布方", "", manual=by_hand)
    return new_source(opened, Order(str(origin), given, out=out, **more), delay=0)


@pytest.mark.parametrize("kind", ["html", "xlsx", "csv", "pdf"])
def test_a_file_becomes_a_source_that_reads_it(opened: Opened, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"示例名单.{kind}"
    if kind == "csv":
        with path.open("w", encoding="gb18030", newline="") as out:
            csv.writer(out).writerows([HEADER, *ROWS])
    else:
        made: dict[str, Callable[[list[list[str]]], bytes]] = {
            "html": html_body,
            "xlsx": xlsx_body,
            "pdf": pdf_body,
        }
        path.write_bytes(made[kind]([HEADER, *ROWS]))
    report = draft(opened, path, tmp_path / "out")
    written = read_document(tmp_path / "out" / "demo_new.yaml", Source).model
    assert written.id == "demo_new"
    [part] = report.check.parts
    assert (part.outcome, part.rows) == ("published", 3)
    assert [row["name"] for row in part.first] == [cells[1] for cells in ROWS]
    assert part.first[0]["city"] == "东莞市"
    assert report.check.golden == []
    frozen = [file.read_bytes() for file in (tmp_path / "out").rglob("*") if file.is_file()]
    for person in ("张示例", "13800138000"):
        assert not any(person.encode(code) in data for data in frozen for code in ("utf-8", "gb18030"))
    with pytest.raises(UserError, match="demo_new"):
        draft(opened, path, tmp_path / "out")


@pytest.mark.parametrize("body", [b"", b"\x00\x01\x02", page("<p>空的</p>"), scanned_pdf()])
def test_what_is_no_table_writes_nothing(opened: Opened, tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "示例.html"
    path.write_bytes(body)
    with pytest.raises(UserError):
        draft(opened, path, tmp_path / "out")
    assert not list((tmp_path / "out").rglob("*.yaml"))


@pytest.mark.slow
def test_a_page_on_the_network_is_drafted_politely(world: World, relayed: Settings, tmp_path: Path) -> None:
    opened = open_all(relayed)
    world.put("http://list.sample.example/2026.html", replica_page(table([HEADER, *ROWS])))
    world.put("http://closed.sample.example/robots.txt", Answer(b"User-agent: *\nDisallow: /\n"))
    world.put("http://closed.sample.example/2026.html", replica_page(table([HEADER, *ROWS])))
    report = draft(opened, "http://list.sample.example/2026.html", tmp_path / "out")
    assert report.check.parts[0].rows == 3
    assert "robots.txt" in {asked.path.lstrip("/") for asked in world.asked}
    written = read_document(tmp_path / "out" / "demo_new.yaml", Source).model
    assert written.urls == ["http://list.sample.example/2026.html"]
    for address in ("http://closed.sample.example/2026.html", "http://gone.sample.example/list"):
        with pytest.raises(UserError):
            draft(opened, address, tmp_path / "none")
    with pytest.raises(UserError, match="LIANZHAO_CONTACT"):
        draft(
            open_all(replace(relayed, contact=None)), "http://list.sample.example/2026.html", tmp_path / "x"
        )
    assert not (tmp_path / "none").exists()


@pytest.mark.slow
def test_check_changes_nothing_and_held_rows_wait_for_a_word(opened: Opened) -> None:
    giants = opened.sources["giant_demo"]
    gather(opened.engine, opened.settings, [giants])
    before = check_source(opened, "giant_demo")
    assert [(part.outcome, part.rows) for part in before.parts] == [("unchanged", 34)]
    assert held_rows(opened) == []
    with pytest.raises(UserError):
        accept(opened, "giant_demo", None, "示例值班员", "核对过")
    with session(opened.engine) as db, db.begin():
        release = db.scalars(select(Release)).one()
        release.state, release.problems = "held", ["示例：行数少了一半"]
    assert [one.source for one in held_rows(opened)] == ["giant_demo"]
    with pytest.raises(UserError):
        accept(opened, "giant_demo", None, "", "")
    accept(opened, "giant_demo", None, "示例值班员", "电话核对过")
    with session(opened.engine) as db:
        assert db.scalars(select(Acceptance)).one().who == "示例值班员"
        states = list(db.scalars(select(Release.state).order_by(Release.id)))
    assert states[-1] == "published"
    assert held_rows(opened) == []


def test_an_unknown_source_is_named(opened: Opened) -> None:
    with pytest.raises(UserError, match="没有"):
        check_source(opened, "no_such_source")
