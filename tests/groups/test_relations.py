"""Typed relations on both databases: found by themselves, by hand, dated, and walked by the rules."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from common.errors import UserError
from crawlers.archive import Archive
from db.decisions import Relation
from db.models import Enterprise
from matching.load import load_knowledge
from pipeline.groups import add_relation, relations_of, remove_relation
from pipeline.identity.heads import group_key, head_key
from pipeline.resolve_entries import resolve_new_entries
from tests.pipeline.build import capture, extraction, published
from tests.review.build import AFTER, BEFORE, BETWEEN, JUDGED, READ, UNDONE

HEAD, BRANCH = "示例家居有限公司", "示例家居有限公司三江口分公司"


def listed(db: Session, *names: str, body: str = "first", **fields: str) -> None:
    db.commit()
    published(db, extraction(*names, body=body, **fields), capture(body, READ))
    with db.begin():
        resolve_new_entries(db)


def triples(db: Session) -> set[tuple[str, str, str]]:
    names = {row.id: row.name for row in db.scalars(select(Enterprise))}
    return {(names[one.source_id], one.kind, names[one.target_id]) for one in db.scalars(select(Relation))}


@pytest.mark.parametrize("first", [HEAD, BRANCH])
def test_a_branch_finds_its_head_whichever_comes_first(db: Session, first: str) -> None:
    listed(db, first)
    assert triples(db) == set()
    listed(db, HEAD, BRANCH, body="second")
    assert triples(db) == {(BRANCH, "branch", HEAD)}
    listed(db, BRANCH, HEAD, body="third")
    assert len(db.scalars(select(Relation)).all()) == 1
    [relation] = db.scalars(select(Relation))
    assert relation.entry_id
    assert relation.since == READ


@pytest.mark.parametrize("group", ["示例云集团", "示例云控股集团有限公司"])
def test_a_group_and_the_listed_firm_that_bears_its_bare_name(db: Session, group: str) -> None:
    listed(db, group)
    listed(db, "示例云智能股份有限公司", body="second", short_name="示例云")
    assert triples(db) == {("示例云智能股份有限公司", "listed_arm", group)}


def test_a_bare_name_of_two_groups_says_nothing(db: Session) -> None:
    listed(db, "示例云集团", "示例云控股集团有限公司")
    listed(db, "示例云智能股份有限公司", body="second", short_name="示例云")
    assert triples(db) == set()


def test_a_row_that_stood_under_a_former_name(db: Session) -> None:
    listed(db, "示例旧有限公司", "示例新材料有限公司")
    read = extraction("示例新材料有限公司", body="second")
    row = read.rows[0]
    object.__setattr__(row, "former_names", ("示例旧有限公司",))
    published(db, read, capture("second", READ))
    with db.begin():
        resolve_new_entries(db)
    assert triples(db) == {("示例旧有限公司", "former_name", "示例新材料有限公司")}


def test_a_persons_relation_is_dated_archived_and_taken_back(db: Session, tmp_path: Path) -> None:
    listed(db, HEAD, "示例集团有限公司")
    archive = Archive(tmp_path / "archive")
    before = load_knowledge(db, BEFORE)
    made = add_relation(
        db, archive, "示例集团有限公司", "parent", HEAD, who="示例登记人", why="年报", share=0.6, at=JUDGED
    )
    assert made.kind == "subsidiary"
    between = load_knowledge(db, BETWEEN)
    [firm] = [firm for firm in between.firms.values() if firm.name == HEAD]
    [tie] = firm.ties
    assert (tie.word, tie.holder.name, tie.share) == ("子公司", "示例集团有限公司", 0.6)
    assert "年报" in archive.read(tie.evidence.snapshot).decode("utf-8")
    assert between.data_hash != before.data_hash
    remove_relation(db, made.id, who="示例登记人", why="卖掉了", at=UNDONE)
    assert load_knowledge(db, AFTER).data_hash == before.data_hash
    assert load_knowledge(db, BETWEEN).data_hash == between.data_hash
    assert load_knowledge(db, BEFORE).data_hash == before.data_hash
    [view] = relations_of(db, HEAD)
    assert (view.source, view.target, view.ended_why) == (HEAD, "示例集团有限公司", "卖掉了")


def test_what_a_person_took_away_does_not_come_back(db: Session) -> None:
    listed(db, HEAD, BRANCH)
    [relation] = db.scalars(select(Relation))
    remove_relation(db, relation.id, who="示例登记人", why="不是")
    db.commit()
    listed(db, BRANCH, HEAD, body="second")
    assert [one.until is None for one in db.scalars(select(Relation))] == [False]


def test_show_walks_the_whole_group(db: Session, tmp_path: Path) -> None:
    listed(db, "示例甲有限公司", "示例乙有限公司", "示例丙有限公司", "示例丁有限公司")
    archive = Archive(tmp_path)
    for one, other in (("示例甲有限公司", "示例乙有限公司"), ("示例乙有限公司", "示例丙有限公司")):
        add_relation(db, archive, one, "subsidiary", other, who="示例登记人", why="年报")
    assert len(relations_of(db, "示例甲有限公司")) == len(relations_of(db, "示例丙有限公司")) == 2
    assert relations_of(db, "示例丁有限公司") == []


def test_bad_relations_are_one_sentence(db: Session, tmp_path: Path) -> None:
    listed(db, HEAD, "示例集团有限公司")
    archive = Archive(tmp_path)

    def add(one: str, kind: str, other: str, who: str = "示例登记人", share: float | None = None) -> None:
        add_relation(db, archive, one, kind, other, who=who, why="年报", share=share)

    for arguments, message in (
        ((HEAD, "cousin", "示例集团有限公司"), "关系“cousin”不认识"),
        ((HEAD, "subsidiary", HEAD), "是同一家企业"),
        ((HEAD, "subsidiary", "示例未知有限公司"), "库里没有唯一叫"),
    ):
        with pytest.raises(UserError, match=message):
            add(*arguments)
    with pytest.raises(UserError, match="没有写登记人"):
        add(HEAD, "subsidiary", "示例集团有限公司", who="")
    with pytest.raises(UserError, match="持股比例 60 不在"):
        add(HEAD, "subsidiary", "示例集团有限公司", share=60)
    add(HEAD, "subsidiary", "示例集团有限公司")
    with pytest.raises(UserError, match="这个关系已有"):
        add("示例集团有限公司", "parent", HEAD)
    with pytest.raises(UserError, match="没有关系 99"):
        remove_relation(db, 99, who="示例登记人", why="不是")


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("示例家居有限公司三江口分公司", "示例家居有限公司"),
        ("示例家居（集团）股份有限公司佛山分公司", "示例家居(集团)股份有限公司"),
        ("示例家居有限公司", None),
        ("示例家居", None),
        ("", None),
    ],
)
def test_a_branchs_name_names_its_head(name: str, head: str | None) -> None:
    assert head_key(name) == head


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("示例云集团", "示例云"),
        ("示例云控股集团有限公司", "示例云"),
        ("示例云（集团）有限公司", "示例云"),
        ("示例云集团股份有限公司", None),
        ("示例云有限公司", None),
        ("集团", None),
    ],
)
def test_a_groups_bare_name(name: str, bare: str | None) -> None:
    assert group_key(name) == bare
