"""Read what the pipeline published, as known at a cutoff, into firms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from common.hashing import stable_hash
from db.identity import Identity, identity_at
from db.models import (
    ROLLING,
    Capture,
    Contact,
    Enterprise,
    LedgerImport,
    ListEntry,
    Release,
    Resolution,
    Visit,
)
from matching.context import Reading
from matching.earlier import Earlier, earlier_places
from matching.firm import SIGNALS, WORDS, Firm, Known, Listing, Signal, SignalKind, Text, Touch, Word
from matching.labels.known import Labels, labels_known
from matching.labels.teach import Lesson, lesson_of
from matching.listing import as_day
from matching.regions import region_of
from matching.result import Evidence
from matching.reviews import note_lapsed
from matching.ties import add_ties

TEXT_FIELDS = {
    "products": "product_list",
    "scope": "business_scope",
}
"""Entry field → match field of chains.yaml. The industry label is shown but never scored: it is a
classifier's word, and the labels that scoring is measured against are made from it."""
BY_CODE = "stock_code"
"""How an announcement finds its firm (``Resolution.method``)."""


@dataclass(frozen=True)
class Knowledge:
    """Everything a week's judgement stands on."""

    firms: dict[str, Firm]
    releases: Sequence[Release]
    contacts: Sequence[tuple[Contact, Evidence]]
    data_hash: str
    readings: Mapping[str, Reading] = field(default_factory=dict)
    """When the feeds were read, by source."""
    identity: Identity = field(default_factory=Identity)
    """Which rows were one enterprise at the cutoff."""
    earlier: Mapping[str, Sequence[Earlier]] = field(default_factory=dict)
    """Where contacted enterprises stood on editions that a newer one has replaced, by enterprise."""
    labels: Labels = field(default_factory=Labels)
    """What people said of firms until then."""

    @cached_property
    def lesson(self) -> Lesson | None:
        """What can be learnt from the labels."""
        return lesson_of(self.firms, self.labels.graded)


def load_knowledge(session: Session, cutoff: str) -> Knowledge:
    """Firms with their facts from the releases and ledgers known at ``cutoff`` (ISO time)."""
    releases = _releases(session, cutoff)
    firms: dict[str, Firm] = {}
    read = _entries(session, [release.id for release in releases])
    by_id = {release.id: release for release in releases}
    identity = identity_at(session, cutoff)
    seen = {enterprise.id for _, _, enterprise in read}
    # A firm of several rows is named by the first entry of the row that gives it its name.
    naming: dict[str, tuple[ListEntry, Capture]] = {}
    for entry, capture, enterprise in read:
        naming.setdefault(enterprise.id, (entry, capture))
    resolved: list[str] = []
    last_seen: dict[str, Evidence] = {}
    for entry, capture, enterprise in read:
        release, root = by_id[entry.release_id], identity.root(enterprise.id)
        firm = firms.get(root)
        if firm is None:
            rows = [row for row in identity.members_of(enterprise) if row.id in seen]
            head = next((row for row in rows if row.legal_form), rows[0])
            printed, body = naming[head.id]
            named = _evidence(printed, body, by_id[printed.release_id], f"企业名称：{head.name}")
            firm = _firm(root, head, rows, named)
            firms[root] = firm
        _add_entry(firm, entry, capture, release)
        last_seen[release.source] = _evidence(entry, capture, release, f"{release.name}已读")
        resolved.append(root)
    note_lapsed(firms.values())
    ties = add_ties(session, cutoff, identity, firms)
    contacts, imports = _contacts(session, cutoff, identity)
    for contact, evidence in contacts:
        if contact.enterprise_id in firms:
            firms[contact.enterprise_id].touches.append(_touch(contact, evidence))
    standing: dict[str, object] = {
        "releases": sorted((release.source, release.content_hash) for release in releases),
        "ledgers": imports,
        "identity": stable_hash(sorted(resolved)),
    }
    tied = sorted(
        (contact.name, contact.enterprise_id) for contact, _ in contacts if contact.id in identity.ties
    )
    # Named only where there is something, so that a week without them keeps the hash it always had.
    if tied:
        standing["ties"] = tied
    if ties:
        standing["relations"] = ties
    labels = labels_known(session, identity, cutoff)
    if labels != Labels():
        standing["labels"] = [repr(one) for one in (*labels.graded, *labels.turned)]
    return Knowledge(
        firms,
        releases,
        contacts,
        stable_hash(standing),
        _readings(session, releases, last_seen),
        identity,
        earlier_places(session, cutoff, by_id, _contacted(contacts), identity),
        labels,
    )


