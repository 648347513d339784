"""Corrections of a republication: applied to the rows that were compared, and to no others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from common.strict_yaml import read_document
from crawlers.archive import Capture
from crawlers.source import Source
from db.models import ListEntry
from pipeline import corrections
from pipeline.corrections import rows_hash
from pipeline.extract import extract, read_row
from pipeline.publish import Published, publish
from pipeline.releases import current_release
from tests.extract.build import make_capture
from tests.replica.sina import TWO_FIRMS, WRONG_NAME, WRONG_REVENUE, datalist, private500
from tests.replica.world import page

OVERLAY = """\
source: acfic500
edition: "{edition}"
rows_hash: "{rows_hash}"
corrections:
  - rank: 381
    printed: 示例新海实业有限公司
    correct: 示例协和集团有限公司
    why: 转载时错行
    evidence: 示例官方长图第 8 张
  - rank: 381
    field: province
    printed: 江苏省
    correct: 浙江省
    why: 转载时错行
    evidence: 示例官方长图第 8 张
  - rank: 350
    printed: 示例港（示例投资有限责任公司、示例开发有限公司）
    split: [示例投资有限责任公司, 示例开发有限公司]
    why: 一行列了两个法人
    evidence: 示例官方长图第 7 张
  - rank: 393
    field: revenue
    printed: "3401313"
    correct: "{revenue}"
    why: 转载时印错
    evidence: 示例官方长图第 8 张
"""
Rows = Sequence[Sequence[str]]


@pytest.fixture
def private(catalogue: dict[str, Source]) -> Source:
    """The shipped source, as if a person had made corrections for it."""
    return catalogue["acfic500"].model_copy(update={"corrections": "demo"})


@pytest.fixture
def overlay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, private: Source) -> Path:
    """The corrections of the rows as the replica prints them."""
    monkeypatch.setattr(corrections, "FOLDER", tmp_path)
    write(tmp_path / "demo.yaml", rows_hash(extract(private, [body(private500())])))
    return tmp_path / "demo.yaml"


def write(path: Path, made_for: str, edition: str = "2026", revenue: str = "3401315") -> None:
    path.write_text(OVERLAY.format(edition=edition, rows_hash=made_for, revenue=revenue), encoding="utf-8")


def body(rows: Rows, around: str = "", via: str = "live") -> tuple[Capture, bytes]:
    data = page(datalist(rows) + around).body
    return make_capture(data, source="acfic500", via=via), data


def published(db: Session, source: Source, given: tuple[Capture, bytes]) -> Published:
    return publish(db, source, extract(source, [given]), [given[0]])


def at(db: Session, rank: int) -> list[ListEntry]:
    """The entries of a rank in force."""
    release = current_release(db, "acfic500")
    assert release is not None
    rows = db.scalars(select(ListEntry).where(ListEntry.release_id == release.id).order_by(ListEntry.id))
    return [row for row in rows if row.fields["rank"] == rank]


def test_corrections_show_what_was_printed_and_keep_the_archived_row(
    db: Session, private: Source, overlay: Path
) -> None:
    given = body(private500())
    assert published(db, private, given).status == "published"
    [renamed] = at(db, WRONG_NAME)
    assert (renamed.name, renamed.fields["province"]) == ("示例协和集团有限公司", "浙江省")
    why = "转载时错行（依据：示例官方长图第 8 张）"
    assert renamed.notes == [
        f"更正企业名称：印作“示例新海实业有限公司”，应为“示例协和集团有限公司”；{why}",
        f"更正省份：印作“江苏省”，应为“浙江省”；{why}",
    ]
    assert renamed.cells[1:3] == ["示例新海实业有限公司", "江苏省"]
    assert list(read_row(private, *given, renamed.row)) == renamed.cells
    [dearer] = at(db, WRONG_REVENUE)
    assert (dearer.fields["revenue"], dearer.fields["revenue_unit"]) == (3_401_315, "万元")
    assert "印作“3401313”" in dearer.notes[0]
    first, second = at(db, TWO_FIRMS)
    assert [first.name, second.name] == ["示例投资有限责任公司", "示例开发有限公司"]
    assert first.row == second.row
    assert first.fields["province"] == "四川省"
    assert "revenue" not in first.fields  # it is that of both together
    assert "2 家企业" in first.notes[0]
    [untouched] = at(db, 54)
    assert untouched.notes == []


def test_other_things_on_the_page_may_change_but_no_row(db: Session, private: Source, overlay: Path) -> None:
    assert published(db, private, body(private500(), "<p>热门新闻</p>")).status == "published"
    before = current_release(db, "acfic500")
    rows = private500()
    rows[WRONG_NAME - 1] = (str(WRONG_NAME), "示例协和集团有限公司", "浙江省", "3500000")
    done = published(db, private, body(rows))
    assert (done.status, done.outcome) == ("refused", "changed")
    [said] = done.problems
    assert "demo.yaml" in said
    assert "第 381 名“示例新海实业有限公司”、第 381 名“江苏省”" in said
    assert "lianzhao source check acfic500" in said
    other = private500()
    other[0] = ("1", "示例另一家集团有限公司", "浙江省", "8999999")
    assert "变的是别的行" in published(db, private, body(other)).problems[0]
    after = current_release(db, "acfic500")
    assert after is before
    assert at(db, WRONG_NAME)[0].name == "示例协和集团有限公司"


def test_another_edition_and_a_persons_own_file_are_not_corrected_but_said(
    db: Session, private: Source, overlay: Path
) -> None:
    last_year = private.model_copy(update={"edition": "2025"})
    done = published(db, last_year, body(private500()))
    assert done.status == "published"
    assert any("2025 版没有更正" in warning for warning in done.warnings)
    assert at(db, WRONG_NAME)[0].name == "示例新海实业有限公司"
    rows = private500()
    rows[0] = ("1", "示例另一家集团有限公司", "浙江省", "8999999")
    read = corrections.corrected(private, extract(private, [body(rows)]), [body(rows, via="import")[0]])
    assert read.problems == []
    assert any("没有套用更正" in warning for warning in read.warnings)


def test_a_file_that_cannot_be_meant_stops_the_publish(db: Session, private: Source, overlay: Path) -> None:
    right = rows_hash(extract(private, [body(private500())]))
    write(overlay, right, revenue="约三百亿")
    [unreadable] = published(db, private, body(private500())).problems
    assert "第 393 名“3401313”" in unreadable
    overlay.write_text(overlay.read_text("utf-8").replace("rank: 393", "rank: 392"), "utf-8")
    [elsewhere] = published(db, private, body(private500())).problems
    assert "第 392 名“3401313”" in elsewhere
    overlay.write_text(overlay.read_text("utf-8").replace("split:", "splits:"), "utf-8")
    assert "demo.yaml" in published(db, private, body(private500())).problems[0]
    overlay.unlink()
    assert "更正文件用不了" in published(db, private, body(private500())).problems[0]
    assert current_release(db, "acfic500") is None


def test_the_documented_example_is_a_valid_file(tmp_path: Path) -> None:
    text = (Path(corrections.__file__).parents[1] / "crawlers" / "corrections" / "README.md").read_text(
        "utf-8"
    )
    example = text.split("```yaml\n")[1].split("```")[0].replace("3f5a…（64 位）", "0" * 64)
    path = tmp_path / "example.yaml"
    path.write_text(example, "utf-8")
    assert len(read_document(path, corrections.Overlay).model.corrections) == 3
