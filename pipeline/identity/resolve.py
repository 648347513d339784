"""Which enterprise a mention is: by credit code, by legal name, by share code, by exchange short name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sqlalchemy.orm import Session

from common.clock import now
from db.identity import Identity, identity_about
from db.models import Enterprise
from pipeline.identity.blocks import mark_new
from pipeline.identity.cases import (
    AUTOMATIC,
    Likeness,
    find_case,
    judged_different,
    left_of,
    new_case,
    tie,
)
from pipeline.identity.certainty import SURE
from pipeline.identity.codes import valid_uscc
from pipeline.identity.explain import in_words
from pipeline.identity.forms import has_legal_form, is_association
from pipeline.identity.fuzzy import Alike, Asked, find_alike
from pipeline.identity.linking import link_alike
from pipeline.identity.mentions import place_code
from pipeline.identity.store import Key, Store
from pipeline.names import name_key

ALIASES = {"short_name": "交易所简称", "former_name": "曾用名"}
"""Key kinds that find an enterprise only while no second one carries the same value."""
STOCK_CODE = "stock_code"


@dataclass(frozen=True)
class Mention:
    """A name as one entry prints it, with what else the entry says about identity."""

    ref: int
    name: str
    uscc: str | None = None
    short_name: str | None = None
    former_names: tuple[str, ...] = ()
    example: bool = False
    stock_code: str | None = None
    """Beside a legal name it belongs to that name (a register); alone it is all that says who is meant."""
    unlisted: bool = False
    """True: no exchange trades the firm, so an exchange's short name is somebody else's."""
    by_code: bool = False
    """True: the name is a share's short name. Only ``stock_code`` tells the firm; none is ever created."""
    province: str | None = None
    city: str | None = None
    known_at: str | None = None
    """When the entry was known (ISO time): what follows from it holds from then on. None: now."""

    @cached_property
    def key(self) -> str:
        """The name in its key form."""
        return name_key(self.name)

    @cached_property
    def code(self) -> str | None:
        """The credit code, if it holds."""
        return valid_uscc(self.uscc)


@dataclass(frozen=True)
class Decision:
    """The enterprise of a mention (None: not found and not to be created), how and why.

    ``record_id`` is the row whose name or code the mention carries. It is what is kept: links between rows
    come and go, and the enterprise is where they lead.
    """

    ref: int
    enterprise_id: str | None
    method: str
    why: str
    record_id: str | None = None
    alike: tuple[Alike, ...] = ()
    """Of a name that was only asked for: enterprises it may be, the surest first."""


@dataclass(frozen=True)
class _SameCode:
    """A list prints the name of ``named`` with the code of ``coded``."""

    named: Enterprise
    coded: Enterprise
    mention: Mention


def resolve(
    session: Session, mentions: Sequence[Mention], *, create: bool = True, at: str | None = None
) -> list[Decision]:
    """Resolve mentions against the store, in the order given back.

    Two different valid codes are never one enterprise, an invalid code is a doubt and no key. An equal code,
    an equal normalised legal name, or a share code, short or former name that a list ties to one legal name
    makes two mentions one enterprise. A name that none of these finds is a new row, compared with those that
    share a block key: tied where it is certainly one of them, asked of a person where it may be.

    With ``create=False`` (ledger rows, queries) unknown names stay unresolved unless they are certainly one
    enterprise's, and nothing is learned or written.

    ``at`` (ISO time, default now) is when new enterprises come into the store.
    """
    moment = at or now().isoformat(timespec="microseconds")
    store = Store(session, [key for mention in mentions for key in _keys(mention)], moment)
    # Legal names first, renamed firms before their old names: they carry the aliases others are found by.
    order = sorted(
        mentions,
        key=lambda m: (
            m.by_code,
            m.code is None,
            not has_legal_form(m.name),
            not m.former_names,
            m.ref,
        ),
    )
    same_codes: list[_SameCode] = []
    decisions = {mention.ref: _decide(store, mention, create, same_codes) for mention in order}
    store.write()
    if not create:
        return _asked(session, store, mentions, decisions)
    _tie_codes(session, same_codes, moment)
    mark_new(session)
    ties = _tie_alike(session, store, mentions, decisions, moment)
    identity = store.identity
    if same_codes or ties:
        identity = identity_about(session, {one.record_id for one in decisions.values() if one.record_id})
    return [_placed(decisions[mention.ref], identity, ties) for mention in mentions]


