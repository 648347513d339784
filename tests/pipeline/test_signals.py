"""Titles and projects to typed signs: wording as published (sources.md 2.12), names made up (示例)."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from matching.load import load_knowledge
from pipeline.resolve_entries import resolve_new_entries
from pipeline.signals import matter_of, signal_of
from tests.pipeline.build import capture, extraction, published

TITLES = {
    "关于投资建设年产10万吨示例材料项目的公告": "expansion",
    "示例股份:关于扩建智能家居生产线的公告": "expansion",
    "关于签订《项目投资协议书》的公告": "expansion",
    "关于签署项目投资框架协议的公告": "expansion",
    "关于子公司技术改造新增产能的进展公告": "expansion",
    "关于对外投资设立全资子公司的公告": "new_subsidiary",
    "示例股份有限公司关于拟在越南新设孙公司的公告": "new_subsidiary",
    "关于使用募集资金向全资子公司增资以实施募投项目的公告": "raised_funds",
    "关于竞得土地使用权的公告": "land",
    "关于全资子公司竞得国有建设用地使用权暨投资进展公告": "land",
    "关于厂区整体搬迁的公告": "relocation",
    "关于公司土地收储补偿的公告": "relocation",
    "关于终止投资建设年产10万吨示例材料项目的公告": "negative",
    "关于部分募投项目延期的公告": "negative",
    "关于变更部分募集资金用途的公告": "negative",
    "关于签署《投资协议之解除协议》的公告": "negative",
    "关于撤回土地使用权竞买申请的公告": "negative",
    "关于暂缓对外投资的公告": "negative",
    # No plans: corrections, formalities, and money kept or moved.
    "关于投资建设示例项目的更正公告": None,
    "关于对外投资设立全资子公司完成工商登记的公告": None,
    "关于全资子公司完成工商变更登记的公告": None,
    "关于变更会计师事务所的公告": None,
    "关于变更注册资本并修订公司章程的公告": None,
    "关于使用闲置募集资金进行现金管理的公告": None,
    "关于募投项目结项并将节余募集资金永久补充流动资金的公告": None,
    "2026年前三季度募集资金存放与使用情况的专项报告": None,
    "对外投资管理制度": None,
    "关于参与设立产业投资基金的公告": None,
    "关于签署战略合作框架协议的公告": None,
    "关于为子公司提供担保的公告": None,
}


@pytest.mark.parametrize(("title", "kind"), TITLES.items())
def test_a_title_says_what_is_planned_or_given_up(title: str, kind: str | None) -> None:
    found = signal_of("announcement", {"title": title})
    assert (found.kind if found else None) == kind


@pytest.mark.parametrize(
    ("planned", "ended"),
    [
        ("关于投资建设年产10万吨示例材料项目的公告", "关于终止投资建设年产10万吨示例材料项目的公告"),
        (
            "示例股份：关于对外投资建设示例基地的公告",
            "示例股份有限公司关于终止对外投资建设示例基地的进展公告",
        ),
        ("关于拟签订示例项目投资协议的公告", "关于解除示例项目投资协议的公告"),
        ("关于募投项目的公告", "关于部分募投项目延期的公告"),
    ],
)
def test_giving_up_speaks_of_the_same_matter(planned: str, ended: str) -> None:
    assert matter_of(planned) == matter_of(ended) != ""


def test_different_plans_are_different_matters() -> None:
    assert matter_of("关于投资建设示例甲项目的公告") != matter_of("关于终止投资建设示例乙项目的公告")


def test_a_filing_is_known_by_its_number_and_a_withdrawal_takes_it_back() -> None:
    filed = {"project": "年产5万套家具项目", "notice_id": "2610-441900-04-01-123456"}
    found, back = signal_of("project", filed), signal_of("withdrawal", {**filed, "project": "已改名的项目"})
    assert found is not None
    assert back is not None
    assert (found.kind, back.kind) == ("expansion", "negative")
    assert found.matter == back.matter
    moved = signal_of("project", {"project": "示例公司厂区迁建项目"})
    assert moved is not None
    assert moved.kind == "relocation"


@given(st.text(), st.sampled_from(["announcement", "project", "withdrawal"]))
def test_whatever_is_printed_is_read(
    text: str, told: Literal["announcement", "project", "withdrawal"]
) -> None:
    found = signal_of(told, {"title": text, "project": text})
    assert (found is None) <= (told == "announcement")
    assert found is None or not re.search(r"\s|[，。：:《》]", found.matter)


def test_a_past_week_knows_no_register_that_was_read_later(db: Session) -> None:
    """The announcement came first, the register a week later; looking back changes nothing."""
    monday, next_monday = "2026-11-16T07:00:00+08:00", "2026-11-23T07:00:00+08:00"
    told = {
        "stock_code": "309998",
        "title": "关于投资建设示例项目的公告",
        "notice_id": "1",
        "on_date": "2026-11-13",
    }
    announced = extraction("示例家居", body="announcement", **told)
    published(db, announced, capture("announcement", monday), id="news", signal="announcement", once=True)
    with db.begin():
        assert resolve_new_entries(db) == 0
    row = extraction("示例家居股份有限公司", body="register", short_name="示例家居", stock_code="309998")
    published(db, row, capture("register", next_monday), id="register")
    with db.begin():
        assert resolve_new_entries(db) == 2
        assert resolve_new_entries(db) == 0
    before, after = load_knowledge(db, monday), load_knowledge(db, next_monday)
    assert before.firms == {}
    [one] = after.firms.values()
    assert (one.name, one.named.fact) == ("示例家居股份有限公司", "企业名称：示例家居股份有限公司")
    assert [(sign.kind, sign.on_date.isoformat()) for sign in one.signals] == [("expansion", "2026-11-13")]
