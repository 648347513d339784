"""The workbook and the map of a plan, read back without the code that wrote them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook
from PIL import Image

from app.charts.font import chinese_font
from app.charts.labels import Box, place_labels
from app.charts.trip_map import draw_map
from app.trips import read_budget
from app.workbook.trips import write_trips
from common.errors import UserError
from matching.context import Context
from matching.trips.model import TripPlan
from tests.trips.build import plan_of, week_of


@pytest.fixture(scope="module")
def plan(context: Context) -> TripPlan:
    return plan_of(week_of(context), context)


@pytest.fixture(scope="module")
def picture(plan: TripPlan) -> bytes:
    return draw_map(plan)


@pytest.fixture(scope="module")
def book(plan: TripPlan, picture: bytes, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    path = tmp_path_factory.mktemp("trips") / "走访计划.xlsx"
    write_trips(plan, picture, path)
    return load_workbook(path)


def cells(book: Workbook, sheet: str) -> list[list[object]]:
    return [[cell.value for cell in row] for row in book[sheet].iter_rows()]


def test_every_visit_stands_in_its_sheet_in_order(book: Workbook, plan: TripPlan) -> None:
    for sheet, part in (("驻点周计划", plan.resident), ("外出团组", plan.delegation)):
        shown = [
            (row[1], row[2], row[3])
            for row in cells(book, sheet)
            if isinstance(row[2], str) and "–" in row[2]
        ]
        assert shown == [
            (visit.day, f"{visit.start}–{visit.end}", visit.enterprise)
            for route in part.routes
            for visit in route.visits
        ]


def test_the_comparison_holds_the_figures_of_the_plan(book: Workbook, plan: TripPlan) -> None:
    rows = cells(book, "方案比较")
    for part in (plan.resident, plan.delegation):
        for one in part.outcomes:
            figures = [f"{one.value:.3f}", one.visits, one.countable, one.led, round(one.km)]
            spent = [one.travel_minutes, one.idle_minutes, one.routes]
            assert [one.name, *figures, *spent] in [row[:9] for row in rows]


def test_the_left_out_firms_of_the_list_stand_with_their_reason(book: Workbook, plan: TripPlan) -> None:
    shown = {row[0]: row[3] for row in cells(book, "没排入的企业") if isinstance(row[0], int)}
    assert shown == {one.rank: one.reason for one in plan.top_dropped}


def test_other_budgets_add_up(book: Workbook, plan: TripPlan) -> None:
    rows = [row for row in cells(book, "假如经费更多") if isinstance(row[0], int)]
    assert len(rows) == plan.what_if[0].trips_used
    total = 0.0
    for row in rows:
        total += float(str(row[2]))
        assert float(str(row[3])) == pytest.approx(total, abs=0.001 * len(rows))


def test_one_plan_gives_the_same_bytes(plan: TripPlan, picture: bytes, tmp_path: Path) -> None:
    assert draw_map(plan) == picture
    write_trips(plan, picture, tmp_path / "a.xlsx")
    write_trips(plan, picture, tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_the_map_is_a_picture_with_ink_on_it(picture: bytes) -> None:
    with Image.open(io.BytesIO(picture)) as image:
        image.load()
        assert image.format == "PNG"
        assert image.width > image.height > 600
        assert len(image.convert("RGB").getcolors(maxcolors=1 << 24) or []) > 20
        assert "Software" not in image.info


def test_a_plan_without_routes_is_drawn_and_written(context: Context, tmp_path: Path) -> None:
    empty = plan_of([], context)
    write_trips(empty, draw_map(empty), tmp_path / "a.xlsx")
    assert "没有排入的走访" in str(cells(load_workbook(tmp_path / "a.xlsx"), "驻点周计划"))


def test_scraped_text_is_written_as_text(plan: TripPlan, picture: bytes, tmp_path: Path) -> None:
    route = plan.resident.routes[0]
    evil = route.visits[0].model_copy(update={"enterprise": '=HYPERLINK("http://example.invalid")'})
    changed = route.model_copy(update={"visits": [evil, *route.visits[1:]]})
    resident = plan.resident.model_copy(update={"routes": [changed, *plan.resident.routes[1:]]})
    write_trips(plan.model_copy(update={"resident": resident}), picture, tmp_path / "a.xlsx")
    found = [
        cell
        for row in load_workbook(tmp_path / "a.xlsx")["驻点周计划"].iter_rows()
        for cell in row
        if isinstance(cell.value, str) and "HYPERLINK" in cell.value
    ]
    assert [cell.data_type for cell in found] == ["s"]


def test_the_font_has_chinese_letters() -> None:
    from fontTools.ttLib import TTFont

    letters = TTFont(chinese_font()).getBestCmap()
    assert all(ord(letter) in letters for letter in "驻点小组走访佛山（家）■●")


def test_names_beside_each_other_do_not_cover_each_other() -> None:
    frame = Box(0, 0, 1000, 1000)
    points = [(500.0, 500.0), (520.0, 500.0), (500.0, 520.0), (980.0, 500.0)]
    boxes = place_labels(points, [(120.0, 20.0)] * 4, frame)
    assert all(one.shared(other) == 0 for n, one in enumerate(boxes) for other in boxes[:n])
    assert all(box.shared(frame) == box.area for box in boxes)


@pytest.mark.parametrize(
    ("text", "yuan"),
    [("300万", 3e6), ("3000000", 3e6), ("3,000,000元", 3e6), ("0.1亿", 1e7), (" 10 万元 ", 1e5), ("0", 0)],
)
def test_a_budget_is_read_as_people_write_it(text: str, yuan: float) -> None:
    assert read_budget(text) == pytest.approx(yuan)


@pytest.mark.parametrize("text", ["很多", "-5万", "", "1e9", "20亿", "300万万"])
def test_a_budget_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="300万"):
        read_budget(text)
