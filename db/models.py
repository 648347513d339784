"""Typed tables. Rows of ``list_entry`` never change after they are written.

Only values that lianzhao makes itself have a length: PostgreSQL refuses longer ones, and no publisher or
team knows our widths.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.base import Base, Moment, Sha256
from db.ledger import LedgerLine

ROLLING = "rolling"
"""Edition of a register that is kept up to date and has no yearly edition."""


class Capture(Base):
    """One archived fetch that a release, a ledger or a run stands on."""

    __tablename__ = "capture"
    __table_args__ = (UniqueConstraint("source", "url", "sha256", "fetched_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(64), index=True)
    url: Mapped[str]
    sha256: Mapped[str] = mapped_column(Sha256, index=True)
    fetched_at: Mapped[str] = mapped_column(String(40))
    via: Mapped[str] = mapped_column(String(16))


class Release(Base):
    """One publication of one source: published whole, refused with its problems, or held for a person.

    A list is replaced by its next release. Of a source that publishes notices or a feed each document
    is a ``part`` of its own ("" for a list), and the newest release of every part is in force.
    ``standing`` is what a notice does to its rows (announced, recognised, recertified, withdrawn).
    ``input_hash`` covers the bytes and the rules they were read by; ``profile`` is what the alarms
    learn from.

    ``content_hash`` covers the rows, so the same content is never published twice in a row.
    ``known_at`` is the newest fetch it stands on: a past week sees only what was known then.
    """

    __tablename__ = "release"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str]
    publisher: Mapped[str]
    edition: Mapped[str]
    tier: Mapped[str | None]
    published_on: Mapped[str | None] = mapped_column(String(10))
    known_at: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(16))
    content_hash: Mapped[str] = mapped_column(Sha256)
    entries: Mapped[int]
    rows_published: Mapped[int]
    excerpt: Mapped[bool]
    example: Mapped[bool]
    problems: Mapped[list[str]]
    warnings: Mapped[list[str]]
    part: Mapped[str] = mapped_column(default="")
    standing: Mapped[str | None] = mapped_column(String(16))
    input_hash: Mapped[str | None] = mapped_column(Sha256)
    profile: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Visit(Base):
    """The run ledger: how one visit to a source ended and what it cost the site; the newest counts.

    ``outcome`` is one of ``crawlers.outcome`` or of ``pipeline.publish``; ``detail`` a Chinese sentence.
    """

    __tablename__ = "visit"
    __table_args__ = (Index("ix_visit_source_id", "source", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(64))
    began_at: Mapped[str] = mapped_column(String(40))
    checked_at: Mapped[str] = mapped_column(String(40))
    outcome: Mapped[str] = mapped_column(String(16))
    detail: Mapped[str]
    fetched: Mapped[int] = mapped_column(default=0)
    wanted: Mapped[int] = mapped_column(default=0)
    requests: Mapped[int] = mapped_column(default=0)
    not_modified: Mapped[int] = mapped_column(default=0)
    bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    entries: Mapped[int] = mapped_column(default=0)
    """Entries published by this visit."""


class Acceptance(Base):
    """A person's word that rows which raised an alarm are right."""

    __tablename__ = "acceptance"
    __table_args__ = (UniqueConstraint("source", "part", "content_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(64))
    part: Mapped[str]
    content_hash: Mapped[str] = mapped_column(Sha256)
    who: Mapped[str]
    why: Mapped[str]
    at: Mapped[str] = mapped_column(String(40))


class JobRun(Base):
    """The schedule's run ledger: one row a job and the moment it was due, so that none runs twice."""

    __tablename__ = "job_run"
    __table_args__ = (UniqueConstraint("job", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(String(64))
    due_at: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[str] = mapped_column(String(40))
    ended_at: Mapped[str | None] = mapped_column(String(40))
    outcome: Mapped[str] = mapped_column(String(16))
    """``running`` (or died), ``again`` (died once, runs again), ``stopped``, ``ok``, ``failed``."""
    detail: Mapped[str]
    host: Mapped[str]
    """Machine and process that ran it."""


class RegistryCall(Base):
    """One paid question to a registry: the budget counts them, and an answer is not bought twice."""

    __tablename__ = "registry_call"
    __table_args__ = (Index("ix_registry_call_query", "provider", "query"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    provider: Mapped[str] = mapped_column(String(16))
    query: Mapped[str]
    asked_at: Mapped[str] = mapped_column(String(40))
    outcome: Mapped[str] = mapped_column(String(16))
    sha256: Mapped[str | None] = mapped_column(Sha256)
    """The archived answer, without persons."""


class ListEntry(Base):
    """One row as published, with its place in the archived body."""

    __tablename__ = "list_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), index=True)
    capture_id: Mapped[int] = mapped_column(ForeignKey("capture.id"))
    row: Mapped[int]
    place: Mapped[str]
    name: Mapped[str]
    fields: Mapped[dict[str, Any]]
    cells: Mapped[list[str]]
    former_names: Mapped[list[str]]
    notes: Mapped[list[str]]
    notice_id: Mapped[str | None] = mapped_column(index=True)
    """The publisher's own number of a feed's row, which is published once."""

    release: Mapped[Release] = relationship()
    capture: Mapped[Capture] = relationship()


class Enterprise(Base):
    """One name or code under which a legal person is known; ``uscc`` only when its check digit holds.

    Rows are never merged or moved: dated links (``db.decisions.IdentityLink``) tie those that are one
    legal person, and the oldest of them (``since``) gives the id. So every merge can be undone.
    """

    __tablename__ = "enterprise"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str]
    uscc: Mapped[str | None] = mapped_column(String(18), unique=True)
    legal_form: Mapped[bool]
    """False while only a brand or group name is known."""
    example: Mapped[bool]
    since: Mapped[str] = mapped_column(Moment, default="")
    """When it came into this store, never changed after; "" before that was kept."""
    place: Mapped[int] = mapped_column(default=0)
    """GB/T 2260 code of where its entries say it is, 0 unknown."""
    marked: Mapped[int] = mapped_column(default=0, index=True)
    """Version of the block keys (``EnterpriseMark``) kept for it, 0 none."""


class EnterpriseKey(Base):
    """A value by which a mention finds its enterprise: code, name, short name, former name."""

    __tablename__ = "enterprise_key"
    __table_args__ = (UniqueConstraint("kind", "value", "enterprise_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    value: Mapped[str]
    enterprise_id: Mapped[str] = mapped_column(ForeignKey("enterprise.id"), index=True)


Index("ix_enterprise_key_lookup", EnterpriseKey.value, EnterpriseKey.kind)


class Resolution(Base):
    """Which enterprise an entry was resolved to, how and why: the row whose name or code it carries.

    Links between enterprises do not show here; ``db.identity`` follows them.
    """

    __tablename__ = "resolution"

    entry_id: Mapped[int] = mapped_column(ForeignKey("list_entry.id"), primary_key=True)
    enterprise_id: Mapped[str] = mapped_column(ForeignKey("enterprise.id"), index=True)
    method: Mapped[str] = mapped_column(String(16))
    why: Mapped[str]


class LedgerImport(Base):
    """One imported file: a ledger, a team sheet, or a form that corrects one."""

    __tablename__ = "ledger_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    capture_id: Mapped[int] = mapped_column(ForeignKey("capture.id"))
    content_hash: Mapped[str] = mapped_column(Sha256, unique=True)
    imported_at: Mapped[str] = mapped_column(String(40))
    rows: Mapped[int]
    example: Mapped[bool]

    capture: Mapped[Capture] = relationship()


class Contact(Base):
    """One touch: who was contacted, when, with what result. No person's name is kept.

    A row never changes but for its tie: a correction ends it (``ended_at``) and adds one of the same line.
    """

    __tablename__ = "contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("ledger_import.id"), index=True)
    row: Mapped[int]
    name: Mapped[str]
    uscc: Mapped[str | None] = mapped_column(String(18))
    kind: Mapped[str] = mapped_column(String(16))
    """``enterprise`` or ``association``: no enterprise (associations, public bodies, schools)."""
    enterprise_id: Mapped[str | None] = mapped_column(ForeignKey("enterprise.id"), index=True)
    tied_at: Mapped[str | None] = mapped_column(String(40))
    """When the enterprise was found: at the import, or when a later list brought it.

    A tie that a person or a score made is an ``IdentityLink`` instead and leaves both empty.
    """
    why: Mapped[str]
    on_date: Mapped[str | None] = mapped_column(String(10))
    channel: Mapped[str | None]
    team: Mapped[str | None]
    role: Mapped[str | None]
    stage: Mapped[str | None]
    reason: Mapped[str | None]
    winner: Mapped[str | None]
    callback_on: Mapped[str | None] = mapped_column(String(10))
    outcome: Mapped[str | None]
    """How the other side answered, a word of coverage.yaml ``outcomes``; None: not said."""
    on_month: Mapped[str | None] = mapped_column(String(7))
    """``2023-05`` where the ledger names no day; ``on_date`` is unknown then."""
    sheet: Mapped[str | None]
    """The worksheet that ``row`` counts in; None: the first."""
    line_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_line.id"), index=True)
    """The line it is made from; None before lines were kept."""
    ended_at: Mapped[str | None] = mapped_column(Moment)
    """When a newer version of its line took its place; None: in force."""

    line: Mapped[LedgerLine | None] = relationship()
    source: Mapped[LedgerImport] = relationship()


class WeekRun(Base):
    """A published weekly result, pinned to data and configuration.

    ``cutoff`` is the moment whose knowledge it stands on; a past week is made again from it.
    """

    __tablename__ = "week_run"

    week: Mapped[str] = mapped_column(String(8), primary_key=True)
    cutoff: Mapped[str] = mapped_column(String(40))
    data_hash: Mapped[str] = mapped_column(Sha256)
    config_hash: Mapped[str] = mapped_column(Sha256)
    report: Mapped[dict[str, Any]]
    """The WeekReport without its targets."""


class Target(Base):
    """One place on a week's list with everything that explains it."""

    __tablename__ = "target"

    week: Mapped[str] = mapped_column(ForeignKey("week_run.week"), primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True)
    enterprise_id: Mapped[str] = mapped_column(ForeignKey("enterprise.id"))
    assessment: Mapped[dict[str, Any]]
