"""A notice that can never be read is passed over by a person, told as such, and taken back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

import app.gather
from app.cli import app as cli
from app.gather import gather
from app.opened import Opened
from app.source_check import check_source
from app.source_skip import skip, take_back
from app.source_state import SourceState, source_states
from common.clock import now
from common.errors import UserError
from common.settings import Settings
from crawlers.policy import load_policy
from crawlers.skipped import Skipped
from crawlers.source import Source
from db.session import session
from matching.config.bundle import Config
from tests.crawlers.conftest import relayed, world
from tests.gather.conftest import catalogue, home_engine, shipped_config
from tests.gather.test_provinces import SEVENTH, city_list
from tests.replica.provinces import GDII, Posted, put_gdii
from tests.replica.world import World

__all__ = ["catalogue", "home_engine", "relayed", "shipped_config", "world"]
pytestmark = pytest.mark.slow
ID = "prov_giant_gd"
ROSTER = city_list(("示例甲科技有限公司", "佛山市"), ("示例乙制造有限公司", ""))
GOOD = Posted(3, f"广东省{SEVENTH}公告", "2025-10-20", "/attach/a.xlsx", ROSTER)
LEVELLESS = Posted(2, "2024年度广东省专精特新“小巨人”企业名单公告", "2025-08-01", "/attach/own.xlsx", ROSTER)
ERROR_PAGE = Posted(
    1, "广东省第六批专精特新“小巨人”企业名单公告", "2024-10-20", "/attach/b.pdf", b"<html>404</html>"
)


@pytest.fixture
def opened(
    relayed: Settings,
    home_engine: Engine,
    catalogue: dict[str, Source],
    shipped_config: Config,
    monkeypatch: pytest.MonkeyPatch,
) -> Opened:
    """The home of a bureau that gathers one province, without the pause between two requests."""
    policy = load_policy(relayed.config)
    hurried = policy.model_copy(update={"delay_seconds": 0})
    monkeypatch.setattr(app.gather, "load_policy", lambda _: hurried)
    return Opened(relayed, shipped_config, policy, {ID: catalogue[ID]}, home_engine)


def visit(opened: Opened, world: World, notices: Sequence[Posted]) -> SourceState:
    """Look at the site and say how the source stands."""
    put_gdii(world, notices)
    gather(opened.engine, opened.settings, [opened.sources[ID]])
    return state(opened)


def state(opened: Opened) -> SourceState:
    with session(opened.engine) as db:
        [found] = source_states(db, opened, now())
    return found


def test_what_can_never_be_read_is_passed_over_and_taken_back(opened: Opened, world: World) -> None:
    before = visit(opened, world, [GOOD, LEVELLESS, ERROR_PAGE])
    assert (before.state, before.outcome, before.skipped) == ("changed", "partial", 0)
    stuck = {one.address: one for one in check_source(opened, ID).unread}
    [refused] = [address for address in stuck if address.endswith("own.xlsx")]
    [error_page] = [address for address in stuck if address.endswith("b.pdf")]
    assert len(stuck) == 2
    assert "级别" in stuck[refused].problem
    assert error_page in stuck[error_page].skip

    with pytest.raises(UserError, match="没有写明哪一篇"):
        skip(opened, ID, None, "示例值班员", "看过原页")
    with pytest.raises(UserError, match="都要写明"):
        skip(opened, ID, refused, "示例值班员", " ")
    with pytest.raises(UserError, match="没有这一篇"):
        skip(opened, ID, GDII, "示例值班员", "整个栏目")
    assert state(opened) == before

    done = skip(opened, ID, refused, "示例值班员", "省级名单，级别写不清")
    assert (done.left, done.decision.who) == (1, "示例值班员")
    assert opened.settings.archive.joinpath("bodies", done.decision.sha256[:2], done.decision.sha256).exists()
    assert state(opened).state != "fresh"
    assert skip(opened, ID, None, "示例值班员", "网站上就是错误页").left == 0
    after = state(opened)
    assert (after.state, after.why, after.skipped) == ("fresh", "已确认略过 2 篇", 2)
    assert after.entries == before.entries == 2
    assert {one.address for one in check_source(opened, ID).skipped} == {refused, error_page}

    world.asked.clear()
    again = visit(opened, world, [GOOD, LEVELLESS, ERROR_PAGE])
    assert (again.state, again.outcome, again.why) == ("fresh", "unchanged", "已确认略过 2 篇")
    assert not [path for path in world.paths("gdii.gd.gov.cn") if path.endswith(("own.xlsx", "b.pdf"))]

    assert take_back(opened, ID, refused, "示例主任", "厅里补了级别").left == 1
    assert state(opened).state == "changed"
    take_back(opened, ID, error_page, "示例主任", "厅里换了附件")
    back = visit(opened, world, [GOOD, LEVELLESS, replace(ERROR_PAGE, body=ROSTER, file="/attach/b.pdf")])
    assert (back.state, back.skipped) == ("changed", 0)
    said = [(one.who, one.skip) for one in Skipped(opened.settings.archive).decisions(ID)]
    assert said == [("示例值班员", True), ("示例值班员", True), ("示例主任", False), ("示例主任", False)]


def test_the_command_says_what_it_did(opened: Opened, world: World) -> None:
    visit(opened, world, [GOOD, ERROR_PAGE])
    home = ["--home", str(opened.settings.home)]
    told = ["source", "skip", ID, "--who", "示例值班员", "--why", "网站上就是错误页"]
    done = CliRunner().invoke(cli, [*home, *told, "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["left"] == 0
    again = CliRunner().invoke(cli, [*home, *told])
    assert again.exit_code != 0