def _placed(decision: Decision, identity: Identity, ties: Mapping[str, str]) -> Decision:
    """The decision with the enterprise that its row leads to."""
    row = decision.record_id
    if row is None:
        return decision
    root = identity.root(row)
    if decision.method == "new" and root != row and row in ties:
        return replace(decision, enterprise_id=root, method="fuzzy", why=ties[row])
    return replace(decision, enterprise_id=root)


def _tie_alike(
    session: Session,
    store: Store,
    mentions: Sequence[Mention],
    decisions: Mapping[int, Decision],
    moment: str,
) -> dict[str, str]:
    """Compare the batch's new rows with the store and with one another; why each tied row was tied."""
    new = {row.id: row for row in store.created if not is_association(row.name)}
    asked = [Asked(row.id, row.name, row.place, row.uscc) for row in new.values()]
    known_at: dict[str, str] = {}
    doubted: set[str] = set()
    for mention in mentions:
        row = decisions[mention.ref].record_id
        if row in new and mention.known_at:
            known_at[row] = min(known_at.get(row, mention.known_at), mention.known_at)
        if row in new and mention.uscc and not mention.code:
            doubted.add(row)
    found = find_alike(session, asked)
    return link_alike(session, new, found, known_at=known_at, doubted=doubted, moment=moment)


def _asked(
    session: Session, store: Store, mentions: Sequence[Mention], decisions: Mapping[int, Decision]
) -> list[Decision]:
    """Decisions of names that were only asked for; a likeness is certain when it leads to one enterprise."""
    loose = [
        Asked(str(one.ref), one.name, place_code(one.province, one.city), one.code)
        for one in mentions
        if decisions[one.ref].record_id is None and not one.by_code and not is_association(one.name)
    ]
    found = find_alike(session, loose)
    by_key: defaultdict[str, list[Alike]] = defaultdict(list)
    for alike in found:
        by_key[alike.key].append(alike)
    identity = store.identity
    if found:
        rows = [one.record_id for one in decisions.values() if one.record_id]
        identity = identity_about(session, {*rows, *(alike.row.id for alike in found)})
    barred = judged_different(session, {left_of(one.name) for one in mentions}) if found else set()
    decided = []
    for mention in mentions:
        decision = decisions[mention.ref]
        code = mention.code
        mine = [
            one
            for one in by_key[str(mention.ref)]
            if not any((left_of(mention.name), row) in barred for row in identity.rows(one.row.id))
            and (code is None or identity.codes(one.row) in ([], [code]))
        ]
        # A printed code that does not hold is a doubt about the whole row.
        doubted = mention.uscc is not None and code is None
        sure = [one for one in mine if one.score >= SURE and one.whole and not doubted]
        if len({identity.root(one.row.id) for one in sure}) == 1:
            [best, *_] = sure
            decision = Decision(mention.ref, None, "fuzzy", in_words(best.evidence), best.row.id, (best,))
        elif mine:
            decision = replace(decision, alike=tuple(mine))
        row = decision.record_id
        decided.append(replace(decision, enterprise_id=row and identity.root(row)))
    return decided


def _tie_codes(session: Session, found: Sequence[_SameCode], moment: str) -> None:
    """What a list says of a name and a code makes the two rows one, from the day it was known."""
    for one in found:
        if find_case(session, one.named, one.coded):
            continue
        why = f"名单条目“{one.mention.name}”同时印有信用代码 {one.coded.uscc}"
        likeness = Likeness("code", why)
        case = new_case(session, one.named, one.coded, likeness, state=AUTOMATIC, at=moment)
        tie(session, case, method="uscc", why=why, since=one.mention.known_at or moment)
    session.flush()


def _keys(mention: Mention) -> list[Key]:
    key = mention.key
    keys = [("name", key), ("short_name", key), ("former_name", key)]
    if mention.code:
        keys.append(("uscc", mention.code))
    if mention.short_name:
        keys.append(("short_name", name_key(mention.short_name)))
    if mention.stock_code:
        keys.append((STOCK_CODE, mention.stock_code))
    former = [name_key(name) for name in mention.former_names]
    return keys + [(kind, value) for value in former for kind in ("former_name", "name")]


