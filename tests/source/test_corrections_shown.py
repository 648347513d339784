"""Looking at a source shows its rows as they would be published: with the corrections made for them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.opened import Opened, open_all
from app.source_check import check_source
from crawlers.archive import Capture
from db.session import session
from pipeline import corrections
from pipeline.corrections import rows_hash
from pipeline.extract import extract
from pipeline.inbox import read_dropped
from pipeline.publish import publish
from tests.crawlers.conftest import home_settings
from tests.replica.sina import WRONG_NAME, datalist, private500
from tests.replica.world import page

OVERLAY = """\
source: acfic500
edition: "2026"
rows_hash: "{}"
corrections:
  - rank: {}
    printed: 示例新海实业有限公司
    correct: 示例协和集团有限公司
    why: 转载时错行
    evidence: 示例官方长图第 8 张
"""


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """A home whose 民企500强 has corrections by a person."""
    monkeypatch.setattr(corrections, "FOLDER", tmp_path)
    home = open_all(home_settings(tmp_path / "home"))
    private = home.sources["acfic500"].model_copy(update={"corrections": "demo"})
    return replace(home, sources=home.sources | {"acfic500": private})


def test_what_is_in_use_with_its_corrections_is_no_change(opened: Opened, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(page(datalist(private500())).body)
    dropped = read_dropped(path)
    private = opened.sources["acfic500"]
    capture = Capture("acfic500", private.urls[0], 200, "2026-11-01T08:00:00+08:00", dropped.sha256)
    read = extract(private, [(capture, dropped.data)])
    (tmp_path / "demo.yaml").write_text(OVERLAY.format(rows_hash(read), WRONG_NAME), encoding="utf-8")
    with session(opened.engine) as db, db.begin():
        assert publish(db, private, read, [capture]).status == "published"
    [part] = check_source(opened, "acfic500", dropped).parts
    assert (part.new.count, part.gone.count, part.changed.count) == (0, 0, 0)
    assert part.rows_hash == rows_hash(read)  # that of the rows as printed: what the overlay is pinned to
