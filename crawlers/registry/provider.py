"""What the three registries differ in: signature, envelope, and where the facts stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from common.errors import UserError
from crawlers.registry.outcome import Outcome

Keys = tuple[str, ...]
"""The secrets of one provider, in the order of ``Provider.environment``."""


@dataclass(frozen=True)
class Signed:
    """What goes out beside the keyword to show who asks."""

    headers: Mapping[str, str]
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Places:
    """Keys of facts that only ``RegistryRecord`` has; dots go into objects, empty: not given."""

    established: str
    capital: str
    province: str = ""
    city: str = ""
    district: str = ""


@dataclass(frozen=True)
class Provider:
    """One registry (sources.md 2.17).

    The address and the keys that become fields of a list entry stand in the YAML of ``source``; here
    is what a YAML cannot say. ``code``, ``message`` and ``result`` are the keys of the envelope.
    ``codes`` are its codes by outcome, blanks between; one that is not named is ``refused``. ``kept`` are the
    keys of an answer that are archived: whatever else a provider sends (persons, telephones, things it
    may add tomorrow) is dropped first.
    """

    id: str
    name: str
    source: str
    environment: tuple[str, ...]
    sign: Callable[[Keys, datetime], Signed]
    code: str
    message: str
    result: str
    codes: Mapping[Outcome, str]
    places: Places
    kept: str

    def keys(self, environment: Mapping[str, str]) -> Keys | None:
        """The secrets, or None while one is missing.

        Raises:
            UserError: one holds characters that no header can carry (a full-width or pasted space).
        """
        found = tuple(environment.get(name, "").strip() for name in self.environment)
        for name, key in zip(self.environment, found, strict=True):
            if not (key.isascii() and key.isprintable()):
                raise UserError(f"环境变量 {name} 里有中文或不可见字符", fix="从平台后台重新复制密钥")
        return found if all(found) else None

    def outcome_of(self, code: str) -> Outcome:
        """What a code of the envelope says."""
        return next((outcome for outcome, codes in self.codes.items() if code in codes.split()), "refused")
