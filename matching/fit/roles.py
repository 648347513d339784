"""What a text says is done with the things it names: the verbs of their clauses, or those that govern them.

Verbs stand before a list or behind it (销售光伏组件、逆变器; 光伏组件、逆变器的生产), so a thing without one
in its clause belongs to the verb before it that leads, or to the one behind it that trails: in
五金加工，光伏组件、逆变器销售 nothing of the sun is made.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.fit.clauses import Clauses, Masks, Numbers
from matching.fit.letters import Ints
from matching.fit.runs import all_bits, starts
from matching.fit.vocabulary import Role, Vocabulary

_SPEAKING = np.uint8(Role.MAKE | Role.OPERATE | Role.RESEARCH | Role.SERVICE | Role.TRADE | Role.INVEST)
_CUES_IN_A_ROW = 3
_OPENING = 2
"""Characters before the verb that begins a clause of unknown things: 从事生产."""


def roles(
    clauses: Clauses, clause: Numbers, start: Ints, end: Ints, word: Ints, vocabulary: Vocabulary
) -> tuple[Ints, Masks, npt.NDArray[np.bool_], Ints]:
    """Which of the words are things, their role bits, whether these are inherited, and, by text, how many
    items its making sentences list.

    A role comes from the word itself and its clause, else from the verb of its sentence that governs it.
    """
    cue = vocabulary.roles.take(word)
    thing = np.flatnonzero(vocabulary.is_thing.take(word))
    verb = cue & ~np.uint8(Role.SHIFT)
    plain = np.flatnonzero(verb != 0)
    verb |= vocabulary.own_roles.take(word)
    giving = np.flatnonzero(verb != 0)
    by_verb, mine = clause.take(giving), clause.take(thing)
    firsts = starts(by_verb)
    telling = by_verb.take(firsts)
    said = np.zeros(len(clauses.long), dtype=np.uint8)
    said[telling] = all_bits(verb.take(giving), firsts)

    covered = np.bincount(clause.take(plain), weights=(end - start).take(plain), minlength=len(said))
    covered += np.bincount(clauses.joints, minlength=len(said))
    nothing_else = (said != 0) & (clauses.long <= covered)
    nothing_else[mine] = False
    by_clause = _spread(said, nothing_else, clauses.same)
    around = _around(clauses, telling, by_clause)

    here = by_clause.take(mine)
    role = (vocabulary.own_roles.take(word.take(thing)) | here) & _SPEAKING
    inherited = role == 0
    lost = np.flatnonzero(inherited)
    # Only the verbs of their sentences are asked for: a third of all.
    asking = np.zeros(len(around), dtype=bool)
    asking[clauses.sentence.take(mine.take(lost))] = True
    asked = giving.take(np.flatnonzero(asking.take(clauses.sentence.take(by_verb))))
    verbs = _verbs(clauses, clause, start, end, thing, asked, nothing_else, by_clause)
    role[lost] = _governing(clauses, mine.take(lost), verbs, around)
    inherited &= role != 0
    # 不含 in brackets holds for all that stands there (不含印染、漂染), elsewhere for its clause.
    said_there = np.where(clauses.bracket.take(mine) >= 0, around.take(clauses.sentence.take(mine)), here)
    role |= said_there & np.uint8(Role.EXCLUDE)
    role |= _shifted(clause, start, end, cue).take(thing) * np.uint8(Role.SHIFT)
    making = (around & np.uint8(Role.MAKE) != 0).take(clauses.sentence)
    items = np.flatnonzero(making & (clauses.long > 0) & ~nothing_else)
    listed = np.bincount(clauses.text.take(items), minlength=len(clauses.firsts))
    return thing, role, inherited, listed


def _around(clauses: Clauses, telling: Numbers, by_clause: Masks) -> Masks:
    """By sentence, all that its telling clauses say."""
    around = np.zeros(clauses.sentence.max() + 1, dtype=np.uint8)
    ordered = telling.take(_by_sentence(clauses, telling))
    sentence = clauses.sentence.take(ordered)
    firsts = starts(sentence)
    around[sentence.take(firsts)] = all_bits(by_clause.take(ordered), firsts)
    return around


class _Verbs(NamedTuple):
    """Clauses that say what is done, by sentence."""

    clause: Numbers
    sentence: Numbers
    said: Masks
    leads: npt.NDArray[np.bool_]
    """Whether it governs the things behind: 销售光伏组件、逆变器."""
    trails: npt.NDArray[np.bool_]
    """Whether it governs the things before: 光伏组件、逆变器的生产."""


def _verbs(
    clauses: Clauses,
    clause: Numbers,
    start: Ints,
    end: Ints,
    thing: Ints,
    giving: Ints,
    bare: npt.NDArray[np.bool_],
    by_clause: Masks,
) -> _Verbs:
    """Verbs that stand before their things lead, those behind trail.

    A clause of nothing but verbs (``bare``) leads where its sentence begins.
    """
    by_verb = clause.take(giving)
    firsts = starts(by_verb)
    lasts = np.append(firsts[1:], len(by_verb)) - 1
    order = _by_sentence(clauses, by_verb.take(firsts))
    firsts, lasts = firsts.take(order), lasts.take(order)
    telling = by_verb.take(firsts)
    sentence, begin = clauses.sentence.take(telling), clauses.begin.take(telling)
    first_verb, last_verb = start.take(giving.take(firsts)), end.take(giving.take(lasts))
    by_thing = clause.take(thing)
    first_thing, last_thing = np.full((2, len(clauses.long)), -1)
    first_thing[by_thing[::-1]] = start.take(thing[::-1])
    last_thing[by_thing] = end.take(thing)
    first_thing, last_thing = first_thing.take(telling), last_thing.take(telling)
    empty = last_thing < 0
    opens = (first_verb == begin) | (
        (first_verb <= begin + _OPENING) & (last_verb < begin + clauses.long.take(telling))
    )
    alone = bare.take(telling)
    leads = np.where(empty, opens, first_verb < first_thing)
    lone = np.flatnonzero(alone)
    leads[lone] = _opening(clauses, telling.take(lone))
    in_a_row = alone[1:] & alone[:-1] & (np.diff(telling) == 1) & (np.diff(sentence) == 0)
    for _ in range(_CUES_IN_A_ROW):
        leads[1:] |= in_a_row & leads[:-1]
    trails = np.where(empty, ~leads, last_verb >= last_thing)
    return _Verbs(telling, sentence, by_clause.take(telling), leads, trails)


def _opening(clauses: Clauses, some: Numbers) -> npt.NDArray[np.bool_]:
    """Whether a sentence begins with each of some clauses; one goes on behind a bracket."""
    before = some - 1
    begun = clauses.sentence[before] != clauses.sentence[some]
    found: npt.NDArray[np.bool_] = begun & ((clauses.bracket[before] < 0) | (clauses.bracket[some] >= 0))
    found |= some == 0
    return found


def _by_sentence(clauses: Clauses, some: Numbers) -> Ints:
    """The order of rising clauses by sentence: a bracket is a run of clauses, numbered behind all others."""
    inside = clauses.bracket.take(some) >= 0
    return np.concatenate([np.flatnonzero(~inside), np.flatnonzero(inside)])


def _governing(clauses: Clauses, mine: Numbers, verbs: _Verbs, around: Masks) -> Masks:
    """Roles of clauses without a verb: by the verb before, if it leads, and by the one behind, if it trails.

    Of both the one that no comma parts from it. Where neither does, what else the sentence says, unless
    something is made: that is another thing.
    """
    sentence = clauses.sentence.take(mine)
    many = np.int64(len(clauses.sentence))
    at = np.searchsorted(verbs.sentence * many + verbs.clause, sentence * many + mine)
    governed, parted = np.zeros((2, len(mine)), dtype=np.uint8), np.zeros((2, len(mine)), dtype=bool)
    for side, verb, governs in ((0, at - 1, verbs.leads), (1, at, verbs.trails)):
        known = np.flatnonzero((verb >= 0) & (verb < len(verbs.clause)))
        asked = verb.take(known)
        fits = (verbs.sentence.take(asked) == sentence.take(known)) & governs.take(asked)
        known = known.take(np.flatnonzero(fits))
        asked = verb.take(known)
        governed[side, known] = verbs.said.take(asked)
        commas = clauses.commas.take(verbs.clause.take(asked))
        parted[side, known] = commas != clauses.commas.take(mine.take(known))
    nearer = governed * (parted <= parted[::-1])
    role: Masks = np.where(governed.all(axis=0), nearer[0] | nearer[1], governed[0] | governed[1])
    lost = np.flatnonzero(role == 0)
    other = around.take(sentence.take(lost))
    role[lost] = other * (other & np.uint8(Role.MAKE | Role.OPERATE | Role.RESEARCH) == 0)
    role &= _SPEAKING
    return role


def _shifted(clause: Numbers, start: Ints, end: Ints, cue: Masks) -> npt.NDArray[np.bool_]:
    """Whether a word that makes another thing of it stands right behind: 印染设备, 印染生产设备.

    Between two things that share it one character may stand: 饲料及饮料设备.
    """
    shifted = np.zeros(len(start), dtype=bool)
    if len(start) > 1:
        gap = start[1:] - end[:-1]
        touching, shift = gap == 0, np.uint8(Role.SHIFT)
        joined = (gap == 1) & (clause[1:] == clause[:-1]) & (cue[1:] == 0)
        verb = cue[1:] & np.uint8(Role.MAKE | Role.RESEARCH) != 0
        shifted[:-1] = touching & (cue[1:] & shift != 0)
        shifted[:-1] |= touching & verb & shifted[1:]
        shifted[:-1] |= joined & shifted[1:]
    return shifted


def _spread(said: Masks, bare: npt.NDArray[np.bool_], same: npt.NDArray[np.bool_]) -> Masks:
    """Cues by clause; one that holds nothing but cues (``bare``) speaks for its neighbours.

    In 光伏组件的研发、生产、销售 all hold for what is before them, in 生产、销售纺织品 for what is behind.
    ``same`` says of each mark that the sentence goes on behind it.
    """
    spread, leading = said.copy(), bare.copy()
    leading[1:] &= ~same
    back = bare[1:] & same
    for _ in range(_CUES_IN_A_ROW):
        spread[:-1] |= spread[1:] * back
        spread[1:] |= spread[:-1] * (leading[:-1] & same)
        leading[1:] |= leading[:-1] & back
    return spread
