"""From hits to points: what was read of a chunk of firms, kept so that a changed weight reads no text again.

Every hit is a row of arrays, sorted by firm, node and word. Its points are ``table[class] × place``: the
class is the word's strength, whether the node makes things, and the role; the place is how far the field
is believed there. A word counts once for a node, at its best place; each further mention adds the part
``repeat`` of its points.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.config.chains import ChainsFile
from matching.config.reading import ReadingFile, Roles
from matching.fit.letters import Ints, normalise
from matching.fit.runs import Floats, all_bits, several, starts, sums
from matching.fit.scan import Hits, scan_joined
from matching.fit.texts import FIELDS, MATCH_FIELDS, Texts, texts_of
from matching.fit.vocabulary import GENERAL, STRENGTHS, Role, Vocabulary

_Table = npt.NDArray[np.uint8]

_ORDER = (Role.MAKE, Role.OPERATE, Role.RESEARCH, Role.SERVICE, Role.INVEST, Role.TRADE)
"""Roles as they are looked for: the best that a making node can be told."""
_NAMES = ("make", "operate", "research", "service", "invest", "trade", "bare")
_ROLES = len(_NAMES)
_MADE, _BARE = _NAMES.index("make"), _NAMES.index("bare")
_TRADED = [_NAMES.index("invest"), _NAMES.index("trade")]
_FLAGS = 8
_WAYS = _ROLES * _FLAGS
_DEALT, _OTHER, _NAMED, _CALLED, _MAKER = 1, 2, 4, 8, 16
"""How a thing is spoken of: as dealt in or turned into another; otherwise; named without a verb, in a text or
in the firm's name; as made."""
_LEVELS = 32
_SHIFTED, _EXCLUDED = 2, 4


class Repeated(NamedTuple):
    """Words of firms' nodes that hit more than once."""

    words: Ints
    """Rows of ``Readings.words``."""
    hits: Ints
    """All their hits."""
    word: Ints
    """By hit, its number in ``words``."""


@dataclass(frozen=True)
class Readings:
    """What was read of ``firms`` firms; one row a hit, sorted by firm, node and word."""

    firms: int
    firm: npt.NDArray[np.int32]
    node: npt.NDArray[np.int16]
    word: npt.NDArray[np.int32]
    use: npt.NDArray[np.int32]
    """Number of the word's use, whose strength may change without reading anew."""
    role: npt.NDArray[np.uint8]
    """Index into make, operate, research, service, invest, trade, bare."""
    flags: npt.NDArray[np.uint8]
    """1 inherited, 2 shifted, 4 excluded."""
    field: npt.NDArray[np.uint8]
    at: npt.NDArray[np.int32]
    known: npt.NDArray[np.uint8]
    """By firm, bits of the fields that hold text."""
    items: npt.NDArray[np.int32]
    """By firm, how many things its scope says are made."""
    trader: npt.NDArray[np.bool_]
    """By firm, whether its name says trade."""
    words: Ints
    """First row of each (firm, node, word)."""
    pairs: Ints
    """First word (row of ``words``) of each (firm, node)."""
    pair: npt.NDArray[np.int32]
    """By row of ``words``, its (firm, node), a row of ``pairs``."""
    pair_firm: npt.NDArray[np.int32]
    """The firm of each pair."""
    pair_node: npt.NDArray[np.int16]
    """The node of each pair."""
    repeated: Repeated


def read(columns: Mapping[str, Sequence[object]], rows: range, vocabulary: Vocabulary) -> Readings:
    """Read the texts of some rows of a table; columns by the names of FIELDS, absent ones are unknown."""
    texts = texts_of(columns, rows)
    return readings_of(texts, len(rows), scan_joined(texts.codes, vocabulary), vocabulary)