def _entries(session: Session, releases: Sequence[int]) -> list[tuple[ListEntry, Capture, Enterprise]]:
    """Resolved entries, announcements last; those whose share no register has told yet are left out."""
    rows = session.execute(
        select(ListEntry, Capture, Enterprise, Resolution.method)
        .join(Capture, Capture.id == ListEntry.capture_id)
        .join(Resolution, Resolution.entry_id == ListEntry.id)
        .join(Enterprise, Enterprise.id == Resolution.enterprise_id)
        .where(ListEntry.release_id.in_(releases))
        .order_by(Resolution.method == BY_CODE, ListEntry.id)
    )
    found: list[tuple[ListEntry, Capture, Enterprise]] = []
    registered: set[tuple[str, str]] = set()
    for entry, capture, enterprise, method in rows:
        code = (str(entry.fields.get("stock_code")), enterprise.id)
        if method != BY_CODE:
            registered.add(code)
        elif code not in registered:
            # The register that says whose code this is was read later: a past week must not know it.
            continue
        found.append((entry, capture, enterprise))
    return found


def _firm(root: str, head: Enterprise, rows: Sequence[Enterprise], named: Evidence) -> Firm:
    """A firm without its facts; of several rows one real one makes it real."""
    code = head.uscc or next((row.uscc for row in rows if row.uscc), None)
    example = all(row.example for row in rows)
    firm = Firm(root, head.name, code, head.legal_form, example, named)
    firm.texts.append(Text("company_name", firm.name, named))
    return firm


def _releases(session: Session, cutoff: str) -> Sequence[Release]:
    """The releases in force: the newest of every part of every source."""
    newest = (
        select(func.max(Release.id))
        .where(Release.state == "published", Release.known_at <= cutoff)
        .group_by(Release.source, Release.part)
    )
    return session.scalars(
        select(Release).where(Release.id.in_(newest)).order_by(Release.source, Release.part)
    ).all()


def _readings(
    session: Session, releases: Sequence[Release], last_seen: Mapping[str, Evidence]
) -> dict[str, Reading]:
    """The days on which each real feed was read whole: those of releases whose visit missed nothing."""
    visits = session.execute(select(Visit.source, Visit.began_at).where(Visit.outcome == "ok"))
    whole = {(source, began_at) for source, began_at in visits}
    days: defaultdict[str, set[date]] = defaultdict(set)
    for release in releases:
        if (release.source, release.part) in whole and not release.example:
            days[release.source].add(date.fromisoformat(release.known_at[:10]))
    return {
        source: Reading(sorted(found), last_seen[source])
        for source, found in days.items()
        if source in last_seen
    }


def _evidence(entry: ListEntry, capture: Capture, release: Release, fact: str) -> Evidence:
    return Evidence(
        fact=fact,
        source=release.name,
        url=capture.url,
        snapshot=capture.sha256,
        row=entry.row,
        date=release.published_on or capture.fetched_at[:10],
        example=release.example,
    )


def _add_entry(firm: Firm, entry: ListEntry, capture: Capture, release: Release) -> None:
    def evidence(fact: str) -> Evidence:
        return _evidence(entry, capture, release, fact)

    fields = entry.fields
    if "signal" in fields:
        # A project's place and trade need not be the firm's own.
        firm.signals.append(_signal(entry, evidence))
        if project := fields.get("project"):
            firm.texts.append(Text("eia_or_filing", str(project), evidence(f"项目名称：{project}")))
        return
    for attribute in ("province", "city", "industry"):
        value = fields.get(attribute)
        # The first source that prints a value keeps it, except that a registered address wins.
        if value and (getattr(firm, attribute) is None or "address" in fields):
            setattr(firm, attribute, Known(str(value), evidence(f"{_LABELS[attribute]}：{value}")))
    for name, match_field in TEXT_FIELDS.items():
        if text := fields.get(name):
            firm.texts.append(Text(match_field, str(text), evidence(f"{_LABELS[name]}：{text}")))
    if release.tier:
        firm.listings.append(_listing(release.tier, entry, release, evidence))
        if position := fields.get("position"):
            firm.chamber.append(Known(str(position), evidence(f"{release.name}：{position}")))


