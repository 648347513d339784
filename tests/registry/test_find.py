"""From a question to an enterprise: what a person types, what is published, what the command prints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from app.cli import main
from app.registry import find
from common.errors import UserError
from common.settings import PROJECT_ROOT, Settings
from crawlers.registry.lookup import look_up
from db.models import Enterprise, ListEntry, Release, Resolution
from db.session import session
from pipeline.extract import extract, read_row
from tests.registry.conftest import KEYS, Open
from tests.registry.firms import ADDRESS, CODE, FORMER, NAME, PERSONS, SCOPE
from tests.registry.server import PaidServer

ALL = pytest.mark.parametrize("name", ["qcc", "tyc", "qixin"])


@ALL
def test_an_archived_answer_reads_as_an_entry(
    engine: Engine, settings: Settings, registry: Open, name: str
) -> None:
    place = registry(name)
    answer = look_up(engine, settings, place, NAME)
    read = extract(place.source, [(answer.capture, answer.body)])
    assert read.problems == []
    (row,) = read.rows
    assert (row.name, row.former_names) == (NAME, tuple(FORMER))
    assert row.fields["uscc"] == CODE
    assert row.fields["status"].startswith("存续")  # type: ignore[union-attr]
    assert (row.fields["address"], row.fields["scope"]) == (ADDRESS, SCOPE)
    assert (row.fields["province"], row.fields["city"]) == ("广东省", "东莞市")
    assert NAME in read_row(place.source, answer.capture, answer.body, row.row)


def test_facts_reach_the_enterprise(
    engine: Engine, settings: Settings, registry: Open, server: PaidServer
) -> None:
    places = {"tyc": registry("tyc", days=0)}
    other = "示例第二有限公司"
    server.firms["tyc", other] = {
        "error_code": 0,
        "result": {"name": other, "creditCode": "91000000MA00000B02", "regStatus": "存续"},
    }
    assert find(engine, settings, places, NAME).published == "published"
    assert find(engine, settings, places, other).published == "published"
    assert find(engine, settings, places, NAME).published == "unchanged"
    server.firms["tyc", NAME]["result"]["regStatus"] = "注销"
    assert find(engine, settings, places, NAME).published == "published"
    with session(engine) as db:
        firms = {firm.uscc: firm.name for firm in db.scalars(select(Enterprise))}
        assert firms == {CODE: NAME, "91000000MA00000B02": other}
        rows = db.execute(
            select(Release.part, ListEntry.fields)
            .join(Release, Release.id == ListEntry.release_id)
            .join(Resolution, Resolution.entry_id == ListEntry.id)
            .order_by(Release.id)
        ).all()
    assert [fields["status"] for _, fields in rows] == ["存续", "存续", "注销"]
    assert rows[0][0] == rows[2][0] != rows[1][0]


def test_a_cached_answer_costs_nothing_and_is_published_too(
    engine: Engine, settings: Settings, registry: Open, server: PaidServer
) -> None:
    places = {name: registry(name, calls=1) for name in ("qcc", "tyc")}
    look_up(engine, settings, places["tyc"], NAME)
    found = find(engine, settings, places, "示例(东莞)精密科技有限公司")
    assert (found.use.id, found.answer.cached, found.published) == ("tyc", True, "published")
    assert len(server.asked) == 1


def test_the_next_registry_is_asked_when_a_budget_is_used_up(
    engine: Engine, settings: Settings, registry: Open
) -> None:
    places = {name: registry(name, calls=1) for name in ("qcc", "tyc", "qixin")}
    places["tyc"] = registry("tyc", keys={})
    assert find(engine, settings, places, NAME).use.id == "qcc"
    assert find(engine, settings, places, CODE).use.id == "qixin"
    with pytest.raises(UserError, match="企查查今天的查询预算已用完"):
        find(engine, settings, places, "示例第二有限公司")
    with pytest.raises(UserError, match="启信宝今天的查询预算已用完"):
        find(engine, settings, places, "示例第二有限公司", "qixin")


@pytest.mark.parametrize(
    ("text", "words"),
    [("示例某某", "不像企业全称"), ("", "不像企业全称"), (CODE[:-1] + "9", "校验不过")],
)
def test_a_slip_is_not_paid_for(
    engine: Engine, settings: Settings, registry: Open, server: PaidServer, text: str, words: str
) -> None:
    with pytest.raises(UserError, match=words):
        find(engine, settings, {"tyc": registry("tyc")}, text)
    with pytest.raises(UserError, match="没有平台 x"):
        find(engine, settings, {"tyc": registry("tyc")}, NAME, "x")
    assert server.asked == []


def command(arguments: list[str], home: Path, config: Path) -> int:
    """The exit code of a command, run in this process."""
    with pytest.raises(SystemExit) as ended:
        main(["--home", str(home), "--config", str(config), "registry", *arguments])
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.fixture
def county(
    tmp_path: Path, server: PaidServer, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> tuple[Path, Path]:
    """Home and configuration of a county with keys and a budget of two questions for 天眼查."""
    config = tmp_path / "config"
    config.mkdir()
    text = (PROJECT_ROOT / "config" / "gather.yaml").read_text(encoding="utf-8")
    asked = text.replace("tyc: {calls_per_day: 0", "tyc: {calls_per_day: 2")
    assert asked != text
    (config / "gather.yaml").write_text(asked, encoding="utf-8")
    environment = {
        **KEYS,
        "LIANZHAO_CONTACT": "x@org.example",
        "LIANZHAO_RELAY": server.url,
        "DATABASE_URL": database_url,
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return tmp_path / "home", config


def test_the_command_line(county: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["lookup", NAME, "--json"], *county) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["record"]["uscc"] == CODE
    assert (answer["cached"], answer["published"], answer["use"]["left"]) == (False, "published", 1)
    assert command(["lookup", NAME], *county) == 0
    shown = capsys.readouterr().out
    assert CODE in shown
    assert "存档，没有付费" in shown
    assert "今天还可查 1 次（上限 2）" in shown
    assert not any(person in shown for person in PERSONS)
    assert command(["lookup", "示例无此企业有限公司"], *county) == 0
    assert "没有查到" in capsys.readouterr().out
    assert command(["lookup", "示例第三有限公司"], *county) == 2
    assert "预算已用完（2/2 次）" in capsys.readouterr().err
    assert command(["status"], *county) == 0
    shown = capsys.readouterr().out
    assert "已用完" in shown
    assert "企查查没有启用" in shown
    assert command(["status", "--json"], *county) == 0
    uses = {use["id"]: use for use in json.loads(capsys.readouterr().out)}
    assert (uses["tyc"]["used_today"], uses["qcc"]["closed"] != "") == (2, True)


def test_without_a_budget_it_is_off(
    county: tuple[Path, Path], server: PaidServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(["lookup", NAME], county[0], PROJECT_ROOT / "config") == 2
    assert "没有启用" in capsys.readouterr().err
    assert server.asked == []
