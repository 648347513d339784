"""What the documentation promises exists, and what exists is documented."""

from __future__ import annotations

import re

from app.cli import COMMANDS
from app.source_docs import MODELS, key_docs, page
from common.settings import PROJECT_ROOT
from crawlers.source import load_sources
from matching.result import Assessment


def read(name: str) -> str:
    return (PROJECT_ROOT / name).read_text(encoding="utf-8")


def commands() -> list[str]:
    found = []
    for command in COMMANDS:
        below = getattr(command.load(), "commands", {})
        found += [f"{command.name} {name}" for name in below] or [str(command.name)]
    return found


def test_every_command_stands_in_the_readme() -> None:
    text = read("README.md")
    assert len(commands()) == 50
    for command in commands():
        assert f"`lianzhao {command}" in text or f", `{command}" in text, command


def test_the_page_of_sources_is_made_from_the_catalogue() -> None:
    assert read("docs/sources.md") == page(), "run python -m app.source_docs"


def test_every_source_and_every_key_is_explained() -> None:
    text = read("docs/sources.md")
    for document in load_sources().values():
        assert f"| `{document.model.id}` |" in text
        assert document.model.note, f"{document.model.id} says nothing of what is known"
    for model in MODELS:
        for key in key_docs(model):
            assert f"`{key}`" in text, f"{model.__name__}.{key}"


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
    for name_of_page in ("README.md", "README.zh-CN.md", "docs/sources.md"):
        for name in re.findall(
            r"`((?:docs|sample|config|crawlers|pipeline)/[\w./-]+\.\w+)`", read(name_of_page)
        ):
            assert (PROJECT_ROOT / name).exists(), f"{name_of_page}: {name}"
