"""``lianzhao identity link`` as a clerk uses it, with every kind of table."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from app.cli import main
from tests.link.build import CHEN, HENGYUN, ROWS, SANJIANG

HEAD = ["row", "query", "rank", "name", "uscc", "score", "decision", "why"]


def run(home: Path, *arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["--home", str(home), "identity", "link", *map(str, arguments)])
    return int(ended.value.code or 0)


def write(path: Path, rows: list[list[str]]) -> Path:
    if path.suffix == ".parquet":
        columns = dict(zip(rows[0], zip(*rows[1:], strict=True), strict=True))
        pq.write_table(pa.table({name: list(values) for name, values in columns.items()}), path)
    elif path.suffix == ".xlsx":
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    sheet.write_string(number, column, value)
    else:
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        path.write_text(text.getvalue(), "gb18030" if "gbk" in path.name else "utf-8-sig")
    return path


@pytest.fixture
def universe(tmp_path: Path) -> Path:
    rows = [[cell or "" for cell in row] for row in ROWS]
    return write(tmp_path / "universe.csv", [["name", "uscc", "province", "city"], *rows])


def results(path: Path) -> list[dict[str, object]]:
    if path.suffix == ".parquet":
        return list(pq.read_table(path).to_pylist())
    if path.suffix == ".xlsx":
        head, *rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)  # type: ignore[union-attr]
        return [dict(zip(map(str, head), row, strict=True)) for row in rows]
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [dict(row) for row in csv.DictReader(file)]


@pytest.mark.parametrize("asked", ["q.csv", "q_gbk.csv", "q.xlsx", "q.parquet"])
@pytest.mark.parametrize("out", ["out.csv", "out.xlsx", "out.parquet"])
def test_every_kind_of_table(
    tmp_path: Path, universe: Path, asked: str, out: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [["备注", "企业名称"], ["甲", "晨阳股份"], ["乙", ""], ["丙", "渝三江Ａ"]]
    queries = write(tmp_path / asked, rows)
    code = run(
        tmp_path / "home", queries, "--universe", universe, "--out", tmp_path / out, "--top", 1, "--json"
    )
    assert code == 0
    found = results(tmp_path / out)
    assert list(found[0]) == HEAD
    assert [int(str(row["row"])) for row in found] == [1, 2, 3]
    assert [row["name"] or "" for row in found] == [CHEN, "", SANJIANG]
    summary = json.loads(capsys.readouterr().out)
    assert summary["queries"] == 3
    assert summary["none"] == 1
    assert summary["universe"] == len(ROWS)


def test_scraped_text_never_runs(tmp_path: Path, universe: Path) -> None:
    queries = write(tmp_path / "q.csv", [["name"], ["=1+1示例晨阳"]])
    for out in ("out.xlsx", "out.csv"):
        assert run(tmp_path / "home", queries, "--universe", universe, "--out", tmp_path / out) == 0
    cell = openpyxl.load_workbook(tmp_path / "out.xlsx").active["B2"]  # type: ignore[index]
    assert (cell.value, cell.data_type) == ("=1+1示例晨阳", "s")
    assert results(tmp_path / "out.csv")[0]["query"] == "'=1+1示例晨阳"


def test_aliases_from_a_file_and_from_the_universe(tmp_path: Path) -> None:
    universe = write(
        tmp_path / "u.csv", [["name", "aliases"], [CHEN, "老晨阳厂、晨光化工"], [HENGYUN, ""], [SANJIANG, ""]]
    )
    aliases = write(tmp_path / "a.csv", [["alias", "name"], ["旧恒云", HENGYUN]])
    queries = write(tmp_path / "q.csv", [["name"], ["晨光化工"], ["旧恒云"]])
    out = tmp_path / "out.csv"
    assert run(tmp_path, queries, "--universe", universe, "--aliases", aliases, "--out", out, "--top", 1) == 0
    assert [(row["name"], row["decision"]) for row in results(out)] == [(CHEN, "match"), (HENGYUN, "match")]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("none.csv", None, "没有这个文件"),
        ("q.txt", b"name\n", "不认识的文件类型"),
        ("q.csv", b"", "文件是空的"),
        ("q.csv", "title\n示例\n".encode(), "缺少 name 列"),
        ("q.csv", b"name\n", "没有要查的行"),
        ("q.csv", b'name\n"open\n', "引号没有配对"),
        ("q.csv", b"name\n\xff\xff\xff\n", "认不出的字符"),
        ("q.parquet", b"PAR1 torn", "读不出来"),
        ("q.xlsx", b"PK torn", "工作簿"),
        ("q.xlsx", b"<html>", "不是 xlsx"),
    ],
)
def test_bad_queries_are_one_sentence(
    tmp_path: Path,
    universe: Path,
    name: str,
    content: bytes | None,
    words: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    out = tmp_path / "out.csv"
    assert run(tmp_path / "home", tmp_path / name, "--universe", universe, "--out", out) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said
    assert not out.exists()
    assert not list(tmp_path.glob(".tmp-*"))


@pytest.mark.parametrize(
    ("out", "words"),
    [("out.doc", "不认识的输出类型"), ("folder", "不认识的输出类型")],
)
def test_bad_outputs_are_refused_first(
    tmp_path: Path, universe: Path, out: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path / "home", universe, "--universe", universe, "--out", tmp_path / out) == 2
    assert words in capsys.readouterr().err


def test_an_empty_universe_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    queries = write(tmp_path / "q.csv", [["name"], ["示例"]])
    empty = write(tmp_path / "u.csv", [["name", "city"], ["", "扬州"]])
    assert run(tmp_path / "home", queries, "--universe", empty, "--out", tmp_path / "o.csv") == 2
    assert "没有一个名称" in capsys.readouterr().err


def test_the_homes_own_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    queries = write(tmp_path / "q.csv", [["name"], ["晨光化工"], ["示例晨阳"]])
    out = tmp_path / "o.csv"
    assert run(tmp_path / "home", queries, "--out", out) == 2
    assert "库里还没有企业" in capsys.readouterr().err
    store(tmp_path / "home")
    assert run(tmp_path / "home", queries, "--out", out, "--top", 1) == 0
    assert [row["name"] for row in results(out)] == [CHEN, CHEN]
    assert "别名表" in str(results(out)[0]["why"])


def store(home: Path) -> None:
    from common.settings import load_settings
    from db.models import Enterprise, EnterpriseKey
    from db.session import open_database, session

    engine = open_database(load_settings(home).database_url)
    with session(engine) as db, db.begin():
        db.add(Enterprise(id="E1", name=CHEN, uscc=None, legal_form=True, example=True))
        db.add(Enterprise(id="E2", name=HENGYUN, uscc=None, legal_form=True, example=True))
        db.flush()
        db.add(EnterpriseKey(kind="short_name", value="晨光化工", enterprise_id="E1"))
    engine.dispose()
