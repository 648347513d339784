"""A ledger is imported whole or not at all, and its contacts find their enterprises, now or later."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.orm import Session

from common.errors import UserError
from common.settings import PROJECT_ROOT
from crawlers.archive import Archive
from crawlers.source import load_sources
from db.models import Contact, Enterprise, LedgerImport, ListEntry, Release, Resolution
from matching.config.bundle import load_config
from matching.load import load_knowledge
from pipeline.extract import extract
from pipeline.identity import Mention, resolve
from pipeline.import_ledger import Imported, import_ledger, tie_contacts
from pipeline.ledger import Vocabulary
from pipeline.publish import publish
from pipeline.resolve_entries import resolve_new_entries
from tests.identity.build import credit_code
from tests.pipeline.build import HEADER, WORDS, capture, extraction, ledger_csv, ledger_row, published

SAMPLE = PROJECT_ROOT / "sample"
MONDAY, NEXT_MONDAY = "2026-11-16T08:00:00+08:00", "2026-11-23T08:00:00+08:00"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def write(folder: Path, *rows: Sequence[str], header: Sequence[str] = HEADER) -> Path:
    path = folder / "台账.csv"
    path.write_bytes(ledger_csv(*rows, header=header))
    return path


def contact(name: str, stage: str = "已对接") -> tuple[str, str, str]:
    return name, "2023-05-08", stage


def imported(db: Session, archive: Archive, path: Path, at: str = MONDAY) -> Imported:
    with db.begin():
        return import_ledger(db, archive, path, WORDS, imported_at=at)


def listed(db: Session, *names: str, body: str = "first", at: str = MONDAY) -> None:
    """A list that brings these enterprises."""
    published(db, extraction(*names, body=body), capture(body, at), id=body)
    with db.begin():
        resolve_new_entries(db)


def contacts(db: Session) -> list[tuple[str, str | None]]:
    """Every contact with the name of its enterprise."""
    rows = db.execute(
        select(Contact.name, Enterprise.name)
        .outerjoin(Enterprise, Enterprise.id == Contact.enterprise_id)
        .order_by(Contact.id)
    )
    found: list[tuple[str, str | None]] = [(name, enterprise) for name, enterprise in rows]
    db.rollback()
    return found


def test_rows_are_tied_to_enterprises_and_the_others_keep_their_name(
    db: Session, archive: Archive, tmp_path: Path
) -> None:
    listed(db, "示例甲（集团）有限公司")
    path = write(
        tmp_path, contact("示例甲(集团)有限公司"), contact("示例乙有限公司"), contact("示例市纺织协会")
    )
    assert imported(db, archive, path) == Imported(rows=3, matched=1, associations=1, known=False)
    assert contacts(db) == [
        ("示例甲(集团)有限公司", "示例甲（集团）有限公司"),
        ("示例乙有限公司", None),
        ("示例市纺织协会", None),
    ]
    assert db.scalars(select(Contact.why).order_by(Contact.row)).all() == [
        "规范化名称相同",
        *["库中没有这个名称"] * 2,
    ]


def test_the_file_is_kept_as_it_was(db: Session, archive: Archive, tmp_path: Path) -> None:
    path = write(tmp_path, contact("示例有限公司"))
    imported(db, archive, path)
    ledger = db.scalars(select(LedgerImport)).one()
    assert archive.read(ledger.capture.sha256) == path.read_bytes()
    assert (ledger.capture.url, ledger.capture.via) == ("import:台账.csv", "import")


def test_the_same_bytes_again_change_nothing(db: Session, archive: Archive, tmp_path: Path) -> None:
    path = write(tmp_path, contact("示例甲有限公司"), contact("示例乙有限公司"))
    first = imported(db, archive, path)
    again = imported(db, archive, path.rename(tmp_path / "改名.csv"), NEXT_MONDAY)
    assert again == Imported(first.rows, first.matched, first.associations, known=True)
    assert len(contacts(db)) == 2
    assert len(list(archive.captures("ledger"))) == 1


def test_a_file_that_is_refused_leaves_nothing(db: Session, archive: Archive, tmp_path: Path) -> None:
    path = write(tmp_path, ("示例甲有限公司", "示例"), header=("企业名称", "备注"))
    with pytest.raises(UserError, match="缺少必需的列"):
        imported(db, archive, path)
    assert contacts(db) == []
    assert list(archive.captures("ledger")) == []


def test_a_word_that_is_not_understood_is_unknown_and_named(
    db: Session, archive: Archive, tmp_path: Path
) -> None:
    done = imported(db, archive, write(tmp_path, contact("示例乙有限公司", "没有这个阶段")))
    assert [(sheet, row) for sheet, row, _ in done.problems] == [("CSV", 2)]
    assert "没有这个阶段" in done.problems[0][2]
    assert db.scalars(select(Contact.stage)).all() == [None]


def test_a_ledger_that_grows_adds_only_what_is_new(db: Session, archive: Archive, tmp_path: Path) -> None:
    rows = [contact("示例甲有限公司"), contact("示例乙有限公司"), contact("示例乙有限公司")]
    imported(db, archive, write(tmp_path, *rows))
    rows[0] = contact("示例甲有限公司", "终止")
    done = imported(db, archive, write(tmp_path, *rows, contact("示例丙有限公司")), NEXT_MONDAY)
    assert (done.new, done.changed, done.same, done.known) == (1, 1, 2, False)
    touches = db.execute(
        select(Contact.name, Contact.stage, Contact.ended_at).order_by(Contact.name, Contact.id)
    ).all()
    assert [tuple(one) for one in touches] == [
        ("示例丙有限公司", "已对接", None),
        ("示例乙有限公司", "已对接", None),
        ("示例乙有限公司", "已对接", None),
        ("示例甲有限公司", "已对接", NEXT_MONDAY),
        ("示例甲有限公司", "终止", None),
    ]
    db.rollback()
    # The week before still sees what it saw.
    with db.begin():
        seen = {touch.name: touch.stage for touch, _ in load_knowledge(db, MONDAY).contacts}
    assert seen == {"示例甲有限公司": "已对接", "示例乙有限公司": "已对接"}


def test_a_failure_in_the_midst_leaves_no_contact(
    db: Session, archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("pipeline.import_ledger.resolve", fail)
    path = write(tmp_path, contact("示例甲有限公司"))
    with pytest.raises(RuntimeError, match="power cut"):
        imported(db, archive, path)
    assert contacts(db) == []
    assert db.scalars(select(LedgerImport)).all() == []
    db.rollback()
    monkeypatch.undo()
    assert imported(db, archive, path).rows == 1


def test_a_file_that_is_not_there(db: Session, archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="台账文件读不到"):
        imported(db, archive, tmp_path / "没有.xlsx")


def test_persons_stay_out_of_the_database(
    db: Session, engine: Engine, archive: Archive, tmp_path: Path
) -> None:
    header, cells = ledger_row(
        联系人="示例某人",
        联系电话="13800000001",
        备注="示例备注 13800000002",
        对方岗位="总经理 13800000003",
        小组="一组 13800000004",
        原因="竞品县市胜出",
        竞品="示例邻县 mail@example.org",
    )
    imported(db, archive, write(tmp_path, cells, header=header))
    with engine.connect() as connection:
        everything = "\n".join(
            str(tuple(row))
            for table in inspect(engine).get_table_names()
            for row in connection.execute(text(f'SELECT * FROM "{table}"'))
        )
    assert "总经理 （略）" in everything
    for personal in ("示例某人", "示例备注", "138", "example.org"):
        assert personal not in everything


def test_long_words_are_kept_on_both_databases(db: Session, archive: Archive, tmp_path: Path) -> None:
    long = "示例的很长的说明" * 40
    header, cells = ledger_row("示例有限公司", 小组=long, 对方岗位=long, 竞品=long)
    imported(db, archive, write(tmp_path, cells, header=header))
    kept = db.scalars(select(Contact)).one()
    assert [kept.team, kept.role, kept.winner] == [long] * 3


@pytest.mark.parametrize(
    ("names", "example"),
    [(["示例甲有限公司", "示例协会"], True), (["示例甲有限公司", "某某有限公司"], False)],
)
def test_a_ledger_is_an_example_when_every_row_says_so(
    db: Session, archive: Archive, tmp_path: Path, names: list[str], example: bool
) -> None:
    imported(db, archive, write(tmp_path, *map(contact, names)))
    assert db.scalars(select(LedgerImport.example)).one() is example


def test_a_later_list_brings_the_enterprise(db: Session, archive: Archive, tmp_path: Path) -> None:
    code = credit_code(1)
    header, cells = ledger_row("示例乙（旧称）", 统一社会信用代码=code)
    _, other = ledger_row("示例丙有限公司", 统一社会信用代码="")
    imported(db, archive, write(tmp_path, cells, other, header=header))
    with db.begin():
        assert tie_contacts(db) == 0
        resolve(db, [Mention(1, "示例乙有限公司", code)])
    with db.begin():
        assert tie_contacts(db) == 1
    assert contacts(db) == [("示例乙（旧称）", "示例乙有限公司"), ("示例丙有限公司", None)]
    with db.begin():
        assert tie_contacts(db) == 0
    assert db.scalars(select(Contact.why).order_by(Contact.row)).first() == f"统一社会信用代码相同 {code}"


def test_a_past_week_does_not_know_a_later_tie(db: Session, archive: Archive, tmp_path: Path) -> None:
    listed(db, "示例甲有限公司")
    imported(db, archive, write(tmp_path, contact("示例甲有限公司"), contact("示例乙有限公司")))

    def seen(cutoff: str) -> list[bool]:
        with db.begin():
            knowledge = load_knowledge(db, cutoff)
            return [touch.enterprise_id is not None for touch, _ in knowledge.contacts]

    assert seen(MONDAY) == [True, False]
    listed(db, "示例乙有限公司", body="second", at=NEXT_MONDAY)
    with db.begin():
        tie_contacts(db, tied_at=NEXT_MONDAY)
    assert seen(MONDAY) == [True, False]
    assert seen(NEXT_MONDAY) == [True, True]
    # Looking back has not untied anything.
    assert contacts(db)[1] == ("示例乙有限公司", "示例乙有限公司")


def test_the_sample_ledger_meets_the_sample_lists(db: Session, archive: Archive) -> None:
    coverage = load_config(PROJECT_ROOT / "config").coverage
    words = Vocabulary(
        coverage.touch.counts, coverage.stages, coverage.outcome_reasons, coverage.reason_needs
    )
    with db.begin():
        found = import_ledger(db, archive, SAMPLE / "ledger" / "示例对接台账.xlsx", words)
    assert (found.rows, found.matched, found.known) == (112, 0, False)
    shipped = Archive(SAMPLE / "archive")
    for document in load_sources().values():
        captures = list(shipped.captures(document.model.id))
        if not captures or document.model.spider == "notices":
            continue  # not every source has a sample, and a list page holds no rows
        read = extract(document.model, [(one, shipped.read(one.sha256)) for one in captures])
        with db.begin():
            assert publish(db, document.model, read, captures).status == "published", read.problems
    with db.begin():
        resolve_new_entries(db)
        tie_contacts(db)
    on_the_giant_list = (
        select(Contact.id)
        .join(Resolution, Resolution.enterprise_id == Contact.enterprise_id)
        .join(ListEntry, ListEntry.id == Resolution.entry_id)
        .join(Release, Release.id == ListEntry.release_id)
        .where(Release.source == "giant_demo")
        .distinct()
    )
    assert len(db.scalars(on_the_giant_list).all()) == 34
    assert db.scalars(select(LedgerImport.example)).one()


def test_older_rows_find_an_enterprise_that_came_since(db: Session, archive: Archive, tmp_path: Path) -> None:
    path = write(tmp_path, ("示例甲纺织有限公司", "2026-11-02", "已拜访"))
    with db.begin():
        import_ledger(db, archive, path, WORDS, imported_at=MONDAY)
        resolve(db, [Mention(1, "示例甲纺织有限公司")], at="2026-11-20T08:00:00+08:00")
    path = write(
        tmp_path,
        ("示例甲纺织有限公司", "2026-11-02", "已拜访"),
        ("示例乙木业有限公司", "2026-11-21", "已拜访"),
    )
    with db.begin():
        done = import_ledger(db, archive, path, WORDS, imported_at=NEXT_MONDAY)
    assert (done.new, done.same) == (1, 1)
    tied = {one.name: one.enterprise_id is not None for one in db.scalars(select(Contact))}
    assert tied == {"示例甲纺织有限公司": True, "示例乙木业有限公司": False}
