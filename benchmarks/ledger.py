"""``python -m benchmarks.ledger``: a ledger of 20,000 rows imported into a store of 5,000 enterprises.

The ledger is made up (示例 firms and invented brands): whole names, short names, mistyped ones, two firms in
one cell, associations and firms that nobody knows. It is imported as the command does it, in a process of its
own on two cores at most, and again with a hundred rows added and a hundred changed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from benchmarks.record import RESULTS, Record, Table, this_machine, today, write_record
from common.settings import load_settings

ROWS, ENTERPRISES, SEED = 20_000, 5_000, 7
HEADER = ("序号", "企业名称", "对接日期", "方式", "小组", "阶段", "备注")
PLACES = ("佛山", "东莞", "深圳", "中山", "江门", "绍兴", "苏州", "宁波", "温州", "泉州")
TRADES = ("纺织", "印染", "家具", "建材", "碳酸钙", "食品", "再生资源", "储能科技", "电子", "服饰")
FORMS = ("有限公司", "股份有限公司", "集团有限公司")
BRANDS = "鑫淼晟煜烨琦祺睿骏翔宸皓霖岚泓沅钧铭锐拓恒盛嘉禾丰裕泰隆"
CORES = 2


def firms(count: int) -> list[str]:
    """Made-up registered names, each once."""
    chance, found = random.Random(SEED), dict[str, None]()  # noqa: S311
    while len(found) < count:
        brand = "".join(chance.sample(BRANDS, chance.choice((2, 2, 3))))
        place = chance.choice(PLACES)
        found[f"示例{place}{brand}{chance.choice(TRADES)}{chance.choice(FORMS)}"] = None
    return list(found)


def names(known: list[str], count: int) -> list[str]:
    """What a ledger's cells hold."""
    chance = random.Random(SEED + 1)  # noqa: S311
    found: list[str] = []
    unknown = firms(len(known) * 3)[len(known) :]
    for number in range(count):
        name = chance.choice(known)
        kind = chance.random()
        if kind < 0.1:
            name = name.split("有限")[0].split("股份")[0].split("集团")[0].removeprefix("示例")
        elif kind < 0.15:
            at = chance.randrange(2, len(name) - 4)
            name = name[:at] + name[at + 1 :]
        elif kind < 0.25:
            name = f"{name}、{chance.choice(known)}"
        elif kind < 0.3:
            name = f"示例{chance.choice(PLACES)}{chance.choice(TRADES)}行业协会"
        elif kind < 0.5:
            name = unknown[number % len(unknown)]
        found.append(name)
    return found


def write_ledger(path: Path, cells: list[str], changed: int = 0) -> None:
    """A ledger as a bureau keeps it: title, header, dates in several spellings, remarks with numbers."""
    days = ("2023.5.8", "5月8日", "2023年5月", "2023/6/1")
    stages = ("已对接", "已拜访", "初步接触", "洽谈", "终止")
    with Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("台账")
        sheet.write_string(0, 0, "示例数据（虚构）：2023年对接台账")
        sheet.write_row(1, 0, HEADER)
        for number, name in enumerate(cells):
            stage = "签约" if number < changed else stages[number % 5]
            row = (
                number + 1,
                name,
                days[number % 4],
                "电话",
                f"{'一二'[number % 2]}组",
                stage,
                "13800000000",
            )
            sheet.write_row(number + 2, 0, row)


def measure(rows: int, enterprises: int) -> Record:
    """Run both imports, each in a process of its own."""
    machine = this_machine()
    with tempfile.TemporaryDirectory(prefix="lianzhao-benchmark-") as name:
        home = Path(name) / "home"
        known, file, again = firms(enterprises), Path(name) / "台账.xlsx", Path(name) / "台账2.xlsx"
        cells = names(known, rows + 100)
        write_ledger(file, cells[:rows])
        write_ledger(again, cells, changed=100)
        _in_child("store", home, json.dumps(known, ensure_ascii=False))
        runs = [("the whole ledger", _in_child("import", home, str(file)))]
        runs.append(("again, 100 rows added and 100 changed", _in_child("import", home, str(again))))
    return Record(
        title=f"A ledger of {rows:,} rows",
        command="python -m benchmarks.ledger",
        measured_on=today(),
        machine=machine,
        tables=[
            Table(
                title=f"Import into a store of {enterprises:,} enterprises, report included",
                columns=["what", "rows", "seconds", "processor seconds", "peak memory, MB"],
                rows=[[what, one["rows"], one["seconds"], one["cpu"], one["mb"]] for what, one in runs],
            ),
            Table(
                title="What became of the rows",
                columns=["what", "matched", "to review", "new", "no enterprise", "unchanged"],
                rows=[
                    [what, *(one["statuses"].get(word, 0) for word in STATUS_WORDS), one["same"]]
                    for what, one in runs
                ],
            ),
        ],
    )


STATUS_WORDS = ("已对上", "待核对", "新企业", "不是企业")


def _in_child(task: str, home: Path, argument: str) -> dict[str, Any]:
    """Run a task of this module in a fork, and what it said."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        _pin()
        try:
            told = json.dumps(_store(home, argument) if task == "store" else _import(home, argument))
            os.write(write, told.encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    if not said:
        raise RuntimeError(f"{task} failed")
    found: dict[str, Any] = json.loads(said)
    print(task, found, flush=True)
    return found


def _pin() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])


def _store(home: Path, known: str) -> dict[str, Any]:
    from db.session import open_database, session  # noqa: PLC0415  # in the child: each measures itself
    from pipeline.identity import Mention, resolve  # noqa: PLC0415

    settings = load_settings(home, None)
    engine = open_database(settings.database_url)
    with session(engine) as db, db.begin():
        resolve(db, [Mention(at, name, example=True) for at, name in enumerate(json.loads(known))])
    return {"enterprises": len(json.loads(known))}


def _import(home: Path, file: str) -> dict[str, Any]:
    started = time.perf_counter()
    from app.ledger import import_file  # noqa: PLC0415  # what a command loads counts too
    from app.opened import open_all  # noqa: PLC0415

    done = import_file(open_all(load_settings(home, None)), Path(file)).imported
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "rows": done.rows,
        "seconds": round(time.perf_counter() - started, 2),
        "cpu": round(usage.ru_utime + usage.ru_stime, 2),
        "mb": usage.ru_maxrss // (1024 if sys.platform != "darwin" else 1024 * 1024),
        "statuses": done.statuses,
        "same": done.same,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ledger")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--enterprises", type=int, default=ENTERPRISES)
    asked = parser.parse_args()
    record = measure(asked.rows, asked.enterprises)
    if (asked.rows, asked.enterprises) == (ROWS, ENTERPRISES):
        write_record(record, RESULTS / "ledger.json")
