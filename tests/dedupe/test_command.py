"""``lianzhao identity dedupe`` as a clerk uses it: the table comes back whole, with three columns more."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from app.cli import main
from tests.identity.build import credit_code
from tests.link.test_command import results, write

CODE, OTHER = credit_code(1), credit_code(2)
HEAD = ["备注", "name", "省份", "城市", "uscc"]
ROWS = [
    ["甲", "广东示例东鸿陶瓷有限公司", "广东", "佛山", ""],
    ["乙", "1、广东示例东鸿陶瓷有限责任公司（已注销）", "广东", "", ""],
    ["丙", "廣東示例東鴻陶瓷有限公司", "", "", ""],
    ["=1+1", "示例南江纸业股份有限公司", "湖北", "武汉", CODE],
    ["戊", "完全不像的示例名称有限公司", "湖北", "武汉", CODE],
    ["己", "示例南江纸业股份有限公司", "湖北", "武汉", OTHER],
    ["庚", "", "", "", ""],
    ["辛", "示例西岭饲料有限公司", "", "", "12345"],
]


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["identity", "dedupe", *map(str, arguments)])
    return int(ended.value.code or 0)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANZHAO_HOME", str(tmp_path / "home"))


@pytest.mark.parametrize("given", ["in.csv", "in_gbk.csv", "in.xlsx", "in.parquet"])
@pytest.mark.parametrize("out", ["out.csv", "out.xlsx", "out.parquet"])
def test_every_kind_of_table(
    tmp_path: Path, given: str, out: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [[cell.replace("廣東", "广东").replace("東鴻", "东鸿") for cell in row] for row in ROWS]
    assert run(write(tmp_path / given, [HEAD, *rows]), "--out", tmp_path / out, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    found = results(tmp_path / out)
    assert [row["备注"] for row in found] == [
        row[0] if out != "out.csv" else row[0].replace("=", "'=") for row in ROWS
    ]
    assert [int(str(row["cluster"])) for row in found] == [1, 1, 1, 2, 2, 3, 4, 5]
    assert told["rows"] == 8
    assert (told["enterprises"], told["joined_rows"]) == (5, 5)
    assert len(str(told["model"])) == 12
    assert all(0 <= float(str(row["certainty"])) <= 1 for row in found)
    assert found[4]["why"] == "与第4行同一家：信用代码相同"
    assert str(found[0]["why"]).startswith("与第")
    assert "字号相同：示例东鸿" in str(found[1]["why"])


def test_columns_of_a_parquet_file_keep_their_types(tmp_path: Path) -> None:
    given = pa.table({"n": [1, 2], "name": ["示例东鸿陶瓷有限公司"] * 2, "province": ["广东", "广东"]})
    pq.write_table(given, tmp_path / "in.parquet")
    assert run(tmp_path / "in.parquet", "--out", tmp_path / "out.parquet") == 0
    kept = pq.read_table(tmp_path / "out.parquet")
    assert kept.schema.field("n").type == pa.int64()
    assert kept.select(given.schema.names).equals(given)
    assert kept["cluster"].to_pylist() == [1, 1]


def test_traditional_characters_are_read(tmp_path: Path) -> None:
    assert run(write(tmp_path / "in.csv", [HEAD, *ROWS[:3]]), "--out", tmp_path / "out.csv") == 0
    assert [row["cluster"] for row in results(tmp_path / "out.csv")] == ["1", "1", "1"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["企业"], ["示例东鸿陶瓷有限公司"]], "缺少 name 列"),
        ([["name"]], "没有一行"),
        ([["name", "cluster"], ["示例东鸿陶瓷有限公司", "7"]], "已有 cluster 列"),
    ],
)
def test_bad_tables_are_told_in_one_sentence(
    tmp_path: Path, rows: list[list[str]], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(write(tmp_path / "in.csv", rows), "--out", tmp_path / "out.csv") == 2
    assert said in capsys.readouterr().err.replace("\n", "")
    assert not (tmp_path / "out.csv").exists()


def test_missing_file_and_unknown_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "none.csv", "--out", tmp_path / "out.csv") == 2
    assert run(write(tmp_path / "in.csv", [HEAD, *ROWS]), "--out", tmp_path / "out.doc") == 2
    assert "不认识的输出类型" in capsys.readouterr().err.replace("\n", "")


def test_a_thousand_equal_rows_are_one_enterprise(tmp_path: Path) -> None:
    rows = [["name"], *[["示例东鸿陶瓷有限公司"]] * 1_000, ["示例东鸿陶瓷有限责任公司"]]
    assert run(write(tmp_path / "in.csv", rows), "--out", tmp_path / "out.csv") == 0
    assert {row["cluster"] for row in results(tmp_path / "out.csv")} == {"1"}


def test_rows_without_a_name_are_nobody(tmp_path: Path) -> None:
    rows = [
        ["name", "uscc"],
        *[["", ""]] * 40,
        ["😀", ""],
        ["。", ""],
        ["", CODE],
        ["示例东鸿陶瓷有限公司", CODE],
    ]
    assert run(write(tmp_path / "in.csv", rows), "--out", tmp_path / "out.csv") == 0
    found = results(tmp_path / "out.csv")
    assert len({row["cluster"] for row in found}) == len(found) - 1
    assert found[-1]["cluster"] == found[-2]["cluster"]
    assert found[0]["why"] == "没有名称"