def _decide(store: Store, mention: Mention, create: bool, same_codes: list[_SameCode]) -> Decision:
    if mention.by_code:
        return _by_code(store, mention)
    key, code = mention.key, mention.code
    doubt = f"；信用代码 {mention.uscc} 校验不过，未采用" if mention.uscc and not code else ""
    found, method, why = _find(store, mention, key, code)
    if found is None:
        if not create:
            return Decision(mention.ref, None, "none", f"库中没有这个名称{doubt}")
        found = store.create(
            mention.name,
            key,
            code,
            legal_form=has_legal_form(mention.name),
            example=mention.example,
            place=place_code(mention.province, mention.city),
        )
        method, why = "new", "首次出现"
    if create:
        if method == "uscc" and has_legal_form(mention.name):
            same_codes += _same_code(store, mention, found, key)
        _learn(store, mention, found, code)
        if method not in ALIASES:
            # An alias stays one: it finds its firm only for as long as no second firm carries it.
            store.add_key("name", key, found)
    return Decision(mention.ref, found.id, method, why + doubt, found.id)


def _same_code(store: Store, mention: Mention, coded: Enterprise, key: str) -> list[_SameCode]:
    """Rows without a code that carry the mention's name: the list says whose code is theirs."""
    found = []
    for named in store.find("name", key):
        other = store.identity.root(named.id) != store.identity.root(coded.id)
        if other and not store.codes(named) and not store.kept_apart(named, coded):
            store.lend(named, str(coded.uscc))
            found.append(_SameCode(named, coded, mention))
    return found


def _by_code(store: Store, mention: Mention) -> Decision:
    """The one firm that a register ties to the share code; without a register nobody knows it yet."""
    firms = store.find(STOCK_CODE, mention.stock_code) if mention.stock_code else []
    if len(firms) == 1:
        [firm] = firms
        return Decision(mention.ref, firm.id, STOCK_CODE, f"证券代码 {mention.stock_code} 相同", firm.id)
    found = f"对应 {len(firms)} 家" if firms else "不在已采集的交易所名录里"
    return Decision(mention.ref, None, "none", f"证券代码 {mention.stock_code or '没有印出'} {found}，待核")


def _find(store: Store, mention: Mention, key: str, code: str | None) -> tuple[Enterprise | None, str, str]:
    if code and (same := store.find("uscc", code)):
        return same[0], "uscc", f"统一社会信用代码相同 {code}"
    named = [firm for firm in store.find("name", key) if not code or store.codes(firm) in ([], [code])]
    if named:
        several = f"；同名 {len(named)} 家，待核" if len(named) > 1 else ""
        return named[0], "name", f"规范化名称相同{several}"
    if code:
        return None, "", ""
    for kind, words in ALIASES.items():
        candidates = [] if mention.unlisted and kind == "short_name" else store.find(kind, key)
        if len(candidates) == 1:
            return candidates[0], kind, f"{words}对应 {candidates[0].name}"
    renamed = {firm.id: firm for old in mention.former_names for firm in store.find("name", name_key(old))}
    if len(renamed) == 1:
        [firm] = renamed.values()
        return firm, "renamed", f"更名自 {firm.name}"
    return None, "", ""


def _learn(store: Store, mention: Mention, enterprise: Enterprise, code: str | None) -> None:
    if code and enterprise.uscc is None and code not in store.codes(enterprise):
        enterprise.uscc = code
    enterprise.place = enterprise.place or place_code(mention.province, mention.city)
    if code:
        store.add_key("uscc", code, enterprise)
    # One real list is enough to make an enterprise real, whichever list came first.
    enterprise.example = enterprise.example and mention.example
    if mention.short_name:
        store.add_key("short_name", name_key(mention.short_name), enterprise)
        # An exchange's register prints all three together; other columns of codes may mean anything.
        if mention.stock_code and has_legal_form(mention.name):
            store.add_key(STOCK_CODE, mention.stock_code, enterprise)
    for former in mention.former_names:
        store.add_key("former_name", name_key(former), enterprise)
