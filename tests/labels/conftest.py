"""A store with made-up (示例) firms, and a form over them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.labels import FormRow
from app.workbook.label_form import write_label_form
from common.settings import PROJECT_ROOT
from db.models import Enterprise
from matching.config.bundle import Config, load_config
from matching.labels.store import Shown
from pipeline.resolve_entries import resolve_new_entries
from tests.pipeline.build import capture, extraction, published

NAMES = ("=示例1+1有限公司", "示例乙有限公司", "示例丙有限公司")
CHAIN = "wood_home"
HASH = "a" * 64


@pytest.fixture(scope="session")
def config() -> Config:
    return load_config(PROJECT_ROOT / "config")


@pytest.fixture
def shown(db: Session) -> list[Shown]:
    """What the form shows of each firm, in the order of NAMES."""
    published(db, extraction(*NAMES, products="床垫、沙发制造"), capture())
    with db.begin():
        resolve_new_entries(db)
    ids = {one.name: one.id for one in db.scalars(select(Enterprise))}
    db.rollback()
    return [Shown(ids[name], CHAIN, "target", "2026-W48", 1, 0.5, HASH) for name in NAMES]


@pytest.fixture
def form(shown: list[Shown], config: Config, tmp_path: Path) -> Path:
    """An exported form of three firms."""
    rows = [
        FormRow(one, name, "示例链", "示例环节", 0.2, 0.8, "示例依据", "主营产品：示例", "")
        for one, name in zip(shown, NAMES, strict=True)
    ]
    path = tmp_path / "标注.xlsx"
    write_label_form(rows, config.coverage.outcome_reasons, "2026-W48", path)
    return path
