"""Enterprises and the keys by which mentions find them, read for one batch at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from common.hashing import sha256_hex
from db.identity import Identity, batches, identity_about
from db.models import Enterprise, EnterpriseKey
from pipeline.identity.cases import judged_different, kept_apart

Key = tuple[str, str]


class Store:
    """Keys and enterprises that a batch of mentions may meet.

    Only rows that share a key with the batch are read, so that a small batch costs little
    however many enterprises are kept.
    """

    def __init__(self, session: Session, keys: Iterable[Key], moment: str) -> None:
        self._session = session
        self._moment = moment
        self._lent: defaultdict[str, list[str]] = defaultdict(list)
        self.created: list[Enterprise] = []
        self._learnt: list[dict[str, str]] = []
        self._by_key: dict[Key, list[str]] = defaultdict(list)
        self._enterprises: dict[str, Enterprise] = {}
        for values in batches(sorted({value for _, value in keys})):
            rows = session.execute(
                select(EnterpriseKey, Enterprise)
                .join(Enterprise, Enterprise.id == EnterpriseKey.enterprise_id)
                .where(EnterpriseKey.value.in_(values))
                .order_by(EnterpriseKey.id)
            )
            for key, enterprise in rows:
                self._by_key[key.kind, key.value].append(enterprise.id)
                self._enterprises[enterprise.id] = enterprise
        self.identity: Identity = identity_about(session, self._enterprises)
        self._barred = judged_different(session, self._enterprises) if self._enterprises else set()

    def find(self, kind: str, value: str) -> list[Enterprise]:
        """The first row that carries a key of every enterprise, oldest key first."""
        found: dict[str, Enterprise] = {}
        for row in self._by_key.get((kind, value), []):
            found.setdefault(self.identity.root(row), self._enterprises[row])
        return list(found.values())

    def codes(self, row: Enterprise) -> list[str]:
        """Valid codes of the enterprise that a row belongs to."""
        return self.identity.codes(row) + self._lent[row.id]

    def lend(self, row: Enterprise, code: str) -> None:
        """A row turned out to be the enterprise of ``code``; no other code may claim it in this batch."""
        self._lent[row.id].append(code)

    def kept_apart(self, one: Enterprise, other: Enterprise) -> bool:
        """Whether a person said that the two are not one."""
        return kept_apart(self._barred, self.identity.rows(one.id), self.identity.rows(other.id))

    def create(
        self, name: str, key: str, code: str | None, *, legal_form: bool, example: bool, place: int
    ) -> Enterprise:
        """A new enterprise whose id follows from its code or name, so that a rebuilt store agrees."""
        seed = f"uscc:{code}" if code else f"name:{key}"
        identity = "E" + sha256_hex(seed.encode())[:12]
        enterprise = Enterprise(
            id=identity,
            name=name,
            uscc=code,
            legal_form=legal_form,
            example=example,
            since=self._moment,
            place=place,
        )
        self._session.add(enterprise)
        self.created.append(enterprise)
        self._enterprises[identity] = enterprise
        return enterprise

    def add_key(self, kind: str, value: str, enterprise: Enterprise) -> None:
        """Let later mentions find the enterprise by this key too, from ``write`` on in the database."""
        if enterprise.id in self._by_key[kind, value]:
            return
        self._by_key[kind, value].append(enterprise.id)
        if kind == "name":
            enterprise.marked = 0  # its block keys are made anew, with this name too
        self._learnt.append({"kind": kind, "value": value, "enterprise_id": enterprise.id})

    def write(self) -> None:
        """Send what was created and learnt to the database; keys by the thousand, for nobody holds them."""
        self._session.flush()
        if self._learnt:
            self._session.execute(insert(EnterpriseKey), self._learnt)
            self._learnt = []
