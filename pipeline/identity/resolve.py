"""Which enterprise a mention is: by credit code, by legal name, by share code, by exchange short name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from db.models import Enterprise
from pipeline.identity.codes import valid_uscc
from pipeline.identity.forms import has_legal_form
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


@dataclass(frozen=True)
class Decision:
    """The enterprise of a mention (None: not found and not to be created), how and why."""

    ref: int
    enterprise_id: str | None
    method: str
    why: str


def resolve(session: Session, mentions: Sequence[Mention], *, create: bool = True) -> list[Decision]:
    """Resolve mentions against the store, in the order given back.

    Two different valid codes are never one enterprise, an invalid code is a doubt and no key, and a
    group is never merged with its listed arm: only an equal code, an equal normalised legal name, or
    a share code, short or former name that a list ties to one legal name makes two mentions one enterprise.
    With ``create=False`` (ledger rows, queries) unknown names stay unresolved.
    """
    store = Store(session, [key for mention in mentions for key in _keys(mention)])
    # Legal names first, renamed firms before their old names: they carry the aliases others are found by.
    order = sorted(
        mentions,
        key=lambda m: (
            m.by_code,
            valid_uscc(m.uscc) is None,
            not has_legal_form(m.name),
            not m.former_names,
            m.ref,
        ),
    )
    decisions = {mention.ref: _decide(store, mention, create) for mention in order}
    session.flush()
    return [decisions[mention.ref] for mention in mentions]


def _keys(mention: Mention) -> list[Key]:
    key = name_key(mention.name)
    keys = [("name", key), ("short_name", key), ("former_name", key)]
    if code := valid_uscc(mention.uscc):
        keys.append(("uscc", code))
    if mention.short_name:
        keys.append(("short_name", name_key(mention.short_name)))
    if mention.stock_code:
        keys.append((STOCK_CODE, mention.stock_code))
    former = [name_key(name) for name in mention.former_names]
    return keys + [(kind, value) for value in former for kind in ("former_name", "name")]


def _decide(store: Store, mention: Mention, create: bool) -> Decision:
    if mention.by_code:
        return _by_code(store, mention)
    key, code = name_key(mention.name), valid_uscc(mention.uscc)
    doubt = f"；信用代码 {mention.uscc} 校验不过，未采用" if mention.uscc and not code else ""
    found, method, why = _find(store, mention, key, code)
    if found is None:
        if not create:
            return Decision(mention.ref, None, "none", f"库中没有这个名称{doubt}")
        found = store.create(
            mention.name, key, code, legal_form=has_legal_form(mention.name), example=mention.example
        )
        method, why = "new", "首次出现"
    if create:
        _learn(store, mention, found, code)
        if method not in ALIASES:
            # An alias stays one: it finds its firm only for as long as no second firm carries it.
            store.add_key("name", key, found)
    return Decision(mention.ref, found.id, method, why + doubt)


def _by_code(store: Store, mention: Mention) -> Decision:
    """The one firm that a register ties to the share code; without a register nobody knows it yet."""
    firms = store.find(STOCK_CODE, mention.stock_code) if mention.stock_code else []
    if len(firms) == 1:
        return Decision(mention.ref, firms[0].id, STOCK_CODE, f"证券代码 {mention.stock_code} 相同")
    found = f"对应 {len(firms)} 家" if firms else "不在已采集的交易所名录里"
    return Decision(mention.ref, None, "none", f"证券代码 {mention.stock_code or '没有印出'} {found}，待核")


def _find(store: Store, mention: Mention, key: str, code: str | None) -> tuple[Enterprise | None, str, str]:
    if code and (same := store.find("uscc", code)):
        return same[0], "uscc", f"统一社会信用代码相同 {code}"
    named = [firm for firm in store.find("name", key) if not (code and firm.uscc and firm.uscc != code)]
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
    if code and enterprise.uscc is None:
        enterprise.uscc = code
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
