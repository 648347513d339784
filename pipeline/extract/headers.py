"""Which column holds which field: the publishers' header texts (sources.md 3.2, 3.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from common.errors import UserError
from crawlers.source import TableShape
from pipeline.extract.amounts import unit_in
from pipeline.extract.grid import Cell, Grid, printed

HEADER_ROWS = 6
"""The header stands in the first 6 rows, below title and subtitle (sources.md 3.3)."""
FEWEST_HITS = 2
FORMER_NAME = "former_name"
"""Column of name-change notices; it becomes ``Row.former_names``, no field of its own."""

LABELS: Mapping[str, str] = {
    "rank": "名次",
    "name": "企业名称",
    "short_name": "简称",
    "stock_code": "股票代码",
    "uscc": "统一社会信用代码",
    "country": "国家",
    "province": "省份",
    "city": "城市",
    "address": "地址",
    "industry": "行业",
    "products": "主营产品",
    "scope": "经营范围",
    "profile": "简介",
    "revenue": "营业收入",
    "profit": "利润",
    "position": "职务",
    "batch": "批次",
    "employees": "员工数",
}
"""What people call a field, for messages."""

_SYNONYMS: Mapping[str, str] = {
    "rank": "排名 名次 位次 排序 序号",
    "name": "现企业名称 企业名称 公司名称 单位名称 企业(集团)名称 企业全称 公司全称 单位全称 会员单位"
    " 会员名称 申报单位 建设单位 项目单位 公司 企业",
    FORMER_NAME: "原企业名称 更名前企业名称 原名称 曾用名",
    "short_name": "A股简称 证券简称 股票简称 公司简称 企业简称 简称",
    "stock_code": "A股代码 证券代码 股票代码 公司代码",
    "uscc": "统一社会信用代码 社会信用代码 信用代码",
    "country": "国家 国家/地区 国家或地区 国家和地区 所属国家",
    "province": "省份 省(区、市) 省(市、区) 省(自治区、直辖市) 省市 所属省份 所在省份 所属省 所在省"
    " 地区 所在地区 省 所属地区 所在地 所属地 注册地 总部所在地 总部 推荐单位",
    "city": "城市 所属城市 所在城市 所属市 所在市 地市 所属地市 市 所属县(市、区)",
    "address": "注册地址 公司地址 企业地址 单位地址 详细地址 联系地址 通讯地址 地址 建设地点 建设地址",
    "industry": "所属行业 行业 行业名称 行业分类 行业类别",
    "products": "主营产品 产品名称 主导产品 主要产品 主要业务和品牌 主营业务",
    "scope": "经营范围",
    "profile": "企业简介 公司简介 简介",
    "revenue": "营业收入 营收 营业收入总额 营收总额 营业总收入",
    "profit": "净利润 利润 利润总额",
    "position": "商会职务 协会职务 会内职务 商会职位 会员职务 职务 职位",
    "batch": "批次 认定批次 所属批次",
    "employees": "员工数 员工人数 职工人数 从业人数 从业人员 雇员数",
}
"""Header texts by field, the better ones first (省份 beats 地区 where both stand in one table)."""

_KNOWN = {
    text: (field, better) for field, texts in _SYNONYMS.items() for better, text in enumerate(texts.split())
}
BEFORE_SERIAL = 4
"""Of 排名, 2025年排名, 2024年排名, 序号 the first that is there counts: years stand before 序号."""
_YEAR_RANK = re.compile(r"(\d{4})年?度?(?:排名|名次|位次)")
_TRAILING_UNIT = re.compile(r"[_/:,|-]?(?:单位:?)?(?:人民币)?[万亿千百]*(?:美元|港元|元)(?:人民币)?$")
_UNIFIED = str.maketrans("（）［］【】〔〕：，／", "()[][][]:,/")


@dataclass(frozen=True)
class Columns:
    """A header that was understood: field → column, field → unit as printed in the header.

    ``hits`` counts the columns whose header text is known; ``doubled`` are texts of the chosen
    name column that stand there more than once (two lists side by side).
    """

    at: Mapping[str, int]
    units: Mapping[str, str]
    texts: tuple[str, ...]
    hits: int
    doubled: str = ""


def tidy_header(text: str) -> str:
    """A header text without white space and with one kind of brackets."""
    return re.sub(r"[\s\u200b\ufeff\u3000]+", "", text).translate(_UNIFIED)


def understand(cells: Sequence[Cell], extra: Mapping[str, str]) -> Columns:
    """Columns of one row of texts; ``extra`` are the publisher's own keys and win over synonyms."""
    own = {tidy_header(text): field for text, field in extra.items()}
    best: dict[str, tuple[float, int]] = {}
    units: dict[str, str] = {}
    hits = 0
    texts = [tidy_header(cell or "") for cell in cells]
    for column, text in enumerate(texts):
        found = _field_of(text, own)
        if found is None:
            continue
        hits += 1
        field, order = found
        if field not in best or order < best[field][0]:
            best[field] = (order, column)
            unit = unit_in(text)
            units.pop(field, None)
            if unit:
                units[field] = unit
    at = {field: column for field, (_, column) in best.items()}
    name = texts[at["name"]] if "name" in at else ""
    return Columns(at, units, printed(cells), hits, name if texts.count(name) > 1 else "")


def _field_of(text: str, own: Mapping[str, str]) -> tuple[str, float] | None:
    """Field and order of preference (less is better) of a tidy header text."""
    if not text:
        return None
    plain = re.sub(r"[(\[][^()\[\]]*[)\]]", "", text)
    plain = _TRAILING_UNIT.sub("", plain)
    for candidate in (text, plain):
        if candidate in own:
            return own[candidate], -1
        if candidate in _KNOWN:
            return _KNOWN[candidate]
        year = _YEAR_RANK.fullmatch(candidate)
        if year:
            return "rank", BEFORE_SERIAL - int(year[1]) / 10_000
    return None


def is_header(cells: Sequence[Cell], extra: Mapping[str, str]) -> bool:
    """True for a header row: two known texts, or nothing but known texts."""
    hits = understand(cells, extra).hits
    return hits >= FEWEST_HITS or 0 < hits == sum(bool(cell) for cell in cells)


def find_header(grid: Grid, extra: Mapping[str, str]) -> int | None:
    """Index of the first of the first 6 rows with two or more known texts, or None."""
    for index, cells in enumerate(grid.rows[:HEADER_ROWS]):
        if understand(cells, extra).hits >= FEWEST_HITS:
            return index
    return None


def best_grid(grids: Sequence[Grid], shape: TableShape) -> Grid:
    """The grid with the most rows among those whose columns are known.

    Known means: a header row is found, or ``shape.columns`` names as many columns as there are.

    Raises:
        UserError: there is none; the sentence shows the head of the largest.
    """
    known = [grid for grid in grids if find_header(grid, shape.fields) is not None]
    if not known and shape.columns:
        known = [grid for grid in grids if grid.width == len(shape.columns)]
    if known:
        return max(known, key=lambda grid: len(grid.rows))
    largest = max(grids, key=lambda grid: len(grid.rows))
    head = "、".join(cell for cell in printed(largest.rows[0])[:8] if cell) if largest.rows else ""
    raise UserError(f"{largest.label} 前 {HEADER_ROWS} 行里找不到认识的表头（第一行读到：{head or '空'}）")
