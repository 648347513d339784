"""Which mentions are one enterprise, on both databases."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import Enterprise, EnterpriseKey
from pipeline.identity import Mention
from tests.identity.build import credit_code, firms, mention, resolve_all

ONE, TWO = credit_code(1), credit_code(2)


def count(db: Session) -> int:
    return db.scalar(select(func.count()).select_from(Enterprise)) or 0


def test_two_codes_are_two_enterprises_even_under_one_name(db: Session) -> None:
    name = "示例同名有限公司"
    first, second = firms(db, mention(name, ONE), mention(name, TWO))
    assert first != second
    assert firms(db, mention(name, TWO), mention(name, ONE)) == [second, first]


def test_a_code_learned_later_keeps_another_code_away(db: Session) -> None:
    name = "示例同名有限公司"
    [by_name] = firms(db, mention(name))
    [with_code] = firms(db, mention(name, ONE))
    [other] = firms(db, mention(name, TWO))
    assert with_code == by_name != other
    assert db.get_one(Enterprise, by_name).uscc == ONE


def test_one_code_is_one_enterprise_whatever_its_names(db: Session) -> None:
    first, second = firms(db, mention("示例甲有限公司", ONE), mention("示例乙股份有限公司", f" {ONE} "))
    assert first == second
    # Both names lead there from now on.
    assert firms(db, mention("示例乙股份有限公司"), mention("示例甲有限公司")) == [first, first]
    assert count(db) == 1


def test_a_wrong_code_is_a_doubt_and_no_key(db: Session) -> None:
    wrong = ONE[:-1] + ("0" if ONE[-1] != "0" else "1")
    first, second = resolve_all(db, mention("示例甲有限公司", wrong), mention("示例乙有限公司", wrong))
    assert first.enterprise_id != second.enterprise_id
    assert f"信用代码 {wrong} 校验不过，未采用" in first.why
    assert db.scalars(select(Enterprise.uscc)).all() == [None, None]
    assert db.scalars(select(EnterpriseKey).where(EnterpriseKey.kind == "uscc")).all() == []


@pytest.mark.parametrize(
    ("printed", "again"),
    [
        ("示例（集团）有限公司", "示例(集团)有限公司"),
        ("示例ＡＢＣ股份有限公司", "示例abc股份有限公司"),
        ("示例 家居\u3000有限公司", "示例家居有限公司"),
    ],
)
def test_one_name_in_two_spellings(db: Session, printed: str, again: str) -> None:
    [first] = firms(db, mention(printed))
    decisions = resolve_all(db, mention(again))
    assert [decision.enterprise_id for decision in decisions] == [first]
    assert db.get_one(Enterprise, first).name == printed


@pytest.mark.parametrize(
    ("group", "arm"),
    [
        ("恒力集团有限公司", "恒力石化股份有限公司"),
        ("京东集团", "京东集团股份有限公司"),
        ("示例控股集团有限公司", "示例控股集团股份有限公司"),
    ],
)
def test_a_group_and_its_listed_arm_stay_two(db: Session, group: str, arm: str) -> None:
    first, second = firms(db, mention(group), mention(arm, short="示例简称"))
    assert first != second


def test_a_short_name_of_one_firm_finds_it(db: Session) -> None:
    legal, brand = resolve_all(db, mention("示例石化股份有限公司", short="示例石化"), mention("示例石化"))
    assert brand.enterprise_id == legal.enterprise_id
    assert brand.why == "交易所简称对应 示例石化股份有限公司"


def test_a_short_name_of_two_firms_finds_neither(db: Session) -> None:
    first, second, brand = firms(
        db,
        mention("示例甲股份有限公司", short="示例"),
        mention("示例乙股份有限公司", short="示例"),
        mention("示例"),
    )
    assert len({first, second, brand}) == 3
    # The brand is one thing, however often and in however many lists it is named.
    assert firms(db, mention("示例"), mention("示例")) == [brand, brand]
    assert firms(db, mention("示例"), create=False) == [brand]


def test_a_short_name_that_a_second_firm_takes_finds_neither_any_more(db: Session) -> None:
    legal, before = firms(db, mention("示例甲股份有限公司", short="示例"), mention("示例"))
    assert before == legal
    second, after = firms(db, mention("示例乙股份有限公司", short="示例"), mention("示例"))
    assert after not in {legal, second}


def test_a_firms_own_name_goes_before_anothers_short_name(db: Session) -> None:
    [own] = firms(db, mention("示例云"))
    _, named = firms(db, mention("示例云计算股份有限公司", short="示例云"), mention("示例云"))
    assert named == own


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["new name first", "old name first"])
def test_a_former_name_finds_the_firm(db: Session, order: tuple[int, int]) -> None:
    new = ("示例新材料股份有限公司", ["示例化工有限公司"])
    old: tuple[str, list[str]] = ("示例化工有限公司", [])
    printed = [(new, old)[at] for at in order]
    first, second = firms(db, *(mention(name, former=former) for name, former in printed))
    assert first == second
    assert db.get_one(Enterprise, first).name == new[0]


def test_asking_creates_and_teaches_nothing(db: Session) -> None:
    [known] = firms(db, mention("示例甲有限公司", short="示例甲"))
    keys = db.scalars(select(EnterpriseKey.id)).all()
    asked = resolve_all(
        db,
        mention("示例甲有限公司", ONE, short="示例别名", former=["示例旧名有限公司"]),
        mention("示例未知有限公司", TWO),
        mention("示例甲"),
        create=False,
    )
    assert [decision.enterprise_id for decision in asked] == [known, None, known]
    assert asked[1].why == "库中没有这个名称"
    db.expire_all()
    assert count(db) == 1
    assert db.scalars(select(EnterpriseKey.id)).all() == keys
    assert db.get_one(Enterprise, known).uscc is None


def test_one_real_list_makes_an_enterprise_real_in_any_order(db: Session) -> None:
    for number, flags in enumerate([(True, False), (False, True), (True, True)]):
        name = f"示例{number}有限公司"
        for example in flags:
            [identity] = firms(db, mention(name, example=example))
        assert db.get_one(Enterprise, identity).example is all(flags)


@pytest.mark.parametrize("batch", [1, 7, 40])
def test_ids_follow_from_names_alone(db: Session, batch: int) -> None:
    """A store rebuilt from lists in another order, all at once or one by one, has the same ids."""
    names = [f"示例{number % 25}（集团）有限公司" for number in range(40)]
    ids: list[dict[str, str | None]] = []
    for seed in (1, 2):
        shuffled = random.Random(seed).sample(names, len(names))
        found: dict[str, str | None] = {}
        for start in range(0, len(shuffled), batch):
            part = shuffled[start : start + batch]
            found.update(zip(part, firms(db, *map(mention, part)), strict=True))
        ids.append(found)
        db.rollback()
    assert ids[0] == ids[1]
    assert len(set(ids[0].values())) == 25


def test_decisions_come_in_the_order_asked(db: Session) -> None:
    asked = [mention("示例"), mention("示例乙有限公司"), mention("示例甲有限公司", ONE)]
    assert [decision.ref for decision in resolve_all(db, *asked)] == [one.ref for one in asked]


def test_nothing_asked_nothing_done(db: Session) -> None:
    nothing: list[Mention] = []
    assert resolve_all(db, *nothing) == []
