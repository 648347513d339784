"""``python -m benchmarks.coverage``: headquarters' figures and workbook over 100,000 enterprises.

The enterprises are made up (示例 names, texts of each chain's own words, real cities' names); they are not
flagged as examples, because those stand in no denominator. Drafting the week's list is not part of it.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from openpyxl import load_workbook

from app.reports.coverage_sheets import CELLS_NAME
from app.reports.headquarters import write_headquarters
from benchmarks.record import RESULTS, Record, Table, this_machine, today, write_record
from common.settings import PROJECT_ROOT
from db.models import Contact
from matching.config.bundle import Config
from matching.config.check import load_checked
from matching.firm import Firm, Known, Listing, Text
from matching.hq.contacted import contacted
from matching.hq.headquarters import headquarters
from matching.lean import Lean
from matching.load import Knowledge
from matching.result import Evidence
from matching.week import judge_each, make_context, report_week

T = TypeVar("T")
ENTERPRISES, CONTACTED, SEED, WEEK = 100_000, 2_000, 7, "2026-W48"
CITIES = {
    "广东省": "广州市 深圳市 佛山市 东莞市 中山市 惠州市 江门市 汕头市 揭阳市 潮州市",
    "浙江省": "杭州市 宁波市 温州市 嘉兴市 湖州市 绍兴市 金华市 台州市 衢州市 丽水市",
    "江苏省": "南京市 苏州市 无锡市 常州市 南通市 徐州市 盐城市 扬州市 镇江市 泰州市",
    "福建省": "福州市 厦门市 泉州市 漳州市 莆田市 三明市 龙岩市 南平市 宁德市",
    "山东省": "济南市 青岛市 潍坊市 烟台市 临沂市 淄博市 德州市 滨州市 东营市",
}
EVIDENCE = Evidence(
    fact="示例", source="示例名录", url="https://example.invalid", snapshot="0" * 64, row=1, date="2026-09-01"
)


def universe(config: Config, count: int) -> Knowledge:
    """Made-up enterprises, evenly over chains, nodes, lists and cities, of which some were contacted."""
    draw = random.Random(SEED)  # noqa: S311  # made-up firms
    words = [node.kw.strong or node.kw.mid for _, node in config.chains.nodes()]
    words = [some for some in words if some]
    tiers = [tier.id for tier in config.lists.tiers if tier.use != ["reference"]]
    places = [(province, city) for province, cities in CITIES.items() for city in cities.split()]
    firms: dict[str, Firm] = {}
    for number in range(count):
        province, city = draw.choice(places)
        name = f"示例{city[:-1]}{number}有限公司"
        made = "、".join(draw.choice(draw.choice(words)) for _ in range(2))
        firms[f"E{number:07d}"] = Firm(
            id=f"E{number:07d}",
            name=name,
            uscc=None,
            legal_form=True,
            example=False,
            named=EVIDENCE,
            province=Known(province, EVIDENCE),
            city=Known(city, EVIDENCE),
            texts=[Text("company_name", name, EVIDENCE), Text("product_list", made, EVIDENCE)],
            listings=[Listing(draw.choice(tiers), "2026", None, "2026-09-15", EVIDENCE)],
        )
    some = draw.sample(list(firms.values()), min(CONTACTED, count))
    rows = [(_row(firm, at), EVIDENCE) for at, firm in enumerate(some, start=1)]
    return Knowledge(firms=firms, releases=[], contacts=rows, data_hash="0" * 64)


def _row(firm: Firm, row: int) -> Contact:
    return Contact(
        name=firm.name,
        enterprise_id=firm.id,
        stage="已拜访",
        channel="拜访",
        kind="enterprise",
        row=row,
        on_date="2026-10-10",
    )


def measure(enterprises: int = ENTERPRISES) -> Record:
    """Judge everybody, compute the figures, write the workbook of a small week that holds them."""
    machine, config = this_machine(), load_checked(PROJECT_ROOT / "config")
    knowledge = universe(config, enterprises)
    spent: list[list[str | int | float]] = []

    def timed(what: str, run: Callable[[], T]) -> T:
        started = time.process_time()
        done = run()
        spent.append([what, time.process_time() - started, _peak_mb()])
        print(spent[-1], flush=True)
        return done

    context = make_context(knowledge, config, WEEK)
    judged = timed("judge all", lambda: list(map(Lean(), judge_each(knowledge, context))))
    objects = contacted(knowledge)
    hq = timed("headquarters' figures", lambda: headquarters(objects, knowledge, judged, context))
    small = universe(config, 10)
    report = report_week(small, make_context(small, config, WEEK), WEEK, []).model_copy(update={"hq": hq})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "总部.xlsx"
        timed("write the workbook", lambda: write_headquarters(report, path, "内部"))
        size = path.stat().st_size
        shown = load_workbook(path, read_only=True)[CELLS_NAME].max_row
    timed("the week as JSON, which coverage and kpi read", report.model_dump_json)
    return Record(
        title=f"Headquarters' figures over {enterprises:,} enterprises",
        command="python -m benchmarks.coverage",
        measured_on=today(),
        machine=machine,
        tables=[
            Table(title="Steps", columns=["what", "processor seconds", "peak memory so far, MB"], rows=spent),
            Table(
                title="Sizes",
                columns=["what", "count"],
                rows=[
                    ["meetings of chain, node, list and city", len(hq.coverage.cells)],
                    [f"rows of sheet {CELLS_NAME}", int(shown or 0)],
                    ["workbook, bytes", size],
                ],
            ),
        ],
    )


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (
        1024 if sys.platform != "darwin" else 1 << 20
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.coverage")
    parser.add_argument("--enterprises", type=int, default=ENTERPRISES)
    asked = parser.parse_args()
    record = measure(asked.enterprises)
    if asked.enterprises == ENTERPRISES:
        write_record(record, RESULTS / "coverage.json")
