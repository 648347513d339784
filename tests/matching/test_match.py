"""Which nodes a week's firms fit: as ``lianzhao fit`` prints it, what reaches a chain, the way back."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from app.fit_table import Asked, fit_file
from common.settings import PROJECT_ROOT, Settings
from matching.context import Context
from matching.firm import Firm, Text
from matching.match import evidence_of, main_nodes, match_firms
from tests.matching.build import circumstances, evidence, firm
from tests.matching.conftest import Changed, Edit

FIRMS = [
    firm("示例印染有限公司", products="针织布染整、印花加工；坯布销售", scope="纺织品批发"),
    firm("示例家居贸易商行", products="", scope="家具、床垫零售；全屋定制服务"),
    firm("示例新材料有限公司", products="纳米碳酸钙、塑料改性粒子", codes=["2669", "3011"]),
    firm("示例控股有限公司", products="　光伏组件<b>制造</b>、储能系统（不含电池生产）", codes=["3825"]),
    firm("示例科技有限公司", products="人工智能、数据标注", scope="软件开发；人工智能"),
    firm("示例水泥设备有限公司", products="水泥设备制造，水泥贸易"),
]


def table_of(firms: list[Firm], tmp_path: Path) -> list[dict[str, str]]:
    """What ``lianzhao fit`` writes for the firms' own texts."""
    source, out = tmp_path / "企业.csv", tmp_path / "契合度.csv"
    names = {"company_name": "name", "product_list": "products", "business_scope": "scope"}
    with source.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*names.values(), "industry_code"])
        writer.writeheader()
        for one in firms:
            texts = {names[text.field]: text.text for text in one.texts}
            writer.writerow(texts | {"industry_code": " ".join(code.value for code in one.codes)})
    settings = Settings(
        home=tmp_path, config=PROJECT_ROOT / "config", sample=tmp_path, database_url="sqlite://"
    )
    fit_file(settings, source, out, Asked())
    with out.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_week_is_judged_by_what_lianzhao_fit_prints(context: Context, tmp_path: Path) -> None:
    printed = {(row["name"], row["chain"]): row for row in table_of(FIRMS, tmp_path)}
    compared = 0
    for one in FIRMS:
        for match in main_nodes(one, context):
            row = printed[one.name, match.chain.id]
            assert row["node"] == match.node.id
            assert [float(row[name]) for name in ("fit", "low", "high")] == [
                pytest.approx(value, abs=1e-4) for value in (match.fit.centre, match.fit.low, match.fit.high)
            ]
            assert (row["why"], row["next_question"]) == (match.why, match.question)
            compared += 1
    assert compared >= len(FIRMS)


def test_all_at_once_is_one_after_the_other(context: Context) -> None:
    together = match_firms(FIRMS, context)
    for one in FIRMS:
        alone = main_nodes(one, context)
        assert alone == together.get(one.id, [])


def chains(context: Context, one: Firm) -> list[str]:
    return [match.chain.id for match in main_nodes(one, context)]


def test_what_reaches_a_chain(context: Context) -> None:
    """Domain guide 5.3, item 4: a strong word, two distinct weaker ones, or a class of the node."""

    def of(products: str, codes: tuple[str, ...] = ()) -> list[str]:
        return chains(context, firm("示例有限公司", products=products, codes=codes))

    assert of("全屋定制") == ["wood_home"]
    assert of("壁纸") == of("壁纸、壁纸") == []
    assert of("壁纸、胶黏剂") == ["wood_home"]
    assert of("壁纸", ("2190",)) == of("", ("2190",)) == ["wood_home"]
    assert of("木制品（不含全屋定制）") == []


def test_nothing_is_read_in_an_address_or_in_a_field_that_is_not_believed(
    context: Context, changed: Changed
) -> None:
    spoken = firm("示例全屋定制有限公司", products="")
    assert chains(context, spoken) == ["wood_home"]
    deaf = changed(Edit("chains.yaml", "company_name: 0.7", "company_name: 0"))
    assert chains(circumstances(deaf), spoken) == []
    lives = Text("address", "全屋定制路 1 号", evidence("地址"))
    assert chains(context, replace(firm("示例有限公司", products=""), texts=[lives])) == []


def test_a_filing_is_believed_like_a_product_list(context: Context) -> None:
    bare = firm("示例有限公司", products="")
    filed = replace(bare, texts=[*bare.texts, Text("eia_or_filing", "全屋定制", evidence("项目名称"))])
    [by_filing], [by_products] = main_nodes(filed, context), main_nodes(firm("示例有限公司"), context)
    assert by_filing.fit.centre == by_products.fit.centre
    assert by_filing.why.startswith("“全屋定制”（环评或备案）")


def test_every_word_leads_to_the_row_that_prints_it(context: Context) -> None:
    """Three sources print products, two of them the same; ｶ becomes one character more when normalised."""
    bare = firm("示例有限公司", products="")
    printed = {"甲": "ｶﾞ木门", "乙": "全屋定制", "丙": "全屋定制"}
    texts = [Text("product_list", text, evidence(source)) for source, text in printed.items()]
    one = replace(bare, texts=[*bare.texts, *texts])
    [match] = main_nodes(one, context)
    found = {part.word: [each.fact for each in evidence_of(part, one)] for part in match.parts}
    assert found == {"木门": ["甲"], "全屋定制": ["乙", "丙"]}


def test_the_question_asks_for_what_would_narrow_the_fit_most(context: Context) -> None:
    [named] = main_nodes(firm("示例全屋定制有限公司", products=""), context)
    [told] = main_nodes(firm("示例全屋定制有限公司"), context)
    assert named.question == "主营产品是什么？"
    assert told.question == "登记的经营范围是什么？"
    assert told.fit.high - told.fit.low < named.fit.high - named.fit.low
