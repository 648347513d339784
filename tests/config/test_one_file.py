"""Mistakes inside one file: refused at reading, with file, line, and what is allowed."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from common.errors import UserError
from matching.config.bundle import load_config
from tests.config.conftest import Workshop


@dataclass
class Mistake:
    file: str
    old: str
    new: str
    says: str
    at: str = ""
    """Text that marks the reported line; empty: ``new``."""

    def __str__(self) -> str:
        return f"{self.file}: {self.new}"


UNKNOWN_LAND = "land_stock_net_mu: {v: null, status: unknown}"
KNOWN_LAND = 'land_total_mu: {v: 5000, as_of: "2021-08", source: 城市报纸 2021-08-27, status: public_press'
CODE = "行业代码应是加引号的四位数字"

MISTAKES = [
    Mistake("chains.yaml", 'core: ["1741"]', "core: [111]", CODE),
    Mistake("chains.yaml", 'core: ["1741"]', 'core: ["11"]', CODE),
    Mistake("chains.yaml", 'core: ["1741"]', "core: [1741]", CODE),
    Mistake("chains.yaml", '"0399"', "0399", CODE, at="adjacent: [0399"),
    Mistake("parks.yaml", 'conditional: ["2645", "2661"]', 'conditional: ["2645", "266"]', CODE),
    Mistake(
        "chains.yaml",
        "local: present",
        "local: presnt",
        "'present', 'partial', 'announced', 'gap' 或 'unknown'",
    ),
    Mistake("chains.yaml", "mfg: true", "mfg: maybe", "True, False 或 'mixed'"),
    Mistake("chains.yaml", "gap_priority: 3", "gap_priority: 4", "0, 1, 2 或 3"),
    Mistake("chains.yaml", "weak: [茧站]", 'weak: [""]', "写法不对"),
    Mistake(
        "chains.yaml",
        "seg: up",
        "seg: up\n        segment: up",
        "可用的键：codes、flags、gap_priority",
        at="segment",
    ),
    Mistake(
        "chains.yaml",
        "schema: lianzhao.chains/1",
        "schema: lianzhao.chains/9",
        "应是 lianzhao.chains/1",
        at="# Chains",
    ),
    Mistake("gates.yaml", "reads: [project.rosin_tpy]", "reads: [projekt.rosin_tpy]", "写法不对"),
    Mistake(
        "gates.yaml",
        "on_unknown: block_until_confirmed",
        "on_unknown: pass",
        "'block_until_confirmed', 'flag' 或 'note'",
    ),
    Mistake(
        "parks.yaml", UNKNOWN_LAND, "land_stock_net_mu: {v: null, status: typical}", "status 只能是 unknown"
    ),
    Mistake(
        "parks.yaml",
        KNOWN_LAND,
        KNOWN_LAND.replace("public_press", "unknown"),
        "已有值，status 不能是 unknown",
    ),
    Mistake("parks.yaml", KNOWN_LAND, KNOWN_LAND.replace("source: 城市报纸 2021-08-27, ", ""), "缺少 source"),
    Mistake("parks.yaml", KNOWN_LAND, KNOWN_LAND.replace('as_of: "2021-08", ', ""), "缺少 as_of"),
    Mistake("parks.yaml", KNOWN_LAND, KNOWN_LAND.replace('"2021-08"', '"2021-13"'), "日期应写成"),
    Mistake(
        "eligibility.yaml",
        "city: {v: null, status: unknown}",
        "city: {v: null, status: inferred}",
        "status 只能是 unknown",
    ),
    Mistake(
        "eligibility.yaml",
        "{v: city, status: inferred}",
        "{v: town, status: inferred}",
        "'county', 'city' 或 'region'",
    ),
    Mistake(
        "eligibility.yaml",
        "    stage: before_signing\n",
        "",
        "before_signing 或 material",
        at="- id: pre_review",
    ),
    Mistake("lists.yaml", "{kind: months, months: 36}", "{kind: months}", "必须同时写"),
    Mistake("lists.yaml", "release_months: [7, 8]", "release_months: [7, 13]", "不能大于 12"),
    Mistake("kpi.yaml", "mfg_share_contract: 0.55", "mfg_share_contract: 55", "必须小于 1"),
    Mistake("kpi.yaml", 'as_of: "2023-06-30"', "as_of: 2023-06-30", "应是文字（代码和日期要加引号）"),
    Mistake(
        "scoring.yaml",
        "  allow_examples: false",
        "  allow_example: false",
        "allow_example 没有这个键，可用的键：allow_examples、",
    ),
    Mistake("scoring.yaml", "  k: 20\n", "  k: 20\n  k: 15\n", "同一个键写了两次", at="  k: 15"),
    Mistake("trips.yaml", "area: [广州,", "area: [[广州],", "应是文字"),
    Mistake("place.yaml", '"2023-06-30"', "2023-02-30", "YAML 写法有误（day is out of range for month）"),
    Mistake("trips.yaml", "budget_yuan", "\x00budget_yuan", "控制字符（U+0000）"),
    Mistake("compliance.yaml", "tax_refund_promise: false", "tax_refund_promise: true", "只能是 False"),
    Mistake("compliance.yaml", "robots: obey", "robots: ignore", "只能是 'obey'"),
    Mistake("coverage.yaml", "竞品县市胜出: winner", "竞品县市胜出: who", "'winner' 或 'callback_date'"),
    Mistake("place.yaml", "kind: plan", "kind: rumour", "'tenant', 'plan', 'signed_theme'"),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=str)
def test_a_mistake_is_named_with_file_line_and_what_is_allowed(workshop: Workshop, mistake: Mistake) -> None:
    workshop.edit(mistake.file, mistake.old, mistake.new)
    with pytest.raises(UserError) as caught:
        load_config(workshop.folder)
    line = workshop.line(mistake.file, mistake.at or mistake.new)
    assert caught.value.where.endswith(f"config/{mistake.file} 第 {line} 行")
    assert mistake.says in str(caught.value)


def test_an_unclosed_bracket_is_said_in_chinese_with_file_and_line(workshop: Workshop) -> None:
    workshop.edit("trips.yaml", "江门, 肇庆]", "江门, 肇庆")
    with pytest.raises(UserError, match=r"trips\.yaml 第 \d+ 行：YAML 写法有误.*括号"):
        load_config(workshop.folder)


def test_a_missing_file_is_named(workshop: Workshop) -> None:
    (workshop.folder / "kpi.yaml").unlink()
    with pytest.raises(UserError, match=r"config/kpi\.yaml：文件读不到"):
        load_config(workshop.folder)


def test_a_missing_folder_is_named(workshop: Workshop) -> None:
    with pytest.raises(UserError, match="配置目录不存在"):
        load_config(workshop.folder / "nowhere")