def _signal(entry: ListEntry, evidence: Callable[[str], Evidence]) -> Signal:
    fields = entry.fields
    kind: SignalKind = fields["signal"]
    text = str(fields.get("title") or fields.get("project") or "")
    told = [f"{SIGNALS[kind]}：{text}"]
    if amount := fields.get("investment"):
        told.append(f"总投资 {amount} {fields['investment_unit']}")
    if link := fields.get("link"):
        told.append(f"原文 {link}")
    found = evidence("，".join(told))
    # Without a day of its own a sign is as old as the notice, at the latest as the day it was fetched.
    day = str(fields.get("on_date") or found.date)
    return Signal(kind, as_day(day), text, str(fields["matter"]), found.model_copy(update={"date": day}))


def _listing(tier: str, entry: ListEntry, release: Release, evidence: Callable[[str], Evidence]) -> Listing:
    if release.standing:
        return _noticed(tier, entry, release, evidence)
    rank = entry.fields.get("rank")
    if release.edition == ROLLING:
        listed = evidence(f"{release.name}在册")
    else:
        place = f"第 {rank} 位" if rank is not None else "在榜"
        listed = evidence(f"{release.name}（{release.edition}）{place}")
    return Listing(tier, release.edition, rank if isinstance(rank, int) else None, listed.date, listed)


def _noticed(tier: str, entry: ListEntry, release: Release, evidence: Callable[[str], Evidence]) -> Listing:
    """A row of a notice; its 序号 is no rank."""
    fields, edition = entry.fields, release.edition
    word: Word = fields.get("standing") or release.standing  # type: ignore[assignment]  # as published
    if fields.get("standing") == "recertified" and release.published_on:
        # A document of new and reviewed firms together is named after its batch, a review after its year.
        edition = release.published_on[:4]
    listed = evidence(f"{release.name}（{edition}）{WORDS[word]}")
    region = region_of(fields.get("province"), fields.get("city"), entry.cells)
    return Listing(tier, edition, None, listed.date, listed, word, None if release.excerpt else region)


_LABELS = {
    "province": "所在省份",
    "city": "所在城市",
    "industry": "所属行业",
    "products": "主营产品",
    "scope": "经营范围",
}


def _contacts(
    session: Session, cutoff: str, identity: Identity
) -> tuple[list[tuple[Contact, Evidence]], list[str]]:
    """Contacts with the enterprise they had at the cutoff, which need not be that of the database now."""
    rows = session.execute(
        select(Contact, LedgerImport, Capture)
        .join(LedgerImport, LedgerImport.id == Contact.import_id)
        .join(Capture, Capture.id == LedgerImport.capture_id)
        .where(LedgerImport.imported_at <= cutoff, or_(Contact.ended_at.is_(None), Contact.ended_at > cutoff))
        .order_by(Contact.id)
    )
    found: list[tuple[Contact, Evidence]] = []
    hashes: dict[str, None] = {}
    for contact, ledger, capture in rows:
        hashes[ledger.content_hash] = None
        # Off the session: what a past week must not know, the database must not forget.
        session.expunge(contact)
        if contact.tied_at and contact.tied_at > cutoff:
            contact.enterprise_id = None
        row = contact.enterprise_id or identity.ties.get(contact.id)
        contact.enterprise_id = identity.root(row) if row else None
        fact = "、".join(str(part) for part in (contact.on_date, contact.channel, contact.stage) if part)
        evidence = Evidence(
            fact=f"对接记录：{fact or '未写日期'}",
            source="对接台账",
            url=capture.url,
            snapshot=capture.sha256,
            row=contact.row,
            date=contact.on_date or ledger.imported_at[:10],
            example=ledger.example,
        )
        found.append((contact, evidence))
    return found, list(hashes)


def _contacted(contacts: Sequence[tuple[Contact, Evidence]]) -> set[str]:
    return {contact.enterprise_id for contact, _ in contacts if contact.enterprise_id}


def _touch(contact: Contact, evidence: Evidence) -> Touch:
    return Touch(_day(contact.on_date), contact.stage, contact.reason, _day(contact.callback_on), evidence)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
