"""From hits to points: what was read of a chunk of firms, kept so that a changed weight reads no text again.

Every hit is a row of arrays, sorted by firm, node and word. Its points are ``table[class] × place``: the
class is the word's strength, whether the node makes things, and the role; the place is how far the field
is believed there. A word counts once for a node, at its best place; each further mention adds the part
``repeat`` of its points.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matching.config.chains import ChainsFile
from matching.config.reading import ReadingFile, Roles
from matching.fit.letters import normalise
from matching.fit.scan import Hits, scan_joined
from matching.fit.texts import FIELDS, MATCH_FIELDS, Texts, texts_of
from matching.fit.vocabulary import GENERAL, STRENGTHS, Role, Vocabulary

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_ORDER = (Role.MAKE, Role.OPERATE, Role.RESEARCH, Role.SERVICE, Role.INVEST, Role.TRADE)
"""Roles as they are looked for: the best that a making node can be told."""
_NAMES = ("make", "operate", "research", "service", "invest", "trade", "bare")
_ROLES = len(_NAMES)
_MADE, _BARE = _NAMES.index("make"), _NAMES.index("bare")
_TRADED = [_NAMES.index("invest"), _NAMES.index("trade")]
_FLAGS = 8
_DEALT, _OTHER, _NAMED, _CALLED, _MAKER = 1, 2, 4, 8, 16
"""How a thing is spoken of: as dealt in or turned into another; otherwise; named without a verb, in a text or
in the firm's name; as made."""
_LEVELS = 32
_SHIFTED = 2


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
    """By hit, its (firm, node), a row of ``pairs``."""
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
    known = np.zeros(firms, dtype=np.uint8)
    np.bitwise_or.at(known, row[texts.known], np.left_shift(np.uint8(1), field[texts.known]))
    names = hits.traders[field[hits.traders] == FIELDS.index("name")]
    trader = np.zeros(firms, dtype=bool)
    trader[row[names]] = True
    scopes = np.flatnonzero(field == FIELDS.index("scope"))
    items = np.zeros(firms, dtype=np.int32)
    items[row[scopes]] = hits.items[scopes]

    starts = vocabulary.use_starts
    count = np.diff(starts)[hits.word]
    hit = np.repeat(np.arange(len(hits)), count)
    first = np.repeat(np.cumsum(count) - count, count)
    use = (starts[hits.word][hit] + np.arange(len(hit)) - first).astype(np.int32)
    firm, node = row[hits.text[hit]], vocabulary.use_node[use]
    word = vocabulary.use_word[use]
    key = (firm.astype(np.int64) * len(vocabulary.nodes) + node) * len(vocabulary.words) + word
    order = np.argsort(key, kind="stable")
    key, hit, use = key[order], hit[order], use[order]
    words = np.flatnonzero(np.diff(key, prepend=-1))
    pairs = np.flatnonzero(np.diff(key[words] // len(vocabulary.words), prepend=-1))
    firm, node = firm[order], node[order]
    first = words[pairs]
    sizes = np.diff(first, append=len(key))
    role = hits.role[hit]
    role |= np.where(role & vocabulary.use_runs[use], np.uint8(Role.OPERATE), np.uint8(0))
    return Readings(
        firms=firms,
        firm=firm,
        node=node,
        word=word[order],
        use=use,
        role=_best(role),
        flags=(
            hits.inherited[hit].astype(np.uint8)
            | np.where(role & np.uint8(Role.SHIFT), np.uint8(2), np.uint8(0))
            | np.where(role & np.uint8(Role.EXCLUDE), np.uint8(4), np.uint8(0))
        ),
        field=field[hits.text[hit]],
        at=hits.at[hit].astype(np.int32),
        known=known,
        items=items,
        trader=trader,
        words=words,
        pairs=pairs,
        pair=np.repeat(np.arange(len(pairs), dtype=np.int32), sizes),
        pair_firm=firm[first],
        pair_node=node[first],
        repeated=_repeated(words, len(key)),
    )


def _repeated(words: Ints, hits: int) -> Repeated:
    sizes = np.diff(words, append=hits)
    many = sizes > 1
    long = sizes[many]
    return Repeated(
        words=np.flatnonzero(many),
        hits=np.flatnonzero(np.repeat(many, sizes)),
        word=np.repeat(np.arange(len(long)), long),
    )


def _best(role: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    asked = [role & np.uint8(one) != 0 for one in _ORDER]
    return np.select(asked, list(range(len(_ORDER))), _BARE).astype(np.uint8)


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


def points(
    readings: Readings,
    fit: ReadingFile,
    belief: Floats,
    use_strength: npt.NDArray[np.int8],
    making: npt.NDArray[np.bool_],
) -> Floats:
    """Points of each hit, in the order of ``readings``; ``belief`` as from :func:`beliefs`."""
    strength = use_strength.take(readings.use, mode="clip")
    serving = ~making.take(readings.node, mode="clip")
    kind = ((strength + np.int16(1)) * 2 + serving) * _ROLES + readings.role
    value = _table(fit).take(kind * _FLAGS + readings.flags, mode="clip")
    found: Floats = (value * _place(readings, fit, belief)).astype(np.float32)
    return found


def _table(fit: ReadingFile) -> Floats:
    """Points by (strength + 1, serving, role, flags); strength −1 has none."""
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
    return sums(readings.pair.take(readings.words), word_points, len(readings.pairs))


def sums(group: npt.NDArray[np.integer[Any]], value: Floats, groups: int) -> Floats:
    """The sum of each group's values, added one by one: the same to the last bit whoever stands beside it."""
    summed = np.zeros(groups, dtype=np.float32)
    np.add.at(summed, group, value)
    return summed


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
    readings: Readings, hit_points: Floats, fit: ReadingFile, making: npt.NDArray[np.bool_]
) -> Floats:
    """Factor of each (firm, node) by the best role that was read: making nodes want a maker."""
    shifted = readings.flags & np.uint8(_SHIFTED) > 0
    level = np.where(
        shifted,
        np.uint8(_DEALT),
        _levels(fit).take(readings.field * np.uint8(_ROLES) + readings.role, mode="clip"),
    )
    level *= hit_points > 0
    said = np.zeros(len(readings.pairs), dtype=np.uint8)
    np.bitwise_or.at(said, readings.pair, level)
    trader = readings.trader.take(readings.pair_firm, mode="clip")
    kind = (making.take(readings.pair_node, mode="clip") * np.uint8(2) + trader) * np.uint8(_LEVELS) + said
    found: Floats = _gates(fit).take(kind, mode="clip")
    return found


def _levels(fit: ReadingFile) -> npt.NDArray[np.uint8]:
    """By (field, role), how it speaks of a thing."""
    levels = np.full((len(FIELDS), _ROLES), _OTHER, dtype=np.uint8)
    levels[:, _TRADED] = _DEALT
    named = [getattr(fit.fields, name).names_products for name in FIELDS]
    levels[:, _BARE] = np.where(named, _MAKER, _NAMED)
    levels[FIELDS.index("name"), _BARE] = _CALLED
    levels[:, _MADE] = _MAKER
    return levels.ravel()


def _gates(fit: ReadingFile) -> Floats:
    """Factors by (making, trader, ways of speaking); who names say trade fits by what is made.

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
