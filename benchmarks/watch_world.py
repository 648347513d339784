"""Made-up sources for ``benchmarks.watch``: how lists, registers, feeds and notices change when all is well.

Every firm is made up (示例…) and everything follows from the seed. What drifts, by kind of source:

- ``register`` (weekly): 150–900 rows; each week 0, 0.2 or 2 % firms join (drawn once a source) and
  0.1–0.3 % leave, both as Poisson numbers; 0.2 % change their name; once a quarter all revenues move by
  2 % ± 10 %. Once each: +8 % in one week (a wave of listings), −5 % (a batch of delistings), the column
  主营产品 goes from 70 % to 95 % filled, and all rows are put into another order and numbered anew.
- ``yearly`` (an edition a run): exactly 100, 250 or 500 rows, 4–35 % of the firms replaced each year,
  revenues + 6 % ± 15 %, ranked by revenue, 2 % renamed, a tie at the end adds a row once in ten years;
  once a column goes from 80 % to 100 % filled.
- ``feed`` (a visit a day): gamma-Poisson numbers of new projects around 20–120 a working day and a tenth
  of it at weekends, of firms that come again and again; once a day with 2.5 times as many.
- ``notices`` (a document a run): log-normal sizes, median 70, 6–700 rows; 30 % of the documents are of
  one province, 15 % number each province anew, 40 % have no column 主导产品.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import exp
from random import Random
from typing import Literal

from crawlers.source import Source

World = Literal["register", "yearly", "feed", "notices"]
WORLDS: tuple[World, ...] = ("register", "yearly", "feed", "notices")

_CITIES = {
    "广东省": ["深圳市", "佛山市", "东莞市", "惠州市"],
    "浙江省": ["绍兴市", "嘉兴市", "湖州市"],
    "江苏省": ["苏州市", "无锡市", "常州市"],
    "山东省": ["青岛市", "烟台市"],
    "福建省": ["泉州市", "福州市"],
    "四川省": ["成都市", "绵阳市"],
    "广西壮族自治区": ["南宁市", "河池市"],
    "湖北省": ["武汉市", "宜昌市"],
}
_TRADES = {
    "纺织": ["色纱", "针织面料", "真丝绸", "印花布"],
    "家具": ["定制橱柜", "实木门", "人造板"],
    "有色金属": ["再生铝", "铜带", "锑制品"],
    "电子": ["传感器", "线路板", "连接器"],
    "食品": ["白砂糖", "果汁", "米粉"],
    "建材": ["碳酸钙", "人造石", "陶瓷砖"],
    "机械": ["轴承", "注塑机", "减速机"],
    "电气": ["逆变器", "储能柜", "电缆"],
}
_SYLLABLES = "恒澜绵云缦屏杉禾樟榕桉岩晶循塬汇屿坡芯澄拓桂粤缇萃竹研茧川伏阳铭沃泽"
_FORMS = ["有限公司", "有限公司", "有限公司", "股份有限公司", "集团有限公司", "科技有限公司"]


@dataclass(frozen=True)
class Firm:
    """A made-up firm; ``revenue`` in 万元."""

    name: str
    code: str
    province: str
    city: str
    industry: str
    products: str
    staff: int
    revenue: float
    gap: float
    """0–1, fixed for each firm: a column that is filled to 70 % is empty where this is above 0.7."""


@dataclass(frozen=True)
class Page:
    """One publication: header and rows as printed; ``event`` names a harmless event of this run."""

    edition: str
    header: list[str]
    rows: list[list[str]]
    event: str = ""


def source_of(world: World, edition: str) -> Source:
    """The source of a world, with ``expect`` wide open: what is measured is the watcher alone."""
    values = {
        "id": f"watch_{world}",
        "name": "示例来源",
        "publisher": "示例发布方（虚构）",
        "edition": edition,
        "format": "json",
        "urls": ["https://list.example/watch"],
        "table": {"select": "result"},
        "units": {"revenue": "万元", "investment": "万元"},
        "expect": {"rows": [0, 1_000_000], "organisation_share": 0},
        "example": True,
    }
    if world == "feed":
        values["once"] = True
    if world == "notices":
        values |= {"spider": "notices", "family": "html", "notices": {"title": "名单"}}
    return Source.model_validate(values)


def pages(world: World, seed: int, runs: int, scale: float = 1.0) -> list[Page]:
    """What the source publishes, run by run; ``scale`` makes it smaller."""
    rng = Random(f"{world}-{seed}")  # noqa: S311  # a simulation
    make = {"register": _register, "yearly": _yearly, "feed": _feed, "notices": _notices}
    return list(make[world](rng, runs, scale))


def _register(rng: Random, runs: int, scale: float) -> Iterator[Page]:
    firms = [_firm(rng) for _ in range(int(rng.randint(150, 900) * scale))]
    growth, loss = rng.choice([0.0, 0.002, 0.02]), rng.uniform(0.001, 0.003)
    when = rng.sample(range(2, runs), 4)
    events = dict(zip(when, ["wave of listings", "delistings", "column filled", "other order"], strict=True))
    filled = 0.7
    for run in range(runs):
        event = events.get(run, "")
        join = 0.08 if event == "wave of listings" else growth
        leave = 0.05 if event == "delistings" else loss
        filled = 0.95 if event == "column filled" else filled
        firms = rng.sample(firms, len(firms) - min(len(firms), _poisson(rng, leave * len(firms))))
        firms.sort(key=lambda firm: firm.code)
        firms += [_firm(rng) for _ in range(_poisson(rng, join * len(firms)))]
        firms = [_renamed(rng, firm) if rng.random() < 0.002 else firm for firm in firms]
        if run % 13 == 12:
            firms = [replace(firm, revenue=firm.revenue * exp(rng.gauss(0.02, 0.1))) for firm in firms]
        shown = rng.sample(firms, len(firms)) if event == "other order" else firms
        header = [
            "序号",
            "企业名称",
            "证券代码",
            "省份",
            "城市",
            "行业",
            "主营产品",
            "营业收入(万元)",
            "员工人数",
        ]
        yield Page(
            "rolling",
            header,
            [
                [
                    str(at),
                    firm.name,
                    firm.code,
                    firm.province,
                    firm.city,
                    firm.industry,
                    firm.products if firm.gap < filled else "",
                    f"{firm.revenue:.0f}",
                    str(firm.staff),
                ]
                for at, firm in enumerate(shown, start=1)
            ],
            event,
        )


def _yearly(rng: Random, runs: int, scale: float) -> Iterator[Page]:
    size = int(rng.choice([100, 250, 500]) * scale)
    turnover = rng.uniform(0.04, 0.35)
    fills_at = rng.randrange(2, runs)
    firms = [_firm(rng) for _ in range(size)]
    for run in range(runs):
        stay = rng.sample(firms, size - round(turnover * rng.uniform(0.8, 1.2) * size)) if run else firms
        firms = [replace(firm, revenue=firm.revenue * exp(rng.gauss(0.06, 0.15))) for firm in stay]
        firms = [_renamed(rng, firm) if rng.random() < 0.02 else firm for firm in firms]
        firms += [replace(_firm(rng), revenue=rng.choice(stay).revenue) for _ in range(size - len(firms))]
        firms.sort(key=lambda firm: -firm.revenue)
        shown = firms + ([_firm(rng)] if rng.random() < 0.1 else [])
        yield Page(
            str(1990 + run),
            ["排名", "企业名称", "省份", "所属行业", "营业收入(万元)", "员工人数"],
            [
                [
                    str(at),
                    firm.name,
                    firm.province,
                    firm.industry,
                    f"{firm.revenue:.0f}",
                    str(firm.staff) if firm.gap < 0.8 or run >= fills_at else "",
                ]
                for at, firm in enumerate(shown, start=1)
            ],
            "column filled" if run == fills_at else "",
        )


def _feed(rng: Random, runs: int, scale: float) -> Iterator[Page]:
    firms = [_firm(rng) for _ in range(int(3000 * scale))]
    usual = rng.uniform(20, 120)
    rush = rng.randrange(2, runs)
    number = 0
    for run in range(runs):
        expected = usual * (0.1 if run % 7 in (5, 6) else 1.0) * (2.5 if run == rush else 1.0)
        rows = []
        for _ in range(max(1, _poisson(rng, rng.gammavariate(6, expected / 6)))):
            firm = rng.choice(firms)
            number += 1
            rows.append(
                [
                    f"2026-{number:06d}",
                    firm.name,
                    f"示例{firm.products}{rng.choice(['扩建', '新建', '技改'])}项目（{number}）",
                    f"{firm.province}{firm.city}示例路{rng.randint(1, 400)}号",
                    firm.industry,
                    f"{exp(rng.gauss(8, 1.2)):.0f}" if rng.random() < 0.9 else "",
                ]
            )
        header = ["项目代码", "建设单位", "项目名称", "建设地点", "所属行业", "总投资(万元)"]
        yield Page("rolling", header, rows, "rush" if run == rush else "")


def _notices(rng: Random, runs: int, scale: float) -> Iterator[Page]:
    for _ in range(runs):
        size = round(min(700.0, max(6.0, rng.lognormvariate(0, 0.9) * 70 * scale)))
        only = rng.choice(list(_CITIES)) if rng.random() < 0.3 else None
        restarts, products = rng.random() < 0.15, rng.random() < 0.6
        firms = sorted((_firm(rng, only) for _ in range(size)), key=lambda firm: firm.province)
        rows, serial, before = [], 0, ""
        for firm in firms:
            serial = 1 if restarts and firm.province != before else serial + 1
            before = firm.province
            cells = [str(serial), firm.province if rng.random() < 0.99 else "", firm.name]
            rows.append(cells + ([firm.products] if products else []))
        yield Page("2026", ["序号", "省份", "企业名称"] + (["主导产品"] if products else []), rows)


def _firm(rng: Random, only: str | None = None) -> Firm:
    province = only or rng.choice(list(_CITIES))
    city = rng.choice(_CITIES[province])
    industry = rng.choice(list(_TRADES))
    return Firm(
        name=_name(rng, city, industry),
        code=f"{rng.choice(['60', '00', '30'])}{rng.randint(0, 9999):04d}",
        province=province,
        city=city,
        industry=industry,
        products=rng.choice(_TRADES[industry]),
        staff=rng.randint(50, 9000),
        revenue=exp(rng.gauss(11, 1)),
        gap=rng.random(),
    )


def _name(rng: Random, city: str, industry: str) -> str:
    place = city.removesuffix("市") if rng.random() < 0.6 else ""
    brand = "".join(rng.sample(_SYLLABLES, rng.choice([2, 2, 3])))
    if rng.random() < 0.02:
        return f"示例{place}{brand}{industry}"  # some lists name brands
    return f"示例{place}{brand}{industry}{rng.choice(_FORMS)}"


def _renamed(rng: Random, firm: Firm) -> Firm:
    return replace(firm, name=_name(rng, firm.city, firm.industry))


def _poisson(rng: Random, mean: float) -> int:
    """A Poisson number: how many exponential gaps of mean 1 fit into ``mean``."""
    number, spent = 0, rng.expovariate(1)
    while spent < mean:
        number, spent = number + 1, spent + rng.expovariate(1)
    return number
