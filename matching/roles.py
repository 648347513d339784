"""What a firm does with the things its texts name, for judging a week: makes, sells, or does not.

The roles are those of :mod:`matching.fit`; here they weigh the single word hits of ``matching.match``. Texts
are read in bulk when a week's firms are matched, and one by one for whoever asks for a firm alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from matching.config.bundle import Config
from matching.fit.scan import scan
from matching.fit.vocabulary import Role, Vocabulary, compile_vocabulary

LISTING = frozenset({"product_list", "eia_or_filing", "award_reason", "company_name"})
"""Fields of matching.firm.Text in which a thing named without a verb is what the firm makes."""
SAID = {
    Role.TRADE: "销售",
    Role.SERVICE: "服务",
    Role.RESEARCH: "研发",
    Role.OPERATE: "经营建设",
    Role.EXCLUDE: "写明不做",
    Role.SHIFT: "相关设备等",
}
_BULK = 5_000
_COMPILED: dict[str, Vocabulary] = {}
_MOST_KEPT = 4


class Read(NamedTuple):
    """A word in a text: where it stands, and its role."""

    start: int
    end: int
    role: Role
    inherited: bool


class Said(NamedTuple):
    """How far a hit counts (0–1), and in which role; '' for a maker and where nothing is said."""

    share: float
    role: str


@dataclass
class Roles:
    """Roles of words in texts, each text read once."""

    config: Config
    _read: dict[str, list[Read]] = field(default_factory=dict, repr=False)

    def read(self, texts: Iterable[str]) -> None:
        """Read what has not been read, many at a time."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self._read]
        for at in range(0, len(fresh), _BULK):
            self._scan(fresh[at : at + _BULK])

    def said(self, text: str, start: int, *, field: str, making: bool) -> Said:
        """What the text says is done with the word that stands at ``start`` (in the normalised text)."""
        self.read((text,))
        at = next((one for one in self._read[text] if one.start <= start < one.end), None)
        role = at.role if at else Role(0)
        fit = self.config.reading
        if role & Role.EXCLUDE:
            return Said(0.0, SAID[Role.EXCLUDE])
        name, words = _main(role)
        listed = name == "bare" and field in LISTING
        table = fit.roles.making if making else fit.roles.serving
        share: float = 1.0 if listed else getattr(table, name)
        if at and at.inherited:
            share *= fit.roles.inherited
        if role & Role.SHIFT:
            share, words = share * fit.roles.shifted, SAID[Role.SHIFT]
        if making and name != "make" and not listed:
            share *= fit.gate.bare if name == "bare" else fit.gate.other
        return Said(min(1.0, share), words)

    def _scan(self, texts: list[str]) -> None:
        hits = scan(texts, self._vocabulary)
        found: list[list[Read]] = [[] for _ in texts]
        lengths = self._vocabulary.words
        columns = (hits.text.tolist(), hits.word.tolist(), hits.at.tolist(), hits.role.tolist())
        for (text, word, at, role), inherited in zip(
            zip(*columns, strict=True), hits.inherited.tolist(), strict=True
        ):
            found[text].append(Read(at, at + len(lengths[word]), Role(role), inherited))
        self._read.update(zip(texts, found, strict=True))

    @property
    def _vocabulary(self) -> Vocabulary:
        """Compiled once a configuration, whoever asks."""
        key = self.config.config_hash
        if key not in _COMPILED:
            while len(_COMPILED) >= _MOST_KEPT:
                _COMPILED.pop(next(iter(_COMPILED)))
            _COMPILED[key] = compile_vocabulary(self.config.chains, self.config.reading)
        return _COMPILED[key]


def _main(role: Role) -> tuple[str, str]:
    """The role that counts, by the name of its factor, and how people read it."""
    for one in (Role.MAKE, Role.OPERATE, Role.RESEARCH, Role.SERVICE, Role.TRADE):
        if role & one:
            return one.name.lower() if one.name else "", SAID.get(one, "")
    return "bare", ""