def readings_of(texts: Texts, firms: int, hits: Hits, vocabulary: Vocabulary) -> Readings:
    """Hits as uses of words in nodes, sorted."""
    row, field = texts.row, texts.field
    filled = np.flatnonzero(texts.known)
    # A column is one text of a firm, so its bits add up.
    known = np.bincount(row.take(filled), weights=1 << field.take(filled).astype(np.int64), minlength=firms)
    names = hits.traders[field[hits.traders] == FIELDS.index("name")]
    trader = np.zeros(firms, dtype=bool)
    trader[row[names]] = True
    scopes = np.flatnonzero(field == FIELDS.index("scope"))
    items = np.zeros(firms, dtype=np.int32)
    items[row[scopes]] = hits.items[scopes]

    begin = vocabulary.use_starts
    count = np.diff(begin).take(hits.word)
    hit = np.repeat(np.arange(len(hits)), count)
    use = np.arange(len(hit)) + np.repeat(begin.take(hits.word) - (np.cumsum(count) - count), count)
    text = hits.text.take(hit)
    firm, node, word = row.take(text), vocabulary.use_node.take(use), vocabulary.use_word.take(use)
    key = (firm.astype(np.int64) * len(vocabulary.nodes) + node) * len(vocabulary.words) + word
    order = np.argsort(key, kind="stable")
    key, hit, use, text = key.take(order), hit.take(order), use.take(order), text.take(order)
    words = starts(key)
    firm, node = firm.take(order), node.take(order)
    pairs = starts(key.take(words) // len(vocabulary.words))
    first = words.take(pairs)
    role = hits.role.take(hit)
    role |= (role & vocabulary.use_runs.take(use) != 0) * np.uint8(Role.OPERATE)
    return Readings(
        firms=firms,
        firm=firm,
        node=node,
        word=word.take(order),
        use=use.astype(np.int32),
        role=_BEST.take(role),
        flags=hits.inherited.take(hit) | _SAID.take(role),
        field=field.take(text),
        at=hits.at.take(hit).astype(np.int32),
        known=known.astype(np.uint8),
        items=items,
        trader=trader,
        words=words,
        pairs=pairs,
        pair=np.repeat(np.arange(len(pairs), dtype=np.int32), np.diff(pairs, append=len(words))),
        pair_firm=firm.take(first),
        pair_node=node.take(first),
        repeated=Repeated(*several(words, len(key))),
    )


def _best() -> _Table:
    """By role bits, the number of the role that counts."""
    bits = np.arange(1 << 8)
    return np.select([bits & one != 0 for one in _ORDER], range(len(_ORDER)), _BARE).astype(np.uint8)


def _said() -> _Table:
    """By role bits, the flags that they set."""
    bits = np.arange(1 << 8)
    shifted, excluded = (
        np.where(bits & role != 0, flag, 0)
        for role, flag in ((Role.SHIFT, _SHIFTED), (Role.EXCLUDE, _EXCLUDED))
    )
    return (shifted | excluded).astype(np.uint8)


_BEST, _SAID = _best(), _said()


def makes(chains: ChainsFile) -> npt.NDArray[np.bool_]:
    """By node of the vocabulary: is it judged by what a firm makes? Else by what it runs or serves."""
    kinds = []
    for chain in chains.chains:
        kinds += [node.mfg is not False for node in chain.nodes] + [False]
    return np.array(kinds)


def strengths(chains: ChainsFile, vocabulary: Vocabulary) -> npt.NDArray[np.int8]:
    """By use, the strength that ``chains`` gives it now; −1: its word was taken out or made negative.

    This is how a word moved between the lists of a node counts without reading any text again. A word that
    is new is not in the vocabulary: then the texts are read anew.
    """
    given: dict[tuple[str, str, str], int] = {}
    for chain in chains.chains:
        for node_id, kw in [*((node.id, node.kw) for node in chain.nodes), (GENERAL, chain.kw)]:
            for strength, name in enumerate(STRENGTHS):
                given.update({(chain.id, node_id, normalise(word)): strength for word in getattr(kw, name)})
    uses = zip(vocabulary.use_node, vocabulary.use_word, strict=True)
    found = [given.get((*vocabulary.nodes[node], vocabulary.words[word]), -1) for node, word in uses]
    return np.array(found, dtype=np.int8)


def beliefs(chains: ChainsFile) -> Floats:
    """By column of FIELDS, how far a word there is believed."""
    return np.array(
        [getattr(chains.match_fields, MATCH_FIELDS.get(name, name)) for name in FIELDS], dtype=np.float32
    )


class Tables(NamedTuple):
    """What points are looked up in, under one configuration."""

    use: npt.NDArray[np.int16]
    """By use of a word, where the rows of its strength and its node's kind begin in ``said``."""
    said: Floats
    """Points by (strength + 1, serving, role, flags); strength −1 has none."""
    levels: _Table
    """By (field, role, flags), how it speaks of a thing."""
    gates: Floats
    """Factors by (making, trader, ways of speaking)."""


def make_tables(
    fit: ReadingFile, use_strength: npt.NDArray[np.int8], use_making: npt.NDArray[np.bool_]
) -> Tables:
    """By use of a word, its strength and whether its node is judged by what a firm makes."""
    kind = (use_strength + np.int16(1)) * np.int16(2) + ~use_making
    return Tables(kind * np.int16(_WAYS), _points_said(fit), _levels(fit), _gates(fit))


def points(readings: Readings, fit: ReadingFile, belief: Floats, tables: Tables) -> Floats:
    """Points of each hit, in the order of ``readings``; ``belief`` as from :func:`beliefs`."""
    kind = tables.use.take(readings.use, mode="clip") + _way(readings)
    value = tables.said.take(kind, mode="clip")
    found: Floats = (value * _place(readings, fit, belief)).astype(np.float32)
    return found


def _way(readings: Readings) -> _Table:
    """By hit, the number of its (role, flags)."""
    return readings.role * np.uint8(_FLAGS) + readings.flags


def _points_said(fit: ReadingFile) -> Floats:
    strength = np.array([0.0, *(getattr(fit.strength, name) for name in STRENGTHS)])
    roles = np.array(
        [[getattr(table, name) for name in _NAMES] for table in (fit.roles.making, fit.roles.serving)]
    )
    said = (strength[:, None, None] * roles).ravel().astype(np.float32)
    table: Floats = (said[:, None] * _flagged(fit.roles)).ravel()
    return table


def _flagged(roles: Roles) -> Floats:
    bits = np.arange(_FLAGS)
    inherited, shifted = np.where(bits & 1, roles.inherited, 1.0), np.where(bits & 2, roles.shifted, 1.0)
    return (inherited * shifted * np.where(bits & 4, 0.0, 1.0)).astype(np.float32)


def _place(readings: Readings, fit: ReadingFile, belief: Floats) -> npt.NDArray[np.floating]:
    fields = [getattr(fit.fields, name) for name in FIELDS]
    floor, half = (
        np.array([getattr(field, key) for field in fields], dtype=np.float32) for key in ("floor", "half")
    )
    # A table of all places costs less than a division a hit.
    end = int(readings.at.max(initial=0)) + 1
    belief, floor, falling, half = (each[:, None] for each in (belief, floor, (1 - floor) * half, half))
    table = belief * (floor + falling / (half + np.arange(end, dtype=np.int32)))
    place: npt.NDArray[np.floating] = table.ravel().take(
        readings.field * np.int32(end) + readings.at, mode="clip"
    )
    return place


def pair_points(readings: Readings, word_points: Floats) -> Floats:
    """Points of each (firm, node): the sum of its words' points."""
    return sums(readings.pair, word_points, len(readings.pairs))


def word_points(readings: Readings, hit_points: Floats, repeat: float) -> Floats:
    """Points of each word of a firm's node: at its best place, further mentions by ``repeat``."""
    found = hit_points.take(readings.words)
    often = readings.repeated
    if len(often.words):
        said = hit_points.take(often.hits)
        best = np.zeros(len(often.words), dtype=np.float32)
        np.maximum.at(best, often.word, said)
        further = sums(often.word, said, len(best)) - best
        found[often.words] = best + np.float32(repeat) * further
    return found


def pair_gate(
    readings: Readings, hit_points: Floats, tables: Tables, making: npt.NDArray[np.bool_]
) -> Floats:
    """Factor of each (firm, node) by the best role that was read: making nodes want a maker."""
    level = tables.levels.take(readings.field * np.uint16(_WAYS) + _way(readings), mode="clip")
    level *= hit_points > 0
    said = all_bits(level, readings.words.take(readings.pairs))
    trader = readings.trader.take(readings.pair_firm, mode="clip")
    kind = (making.take(readings.pair_node, mode="clip") * np.uint8(2) + trader) * np.uint8(_LEVELS) + said
    found: Floats = tables.gates.take(kind, mode="clip")
    return found


def _levels(fit: ReadingFile) -> _Table:
    levels = np.full((len(FIELDS), _ROLES), _OTHER, dtype=np.uint8)
    levels[:, _TRADED] = _DEALT
    named = [getattr(fit.fields, name).names_products for name in FIELDS]
    levels[:, _BARE] = np.where(named, _MAKER, _NAMED)
    levels[FIELDS.index("name"), _BARE] = _CALLED
    levels[:, _MADE] = _MAKER
    shifted = np.arange(_FLAGS) & _SHIFTED != 0
    return np.where(shifted, np.uint8(_DEALT), levels[:, :, None]).ravel()


def _gates(fit: ReadingFile) -> Floats:
    """Who names say trade fits by what is made.

    A name alone tells no more than a word without a verb, and of what is made less where the texts tell.
    """
    said = np.arange(_LEVELS)
    made = said & _MAKER > 0
    bare = (said & _NAMED > 0) | (said & (_CALLED | _OTHER | _DEALT) == _CALLED)
    gates = np.ones((2, 2, _LEVELS), dtype=np.float32)
    gates[0, :, said & ~_CALLED == _DEALT] = fit.gate.dealt
    gates[1] = np.select([made, bare], [fit.gate.made, fit.gate.bare], fit.gate.other)
    gates[1, 1] *= np.where(made, np.float32(fit.traders.made), np.float32(fit.traders.factor))
    return gates.ravel()
