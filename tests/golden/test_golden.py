"""Every frozen body still gives the rows that it gave when its source was described."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from common.errors import UserError
from crawlers.source import load_sources
from pipeline.golden import EXPECTED, GOLDEN, differences
from tests.golden.freeze import SAMPLE, sample_bodies

SOURCES = {name: document.model for name, document in load_sources().items()}
FOLDERS = sorted(path.parent.name for path in GOLDEN.glob(f"*/{EXPECTED}"))


@pytest.mark.parametrize("name", FOLDERS)
def test_the_frozen_body_is_read_as_before(name: str) -> None:
    assert differences(SOURCES[name], GOLDEN / name, SAMPLE) == []
    expected = json.loads((GOLDEN / name / EXPECTED).read_text(encoding="utf-8"))
    assert expected["problems"] == []
    assert expected["rows"] > 0


def test_every_source_with_a_sample_has_a_golden_test() -> None:
    assert {name for name, source in SOURCES.items() if sample_bodies(source)} <= set(FOLDERS)


def test_a_changed_description_is_noticed() -> None:
    source = SOURCES["giant_demo"]
    elsewhere = source.model_copy(
        update={"table": source.table.model_copy(update={"fields": {"企业名称": "project"}})}
    )
    assert differences(elsewhere, GOLDEN / source.id, SAMPLE)


def test_a_changed_expectation_and_a_damaged_body_are_noticed(tmp_path: Path) -> None:
    source = SOURCES["giant_demo"]
    folder = tmp_path / source.id
    shutil.copytree(GOLDEN / source.id, folder)
    expected = json.loads((folder / EXPECTED).read_text(encoding="utf-8"))
    first = expected["samples"][0]["name"]
    expected["samples"][0]["name"] = "示例别的有限公司"
    expected["rows"] += 1
    (folder / EXPECTED).write_text(json.dumps(expected), encoding="utf-8")
    assert differences(source, folder, SAMPLE) == [
        f"行数 {expected['rows']} → {expected['rows'] - 1}",
        f"第{expected['samples'][0]['row']}行 示例别的有限公司：名称变成 {first}",
    ]
    (folder / expected["captures"][0]["sha256"]).write_bytes(b"other bytes")
    with pytest.raises(UserError, match="被改过"):
        differences(source, folder, SAMPLE)
