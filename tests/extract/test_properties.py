"""What holds for every table, however it is dressed up."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.source import Source
from pipeline.extract import read_row
from tests.extract.build import html_body, json_body, make_capture, make_source, page, run, table, xlsx_body
from tests.extract.documents import csv_body, docx_body, pdf_body

BRACKETS = st.tuples(st.sampled_from("（("), st.sampled_from("）)"))
CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=6)
ENTRIES = st.lists(
    st.tuples(
        CHINESE, st.sampled_from(["广东省", "广西壮族自治区", "北京市"]), st.integers(-(10**9), 10**12)
    ),
    min_size=1,
    max_size=25,
)
FORMATS: dict[str, Source] = {
    "html": make_source(),
    "xlsx": make_source("xlsx"),
    "json": make_source("json", table={"select": "result"}),
    "fortune_flight": make_source("fortune_flight"),
    "csv": make_source("csv"),
    "docx": make_source("docx"),
    "pdf": make_source("pdf"),
    "auto": make_source("auto"),
    "items": make_source("items", table={"select": "td:nth-child(2)"}),
    "headings": make_source("headings"),
}


@given(
    entries=ENTRIES,
    brackets=BRACKETS,
    commas=st.booleans(),
    titles=st.integers(0, 3),
    every=st.integers(2, 9),
    format=st.sampled_from(["html", "xlsx"]),
)
def test_a_dressed_up_table_reads_back(
    entries: list[tuple[str, str, int]],
    brackets: tuple[str, str],
    commas: bool,
    titles: int,
    every: int,
    format: str,
) -> None:
    left, right = brackets
    header = ["序号", f"省{left}区、市{right}", "企业名称", f"营业收入{left}亿元{right}"]
    rows: list[list[str]] = [["示例榜单", "", "", ""] for _ in range(titles)] + [header]
    wanted = []
    for number, (stem, province, revenue) in enumerate(entries, start=1):
        name = f"{stem}{left}集团{right}有限公司"
        rows.append([str(number), province, name, f"{revenue:,}" if commas else str(revenue)])
        wanted.append((len(rows), number, province, name, revenue * 10_000))
        if number % every == 0:
            rows.append(header)
    body = html_body(rows) if format == "html" else xlsx_body(rows)
    source = make_source(format, expect={"rows": [1, 25], "contiguous_rank": True})
    result = run(source, body)
    assert result.problems == []
    got = [
        (row.row, row.fields["rank"], row.fields["province"], row.name, row.fields["revenue"])
        for row in result.rows
    ]
    assert got == wanted
    capture = make_capture(body)
    assert all(
        read_row(source, capture, body, row.row) == row.cells == tuple(rows[row.row - 1])
        for row in result.rows
    )


@given(entries=ENTRIES, numbers=st.booleans())
def test_json_reads_back(entries: list[tuple[str, str, int]], numbers: bool) -> None:
    records = [
        {
            "序号": number,
            "企业名称": f"{stem}公司",
            "省份": province,
            "营业收入(万元)": revenue if numbers else str(revenue),
        }
        for number, (stem, province, revenue) in enumerate(entries, start=1)
    ]
    result = run(FORMATS["json"], json_body(records))
    assert result.problems == []
    assert [(row.row, row.name, row.fields["revenue"]) for row in result.rows] == [
        (number, f"{stem}公司", revenue) for number, (stem, _, revenue) in enumerate(entries, start=1)
    ]


@given(st.lists(st.integers(1, 4), min_size=1, max_size=6))
def test_merged_provinces_reach_exactly_their_rows(spans: list[int]) -> None:
    provinces = ["广东省", "湖南省", "江西省", "福建省", "浙江省", "江苏省"]
    lines = ["<tr><td>企业名称</td><td>省份</td><td>序号</td></tr>"]
    wanted: list[tuple[str, str, int]] = []
    for province, span in zip(provinces, spans, strict=False):
        for at in range(span):
            number = len(wanted) + 1
            region = f'<td rowspan="{span}">{province}</td>' if at == 0 else ""
            lines.append(f"<tr><td>{escape(f'样{number}公司')}</td>{region}<td>{number}</td></tr>")
            wanted.append((f"样{number}公司", province, number))
    result = run(make_source(table={"carry_forward": ["province"]}), page(f"<table>{''.join(lines)}</table>"))
    assert [(row.name, row.fields["province"], row.fields["rank"]) for row in result.rows] == wanted


GOOD = {
    "html": html_body([["序号", "企业名称"], ["1", "样甲公司"], ["2", "样乙公司"]]),
    "xlsx": xlsx_body(
        [["序号", "企业名称", "备注"], [1, "样甲公司"], [2, "样乙公司"]], merges=[(0, 2, 2, 2)]
    ),
    "json": json_body([{"企业名称": "样甲公司"}]),
    "csv": csv_body([["序号", "企业名称"], ["1", "样甲公司"], ["2", "样乙\n公司"]]),
    "docx": docx_body("名单", [["序号", "企业名称"], ["1", "样甲公司"], ["2", "样乙公司"]]),
    "pdf": pdf_body([["序号", "企业名称"], ["1", "样甲公司"], ["2", "样乙公司"]]),
    "auto": xlsx_body([["序号", "企业名称"], [1, "样甲公司"]]),
    "items": html_body([["1", "样甲公司"], ["2", "样乙公司"]]),
    "headings": page("<p>会长单位（1家）</p><p>1、样甲公司</p><p>理事单位</p><p>样乙公司<br>样丙公司</p>"),
    "fortune_flight": page(
        table([["排名", "企业名称"], ["1", "样甲公司"]])
        + r'<script>self.__next_f.push([1,"{\"data\":[{\"排名\":1,\"企业名称\":\"样甲公司\"}]}"])</script>'
    ),
}
HEADS = st.sampled_from(
    [
        b"",
        b"<table><tr><td>",
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0",
        b"[",
        b'{"result":',
        b"%PDF-1.4\n",
        b'"a,\t',
    ]
)
ALIKE: dict[str, Callable[[Sequence[Sequence[str]]], bytes]] = {
    "html": html_body,
    "xlsx": xlsx_body,
    "csv": csv_body,
    "docx": docx_body,
    "pdf": pdf_body,
}


@settings(max_examples=15)
@given(
    st.lists(
        st.tuples(CHINESE, st.sampled_from(["广东省", "北京市", ""]), st.integers(1, 10**9)),
        min_size=1,
        max_size=12,
    )
)
def test_a_table_gives_the_same_rows_in_every_format(entries: list[tuple[str, str, int]]) -> None:
    header = ["序号", "企业名称", "省份", "营业收入(万元)"]
    rows = [
        [str(n), f"{stem}公司", region, str(sales)]
        for n, (stem, region, sales) in enumerate(entries, start=1)
    ]
    read = {
        format: [(row.name, row.fields) for row in run(FORMATS["auto"], write([header, *rows])).rows]
        for format, write in ALIKE.items()
    }
    assert read["html"]
    assert all(found == read["html"] for found in read.values())


def test_the_bodies_to_be_damaged_are_sound() -> None:
    assert {format: run(FORMATS[format], body).problems for format, body in GOOD.items()} == {
        format: [] for format in GOOD
    }


@pytest.mark.parametrize("format", sorted(FORMATS))
@given(head=HEADS, tail=st.binary(max_size=300), charset=st.sampled_from(["", "utf-8", "gbk", "nonsense"]))
def test_no_bytes_make_extraction_fail(format: str, head: bytes, tail: bytes, charset: str) -> None:
    result = run(FORMATS[format], head + tail, headers={"Content-Type": f"text/html; charset={charset}"})
    assert result.rows or result.problems


@pytest.mark.parametrize("format", sorted(FORMATS))
@given(seed=st.integers(0, 2**32), cut=st.floats(0.1, 1), hits=st.integers(0, 12))
def test_no_damage_makes_extraction_fail(format: str, seed: int, cut: float, hits: int) -> None:
    chance = random.Random(seed)
    data = bytearray(GOOD[format][: int(len(GOOD[format]) * cut)])
    for _ in range(hits):
        data[chance.randrange(len(data))] = chance.randrange(256)
    result = run(FORMATS[format], bytes(data))
    assert result.rows or result.problems
