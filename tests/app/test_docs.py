"""What the documentation promises exists, and what exists is documented."""

from __future__ import annotations

import re

from app.cli import app, config_app, ledger_app, snapshot_app
from common.settings import PROJECT_ROOT
from crawlers.source import Source
from matching.result import Assessment


def read(name: str) -> str:
    return (PROJECT_ROOT / name).read_text(encoding="utf-8")


def commands() -> list[str]:
    groups = {"": app, "config ": config_app, "ledger ": ledger_app, "snapshot ": snapshot_app}
    return [
        prefix + str(command.name or (command.callback.__name__ if command.callback else ""))
        for prefix, group in groups.items()
        for command in group.registered_commands
    ]


def test_every_command_stands_in_the_readme() -> None:
    text = read("README.md")
    assert len(commands()) == 8
    for command in commands():
        assert f"`lianzhao {command}" in text, command


def test_every_key_of_a_source_stands_in_its_page() -> None:
    text = read("docs/sources.md")
    hidden = {"note", "window"}
    for key in Source.model_fields.keys() - hidden:
        assert re.search(rf"\b{key}\b", text), key


def test_every_promised_field_of_a_row_exists() -> None:
    text = read("docs/json.md")
    for field in (
        "verdicts",
        "contributions",
        "contact_status",
        "kept_off",
        "gates",
        "questions",
        "score",
        "axes",
    ):
        assert field in Assessment.model_fields
        assert field in text


def test_files_named_in_the_documentation_exist() -> None:
    for page in ("README.md", "README.zh-CN.md", "docs/sources.md"):
        for name in re.findall(r"`((?:docs|sample|config|crawlers|pipeline)/[\w./-]+\.\w+)`", read(page)):
            assert (PROJECT_ROOT / name).exists(), f"{page}: {name}"
