from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from common.settings import PROJECT_ROOT
from common.strict_yaml import Document, read_document
from matching.config import bundle
from matching.config.bundle import Config, load_config
from matching.config.values import ConfigFile

SHIPPED = PROJECT_ROOT / "config"


@dataclass
class Workshop:
    """A copy of the shipped configuration to break, one edit at a time."""

    folder: Path

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace the first ``old``; a case whose text has left the file must fail, not pass."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} no longer holds {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def line(self, file: str, marker: str) -> int:
        """Line of the first ``marker`` after the edit."""
        text = (self.folder / file).read_text(encoding="utf-8")
        assert marker in text
        return text[: text.index(marker)].count("\n") + 1


@cache
def _shipped_file(name: str, model: type[ConfigFile]) -> Document[ConfigFile]:
    return read_document(SHIPPED / name, model)


def _read_once(path: Path, model: type[ConfigFile]) -> Document[ConfigFile]:
    """Like ``read_document``, but a file that is as shipped is parsed once for all tests: YAML is slow."""
    if not path.exists() or path.read_bytes() != (SHIPPED / path.name).read_bytes():
        return read_document(path, model)
    return replace(_shipped_file(path.name, model), path=path)


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    monkeypatch.setattr(bundle, "read_document", _read_once)
    shutil.copytree(SHIPPED, tmp_path / "config")
    return Workshop(tmp_path / "config")


@pytest.fixture(scope="session")
def shipped() -> Config:
    return load_config(SHIPPED)
