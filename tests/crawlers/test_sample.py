"""The sample archive: built from facts, the same bytes each time, and honest about what it is."""

from __future__ import annotations

import json
import re
from collections import Counter
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from stdnum.cn import uscc

from common.errors import UserError
from common.settings import PROJECT_ROOT
from crawlers.archive import Archive, Capture
from crawlers.source import load_sources
from sample.build import build
from sample.firms import ASSOCIATIONS, chamber_names, giant_names

SAMPLE = PROJECT_ROOT / "sample"
FACTS = {
    "fortune_global500_2025_excerpt": "rank,name,revenue_musd,profit_musd,country\n"
    "1,示例零售（SAMPLE RETAIL),680985,,美国\n3,示例重工（集团）有限公司（SAMPLE HEAVY),548414,-123,中国\n",
    "fortune_china500_2025_excerpt": "rank,name,revenue_musd,profit_musd\n"
    + "".join(f"{rank},示例“{rank}”号<重工>股份有限公司,{rank}000,-{rank}\n" for rank in range(1, 60)),
    "private500_2025_excerpt": "rank,name,province,revenue_wan_cny\n1,示例甲(中国)有限公司,浙江省,98176700\n",
    "private_mfg500_2025_excerpt": "rank,name,province,revenue_wan_cny\n1,示例乙有限公司,江苏省,87152079\n",
    "listed_firms": "stock_code,legal_name,short_name,province,city,industry,products,employees\n"
    "000012.SZ,示例丙股份有限公司,示例丙,广东,深圳市,玻璃制造,玻璃,1\n"
    "600001.SH,示例丁股份有限公司,示例丁,上海,上海市,纺织,,2\n"
    "688001.SH,示例戊股份有限公司,示例戊,江苏,苏州市,电子,芯片,3\n"
    "920001.BJ,示例己股份有限公司,示例己,北京,北京市,电子,芯片,4\n",
}


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    folder = tmp_path / "facts"
    folder.mkdir()
    for name, text in FACTS.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def body(folder: Path, source: str) -> str:
    archive = Archive(folder / "archive")
    [capture] = [capture for capture in archive.captures(source) if capture.excerpt]
    return archive.read(capture.sha256).decode()


