"""Enterprises and the keys by which mentions find them, read for one batch at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.hashing import sha256_hex
from db.models import Enterprise, EnterpriseKey

BATCH = 500
Key = tuple[str, str]


class Store:
    """Keys and enterprises that a batch of mentions may meet.

    Only rows that share a key with the batch are read, so that a small batch costs little
    however many enterprises are kept.
    """

    def __init__(self, session: Session, keys: Iterable[Key]) -> None:
        self._session = session
        self._by_key: dict[Key, list[str]] = defaultdict(list)
        self._enterprises: dict[str, Enterprise] = {}
        for values in _batches(sorted({value for _, value in keys})):
            rows = session.execute(
                select(EnterpriseKey, Enterprise)
                .join(Enterprise, Enterprise.id == EnterpriseKey.enterprise_id)
                .where(EnterpriseKey.value.in_(values))
                .order_by(EnterpriseKey.id)
            )
            for key, enterprise in rows:
                self._by_key[key.kind, key.value].append(enterprise.id)
                self._enterprises[enterprise.id] = enterprise

    def find(self, kind: str, value: str) -> list[Enterprise]:
        """Enterprises that carry a key, oldest first."""
        return [self._enterprises[identity] for identity in self._by_key.get((kind, value), [])]

    def create(self, name: str, key: str, code: str | None, *, legal_form: bool, example: bool) -> Enterprise:
        """A new enterprise whose id follows from its code or name, so that a rebuilt store agrees."""
        seed = f"uscc:{code}" if code else f"name:{key}"
        identity = "E" + sha256_hex(seed.encode())[:12]
        enterprise = Enterprise(id=identity, name=name, uscc=code, legal_form=legal_form, example=example)
        self._session.add(enterprise)
        self._enterprises[identity] = enterprise
        return enterprise

    def add_key(self, kind: str, value: str, enterprise: Enterprise) -> None:
        """Let later mentions find the enterprise by this key too."""
        if enterprise.id in self._by_key[kind, value]:
            return
        self._by_key[kind, value].append(enterprise.id)
        self._session.add(EnterpriseKey(kind=kind, value=value, enterprise_id=enterprise.id))


def _batches(values: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(values), BATCH):
        yield values[start : start + BATCH]
