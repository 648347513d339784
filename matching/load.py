"""Read what the pipeline published, as known at a cutoff, into firms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from common.hashing import stable_hash
from db.models import ROLLING, Capture, Contact, Enterprise, LedgerImport, ListEntry, Release, Resolution
from matching.firm import Firm, Known, Listing, Text, Touch
from matching.result import Evidence

TEXT_FIELDS = {
    "products": "product_list",
    "scope": "business_scope",
}
"""Entry field → match field of chains.yaml. The industry label is shown but never scored: it is a
classifier's word, and the labels that scoring is measured against are made from it."""


@dataclass(frozen=True)
class Knowledge:
    """Everything a week's judgement stands on."""

    firms: dict[str, Firm]
    releases: dict[str, Release]
    contacts: Sequence[tuple[Contact, Evidence]]
    data_hash: str


def load_knowledge(session: Session, cutoff: str) -> Knowledge:
    """Firms with their facts from the releases and ledgers known at ``cutoff`` (ISO time)."""
    releases = _releases(session, cutoff)
    firms: dict[str, Firm] = {}
    rows = session.execute(
        select(ListEntry, Capture, Enterprise)
        .join(Capture, Capture.id == ListEntry.capture_id)
        .join(Resolution, Resolution.entry_id == ListEntry.id)
        .join(Enterprise, Enterprise.id == Resolution.enterprise_id)
        .where(ListEntry.release_id.in_([release.id for release in releases.values()]))
        .order_by(ListEntry.id)
    )
    by_id = {release.id: release for release in releases.values()}
    resolved: list[tuple[int, str]] = []
    for entry, capture, enterprise in rows:
        release = by_id[entry.release_id]
        firm = firms.get(enterprise.id)
        if firm is None:
            named = _evidence(entry, capture, release, f"企业名称：{enterprise.name}")
            firm = Firm(
                enterprise.id,
                enterprise.name,
                enterprise.uscc,
                enterprise.legal_form,
                enterprise.example,
                named,
            )
            firm.texts.append(Text("company_name", firm.name, named))
            firms[enterprise.id] = firm
        _add_entry(firm, entry, capture, release)
        resolved.append((entry.id, enterprise.id))
    contacts, imports = _contacts(session, cutoff)
    for contact, evidence in contacts:
        if contact.enterprise_id in firms:
            firms[contact.enterprise_id].touches.append(_touch(contact, evidence))
    data_hash = stable_hash(
        {
            "releases": sorted((release.source, release.content_hash) for release in releases.values()),
            "ledgers": imports,
            "identity": stable_hash(sorted(identity for _, identity in resolved)),
        }
    )
    return Knowledge(firms, releases, contacts, data_hash)


def _releases(session: Session, cutoff: str) -> dict[str, Release]:
    newest = (
        select(func.max(Release.id))
        .where(Release.state == "published", Release.known_at <= cutoff)
        .group_by(Release.source)
    )
    found = session.scalars(select(Release).where(Release.id.in_(newest)).order_by(Release.source))
    return {release.source: release for release in found}


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
    for attribute in ("province", "city", "industry"):
        value = fields.get(attribute)
        # The first source that prints a value keeps it, except that a registered address wins.
        if value and (getattr(firm, attribute) is None or "address" in fields):
            setattr(firm, attribute, Known(str(value), evidence(f"{_LABELS[attribute]}：{value}")))
    for name, match_field in TEXT_FIELDS.items():
        if text := fields.get(name):
            firm.texts.append(Text(match_field, str(text), evidence(f"{_LABELS[name]}：{text}")))
    if release.tier:
        rank = fields.get("rank")
        if release.edition == ROLLING:
            listed = evidence(f"{release.name}在册")
        else:
            place = f"第 {rank} 位" if rank is not None else "在榜"
            listed = evidence(f"{release.name}（{release.edition}）{place}")
        firm.listings.append(
            Listing(
                release.tier, release.edition, rank if isinstance(rank, int) else None, listed.date, listed
            )
        )
        if position := fields.get("position"):
            firm.chamber.append(Known(str(position), evidence(f"{release.name}：{position}")))


_LABELS = {
    "province": "所在省份",
    "city": "所在城市",
    "industry": "所属行业",
    "products": "主营产品",
    "scope": "经营范围",
}


def _contacts(session: Session, cutoff: str) -> tuple[list[tuple[Contact, Evidence]], list[str]]:
    rows = session.execute(
        select(Contact, LedgerImport, Capture)
        .join(LedgerImport, LedgerImport.id == Contact.import_id)
        .join(Capture, Capture.id == LedgerImport.capture_id)
        .where(LedgerImport.imported_at <= cutoff)
        .order_by(Contact.id)
    )
    found: list[tuple[Contact, Evidence]] = []
    hashes: dict[str, None] = {}
    for contact, ledger, capture in rows:
        hashes[ledger.content_hash] = None
        if contact.tied_at and contact.tied_at > cutoff:
            # Found later than this moment: a past week must not know it, nor the database forget it.
            session.expunge(contact)
            contact.enterprise_id = None
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


def _touch(contact: Contact, evidence: Evidence) -> Touch:
    return Touch(_day(contact.on_date), contact.stage, contact.reason, _day(contact.callback_on), evidence)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
