"""Announcements find their firm by the share's code, and by nothing else, on both databases."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Enterprise
from pipeline.identity import Mention
from tests.identity.build import firms, mention, resolve_all


def registered(name: str, short: str, code: str) -> Mention:
    """A row of an exchange's register."""
    return replace(mention(name, short=short), stock_code=code)


def announced(short: str, code: str | None) -> Mention:
    """A firm as an announcement prints it."""
    return replace(mention(short), stock_code=code, by_code=True)


def test_a_code_finds_the_registered_firm_whatever_the_short_name_has_become(db: Session) -> None:
    row = registered("示例家居股份有限公司", "示例家居", "309998")
    # In one batch the register is read first, wherever it stands.
    found, owner = resolve_all(db, announced("*ST示家", "309998"), row)
    assert found.enterprise_id == owner.enterprise_id
    assert (found.method, found.why) == ("stock_code", "证券代码 309998 相同")


def test_without_a_register_nobody_is_made_up(db: Session) -> None:
    # Names that look like organisations' are no exception: they are short names too.
    waiting = [announced("示例家居", "309998"), announced("示例银行", "309997"), announced("示例厂", None)]
    assert firms(db, *waiting) == [None, None, None]
    assert db.scalars(select(Enterprise)).all() == []


def test_an_equal_short_name_with_another_code_is_another_firm(db: Session) -> None:
    firms(db, registered("示例家居股份有限公司", "示例家居", "309998"))
    assert firms(db, announced("示例家居", "309997")) == [None]


def test_a_code_that_two_firms_carry_finds_neither(db: Session) -> None:
    firms(db, registered("示例甲股份有限公司", "示例甲", "309998"))
    firms(db, registered("示例乙股份有限公司", "示例乙", "309998"))
    [decision] = resolve_all(db, announced("示例甲", "309998"))
    assert decision.enterprise_id is None
    assert "对应 2 家" in decision.why


def test_a_code_without_a_short_name_beside_it_is_not_learned(db: Session) -> None:
    firms(db, replace(mention("示例丙有限公司"), stock_code="309998"))
    assert firms(db, announced("示例丙", "309998")) == [None]
