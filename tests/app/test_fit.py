"""``lianzhao fit`` on tables as people have them."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from app.fit_labels import read_labels
from app.fit_table import UNPLACED, Asked, fit_file
from common.errors import UserError
from common.settings import Settings, load_settings

FIRMS = [
    {"名称": "示例光伏有限公司", "经营范围": "光伏组件制造", "备注": "=1+1"},
    {"名称": "示例水务有限公司", "经营范围": "污水处理", "备注": ""},
    {"名称": "示例商行", "经营范围": "", "备注": "空"},
]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(home=tmp_path / "home")


def write_csv(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_and_chain_is_written_with_the_rows_own_columns(settings: Settings, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    done = fit_file(settings, write_csv(tmp_path / "in.csv", FIRMS), out, Asked())
    found = read_csv(out)
    assert done.rows == 3
    assert done.written == len(found) == 27
    solar = next(row for row in found if row["chain"] == "clean_energy_equipment")
    assert solar["名称"] == "示例光伏有限公司"
    assert solar["node"] == "pv_equipment"
    assert 0 < float(solar["low"]) < float(solar["fit"]) < float(solar["high"]) < 1
    assert "“光伏组件”（经营范围，生产）" in solar["why"]
    assert solar["park"] == "园区待定"
    assert solar["next_question"] == "主营产品是什么？"
    water = next(row for row in found if row["名称"] == "示例水务有限公司" and row["chain"] == "recycling")
    assert water["node"] == UNPLACED
    assert all(float(row["fit"]) == 0 for row in found if row["名称"] == "示例商行")


def test_wide_has_one_row_a_firm_and_a_workbook_never_runs_a_cell(settings: Settings, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    fit_file(settings, write_csv(tmp_path / "in.csv", FIRMS), out, Asked(("wood_home",), wide=True))
    rows = list(openpyxl.load_workbook(out).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert rows[0] == (
        "名称",
        "经营范围",
        "备注",
        *(f"wood_home.{name}" for name in ("node", "fit", "low", "high", "why")),
        "next_question",
    )
    assert len(rows) == 4
    assert rows[1][2] == "=1+1"


def test_parquet_in_and_out_and_only_hits(settings: Settings, tmp_path: Path) -> None:
    source = tmp_path / "in.parquet"
    pq.write_table(
        pa.table({"name": ["示例家居有限公司"], "products": ["板式家具"], "industry_code": ["C2110"]}), source
    )
    done = fit_file(settings, source, tmp_path / "out.parquet", Asked(hits_only=True))
    found = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert [row["chain"] for row in found] == ["wood_home"]
    assert "行业代码" in found[0]["why"]
    assert done.reached["wood_home"] == 1


LABELLED = [
    {
        "name": f"示例{at}有限公司",
        "scope": "家具制造；榫卯工艺" if at % 2 else "家具制造",
        "label_wood_home": str(at % 2 * 2),
    }
    for at in range(220)
]


def test_labels_change_the_fit_and_say_so(settings: Settings, tmp_path: Path) -> None:
    learned = read_labels(settings, write_csv(tmp_path / "labels.csv", LABELLED))
    firms = write_csv(tmp_path / "in.csv", LABELLED[:2])
    plain, taught = tmp_path / "plain.csv", tmp_path / "taught.csv"
    fit_file(settings, firms, plain, Asked(("wood_home",)))
    fit_file(settings, firms, taught, Asked(("wood_home",)), learned)
    before, after = ([float(row["fit"]) for row in read_csv(path)] for path in (plain, taught))
    assert before[0] == before[1]
    assert after[1] > after[0] + 0.3
    row = read_csv(taught)[1]
    assert "标注修正 +" in row["why"]
    assert float(row["low"]) <= float(row["fit"]) <= float(row["high"])


@pytest.mark.parametrize(
    ("rows", "asked", "words"),
    [
        ([{"公司": "示例"}], Asked(), ("缺少", "name")),
        ([{"name": "示例", "chain": "x"}], Asked(), ("已有 chain 列",)),
        ([{"name": "示例"}], Asked(("木头",)), ("没有产业链 木头", "wood_home")),
    ],
)
def test_bad_tables_are_refused_and_nothing_is_written(
    settings: Settings, tmp_path: Path, rows: list[dict[str, str]], asked: Asked, words: tuple[str, ...]
) -> None:
    out = tmp_path / "out.csv"
    with pytest.raises(UserError) as error:
        fit_file(settings, write_csv(tmp_path / "in.csv", rows), out, asked)
    for word in words:
        assert word in str(error.value)
    assert not out.exists()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"name": "示例", "label_wood_home": "3"}, ("标注只能是 0、1、2 或空", "第 1 行")),
        ({"name": "示例", "label_wood": "1"}, ("label_wood", "label_<产业链>")),
        ({"name": "示例"}, ("没有标注列",)),
    ],
)
def test_bad_labels_are_refused(
    settings: Settings, tmp_path: Path, row: dict[str, str], words: tuple[str, ...]
) -> None:
    with pytest.raises(UserError) as error:
        read_labels(settings, write_csv(tmp_path / "labels.csv", [row]))
    for word in words:
        assert word in str(error.value)


def test_hostile_cells_are_read_or_cut(settings: Settings, tmp_path: Path) -> None:
    rows = [
        {"name": "<b>示例</b>", "scope": "光伏组件制造" + "、" * 1_000_000},
        {"name": "", "scope": "(((（"},
    ]
    done = fit_file(
        settings, write_csv(tmp_path / "in.csv", rows), tmp_path / "out.csv", Asked(hits_only=True)
    )
    assert done.written == 1