def test_building_twice_gives_the_same_bytes_and_leaves_nothing_old(facts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(facts, out)
    first = tree(out)
    (facts / "private500_2025_excerpt.csv").write_text(
        FACTS["private500_2025_excerpt"].replace("甲", "庚"), encoding="utf-8"
    )
    build(facts, out)
    assert tree(out) != first
    (facts / "private500_2025_excerpt.csv").write_text(FACTS["private500_2025_excerpt"], encoding="utf-8")
    build(facts, out)
    assert tree(out) == first


def test_pages_have_the_publishers_shape(facts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    rows = build(facts, out)
    assert (rows["sse"], rows["szse"], rows["listed_profile"]) == (2, 1, 3)  # the Beijing firm stays out
    fortune = body(out, "fortune_global500")
    assert fortune.count("<td>排名</td>") == 1  # the header, repeated inside tbody
    assert "<td>680,985</td><td>--</td>" in fortune
    assert "示例重工（集团）有限公司（SAMPLE HEAVY)" in fortune
    answers = {
        capture.url: json.loads(Archive(out / "archive").read(capture.sha256))
        for name in ("sse", "listed_profile")
        for capture in Archive(out / "archive").captures(name)
    }
    by_board = {
        url.split("STOCK_TYPE=")[1][0]: [firm["A_STOCK_CODE"] for firm in answer["result"]]
        for url, answer in answers.items()
        if "STOCK_TYPE" in url
    }
    assert by_board == {"1": ["600001"], "8": ["688001"]}
    [profile] = [answer for url, answer in answers.items() if url.endswith("=600001")]
    [basic] = profile["data"]["records"][0]["basicInformation"]
    assert (basic["F004V"], basic["F015V"], basic["F017V"]) == ("上海市", None, None)


def test_the_escaped_data_of_fortune_china_join_to_the_table(facts: Path, tmp_path: Path) -> None:
    build(facts, tmp_path / "out")
    page = body(tmp_path / "out", "fortune_china500")
    pushes = re.findall(r"<script>self\.__next_f\.push\((.*?)\)</script>", page, re.DOTALL)
    assert len(pushes) > 1
    flight = "".join(json.loads(push)[1] for push in pushes)
    data, _ = json.JSONDecoder().raw_decode(flight[flight.index('{"data":') :])
    assert [row["rk"] for row in data["data"]] == list(range(1, 60))
    assert data["data"][0] == {
        "rk": 1,
        "nm": "示例“1”号<重工>股份有限公司",
        "ind": "",
        "prov": "",
        "city": "",
    }


def test_bad_facts_change_nothing(facts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(facts, out)
    before = tree(out)
    (facts / "listed_firms.csv").write_text("stock_code,legal_name\n1,2\n", encoding="utf-8")
    with pytest.raises(UserError, match="short_name"):
        build(facts, out)
    (facts / "listed_firms.csv").unlink()
    with pytest.raises(UserError, match=r"listed_firms\.csv"):
        build(facts, out)
    assert tree(out) == before


def shipped() -> list[tuple[Capture, bytes]]:
    archive = Archive(SAMPLE / "archive")
    return [
        (capture, archive.read(capture.sha256))
        for name in load_sources()
        for capture in archive.captures(name)
    ]


def readable(capture: Capture, data: bytes) -> str:
    if "spreadsheet" in capture.headers["Content-Type"]:
        sheet = openpyxl.load_workbook(BytesIO(data)).worksheets[0]
        return "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
    return data.decode("gb18030" if capture.source == "chamber_demo" else "utf-8")


def test_every_shipped_page_says_that_it_is_a_sample() -> None:
    sources = load_sources()
    for capture, data in shipped():
        text = readable(capture, data)
        source = sources[capture.source].model
        assert "lianzhao" in text, capture.url
        assert source.publisher in text, capture.url
        assert ("虚构" if source.example else "摘录（excerpt）") in text, capture.url
        assert (capture.via, capture.status) == ("sample", 200)


def test_the_chamber_page_is_gbk_under_a_utf8_header() -> None:
    [(capture, data)] = [found for found in shipped() if found[0].source == "chamber_demo"]
    assert "utf-8" in capture.headers["Content-Type"]
    assert "示例南屏家居有限公司" in data.decode("gbk")
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")


def test_the_sample_ledger_counts_as_the_report_does() -> None:
    sheet = openpyxl.load_workbook(SAMPLE / "ledger" / "示例对接台账.xlsx").worksheets[0]
    title, header, *rows = list(sheet.iter_rows(values_only=True))
    assert "示例数据" in str(title[0])
    contacts = [dict(zip(header, row, strict=True)) for row in rows]
    names = [str(contact["企业名称"]) for contact in contacts]
    assert len(names) == len(set(names)) == 112
    assert all(name.startswith("示例") for name in names)
    assert len(set(names) & set(giant_names())) == 34
    assert len(set(names) & set(chamber_names()) - set(giant_names())) >= 26
    assert set(ASSOCIATIONS) <= set(names)
    codes = [str(contact["统一社会信用代码"]) for contact in contacts if contact["统一社会信用代码"]]
    assert codes
    assert all(uscc.is_valid(code) and code.startswith("91990000") for code in codes)
    dates = [str(contact["对接日期"])[:10] for contact in contacts]
    assert dates == sorted(dates)
    assert (dates[0], dates[-1]) == ("2023-01-03", "2023-06-29")
    assert Counter(contact["小组"] for contact in contacts) == {"一组": 56, "二组": 56}
    for contact in contacts:
        assert contact["阶段"] != "签约"
        assert bool(contact["竞品"]) == (contact["原因"] == "竞品县市胜出")
        assert bool(contact["约定回访日期"]) == (contact["原因"] == "暂缓")
