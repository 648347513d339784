"""Relations by a person's word: added, shown, taken back; the word itself is archived."""

from __future__ import annotations

import csv
import io

from pydantic import BaseModel
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from common.clock import now
from common.errors import UserError
from crawlers.archive import Archive
from crawlers.archive import Capture as ArchivedCapture
from db.decisions import Relation
from db.identity import identity_about
from db.models import Enterprise
from db.relations import KINDS
from pipeline.publish import ensure_capture
from pipeline.review.lookup import enterprise_of, named

SOURCE = "groups"


class RelationView(BaseModel):
    """``source`` is the ``kind`` of ``target``; ``ended_by`` is set when it was taken back."""

    id: int
    kind: str
    source: str
    source_id: str
    target: str
    target_id: str
    share: float | None
    valid_from: str | None
    why: str
    who: str | None
    since: str
    until: str | None
    ended_by: str | None
    ended_why: str | None


def add_relation(
    session: Session,
    archive: Archive,
    source: str,
    kind: str,
    target: str,
    *,
    who: str,
    why: str,
    share: float | None = None,
    valid_from: str | None = None,
    at: str | None = None,
) -> Relation:
    """Say that ``source`` is the ``kind`` of ``target``; ``parent`` is kept as ``subsidiary`` turned round.

    Raises:
        UserError: a side or the kind is not known, both are one enterprise, the relation is there already,
            the share is none, or nobody or no reason is named.
    """
    if kind not in KINDS:
        raise UserError(f"关系“{kind}”不认识", fix=f"可用：{_kinds()}")
    if share is not None and not 0 < share <= 1:
        raise UserError(f"持股比例 {share:g} 不在 0 到 1 之间", fix="51% 写成 0.51")
    who, why = named(who, "登记人"), named(why, "理由")
    moment = at or now().isoformat(timespec="seconds")
    one, other = enterprise_of(session, source), enterprise_of(session, target)
    if kind == "parent":
        kind, one, other = "subsidiary", other, one
    identity = identity_about(session, [one.id, other.id])
    if identity.root(one.id) == identity.root(other.id):
        raise UserError(f"“{source}”和“{target}”是同一家企业，不是两家之间的关系")
    here = select(Relation).where(
        Relation.kind == kind,
        Relation.source_id.in_(identity.rows(one.id)),
        Relation.target_id.in_(identity.rows(other.id)),
        Relation.until.is_(None),
    )
    if known := session.scalars(here).first():
        raise UserError(f"这个关系已有，编号 {known.id}", fix=f"要改，先 lianzhao group remove {known.id}")
    told = [KINDS[kind], one.name, other.name, "" if share is None else f"{share:g}", valid_from or ""]
    relation = Relation(
        kind=kind,
        source_id=one.id,
        target_id=other.id,
        share=share,
        capture_id=_archived(session, archive, [*told, who, why, moment], moment),
        who=who,
        why=why,
        since=moment,
        valid_from=valid_from,
    )
    session.add(relation)
    session.flush()
    return relation


def remove_relation(session: Session, number: int, *, who: str, why: str, at: str | None = None) -> Relation:
    """Take a relation back from now on; it stays in the record.

    Raises:
        UserError: there is none with this number, it has ended, or nobody or no reason is named.
    """
    relation = session.get(Relation, number)
    if relation is None:
        raise UserError(f"没有关系 {number}", fix="用 lianzhao group show 企业名称 看编号")
    if relation.until:
        raise UserError(f"关系 {number} 已由 {relation.ended_by} 在 {relation.until[:10]} 撤去")
    relation.ended_by, relation.ended_why = named(who, "撤去人"), named(why, "理由")
    relation.until = at or now().isoformat(timespec="seconds")
    session.flush()
    return relation


def relations_of(session: Session, name: str) -> list[RelationView]:
    """All relations of an enterprise and of those it leads to, also ended ones, oldest first.

    Raises:
        UserError: the name is not known.
    """
    found: dict[int, Relation] = {}
    seen: set[str] = set()
    new = set(identity_about(session, []).rows(enterprise_of(session, name).id))
    while new:
        rows = {row for one in new for row in identity_about(session, [one]).rows(one)}
        seen |= rows
        query = select(Relation).where(or_(Relation.source_id.in_(rows), Relation.target_id.in_(rows)))
        relations = session.scalars(query).all()
        found.update((one.id, one) for one in relations)
        new = {end for one in relations for end in (one.source_id, one.target_id)} - seen
    return [_view(session, relation) for _, relation in sorted(found.items())]


def _view(session: Session, relation: Relation) -> RelationView:
    ends = [session.get_one(Enterprise, end) for end in (relation.source_id, relation.target_id)]
    return RelationView(
        id=relation.id,
        kind=relation.kind,
        source=ends[0].name,
        source_id=ends[0].id,
        target=ends[1].name,
        target_id=ends[1].id,
        share=relation.share,
        valid_from=relation.valid_from,
        why=relation.why,
        who=relation.who,
        since=relation.since,
        until=relation.until,
        ended_by=relation.ended_by,
        ended_why=relation.ended_why,
    )


def _archived(session: Session, archive: Archive, cells: list[str], moment: str) -> int:
    """Keep the word as a table of two rows, so that what stands on it can be walked back to bytes."""
    text = io.StringIO(newline="")
    header = ["关系", "企业", "对方", "持股比例", "起自", "登记人", "理由", "登记时间"]
    csv.writer(text).writerows([header, cells])
    data = text.getvalue().encode("utf-8")
    sha256 = archive.store(data)
    capture = ArchivedCapture(
        source=SOURCE,
        url=f"import:人工登记-{sha256[:12]}.csv",
        status=200,
        fetched_at=moment,
        sha256=sha256,
        via="import",
    )
    archive.add(capture)
    return ensure_capture(session, capture).id


def _kinds() -> str:
    return "、".join(f"{kind}（{word}）" for kind, word in KINDS.items())
