"""``lianzhao import`` as a clerk types it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from app.cli import main
from tests.extract.build import xlsx_body
from tests.inbox.build import firm, roster


@pytest.fixture
def roster_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("LIANZHAO_CONTACT", "LIANZHAO_CONFIG", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LIANZHAO_HOME", str(tmp_path / "home"))
    path = tmp_path / "东莞市示例商会会员名册.xlsx"
    path.write_bytes(xlsx_body(roster("会长", "会员")))
    return path


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["import", *arguments])
    return int(ended.value.code or 0)


def test_with_all_options_it_reports_in_json_and_writes_a_workbook(
    roster_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = [
        "--source",
        "chamber_roster",
        "--url",
        "示例商会提供",
        "--date",
        "2026-10-20",
        "--name",
        "示例名册",
    ]
    assert run(str(roster_file), *said, "--json") == 0
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert (report["outcome"], report["counts"]["新增"]) == ("published", 2)
    assert [row["name"] for row in report["rows"]] == [firm(1), firm(2)]
    assert report["url"] == "import:示例商会提供"
    assert Path(report["workbook"]).exists()
    assert run(str(roster_file), *said) == 0
    assert "没有变化" in capsys.readouterr().out


def test_without_a_terminal_what_is_missing_is_one_sentence(
    roster_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    assert run(str(roster_file)) == 2
    assert "--source chamber_roster（" in capsys.readouterr().err


def test_at_a_terminal_it_asks(
    roster_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {"来源网址": "示例商会提供", "名单的日期": "2026-10-20"}
    asked: list[tuple[str, object]] = []

    def prompt(question: str, default: object = None) -> object:
        asked.append((question[:5], default))
        return next((answer for key, answer in answers.items() if question.startswith(key)), default)

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(typer, "prompt", prompt)
    assert run(str(roster_file)) == 0
    said = capsys.readouterr()
    assert "东莞市示例商会会员名册（chamber_roster，2026-10-20）：已发布" in said.out
    assert "存档里没有：姓名、电话" in said.out
    assert ("这是哪个来", "chamber_roster") in asked
    assert ("名册的名称", "东莞市示例商会会员名册") in asked
