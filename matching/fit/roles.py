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
    plain = np.flatnonzero(verb)
    verb |= vocabulary.own_roles.take(word)
    giving = np.flatnonzero(verb)
    said = np.zeros(len(clauses.long), dtype=np.uint8)
    np.bitwise_or.at(said, clause[giving], verb[giving])

    covered = np.bincount(clause[plain], weights=(end - start)[plain], minlength=len(said))
    covered += np.bincount(clauses.joints, minlength=len(said))
    nothing_else = (said != 0) & (clauses.long <= covered)
    nothing_else[clause[thing]] = False
    by_clause = _spread(said, nothing_else, clauses.same)
    verbs = _verbs(clauses, clause, start, end, thing, giving, nothing_else, by_clause)

    mine = clause[thing]
    here = by_clause[mine]
    near = (vocabulary.own_roles[word[thing]] | here) & _SPEAKING
    role, inherited = near, near == 0
    around = np.zeros(clauses.sentence.max() + 1, dtype=np.uint8)
    np.bitwise_or.at(around, verbs.sentence, verbs.said)
    role[inherited] = _governing(clauses, mine[inherited], verbs, around)
    inherited &= role != 0
    # 不含 in brackets holds for all that stands there (不含印染、漂染), elsewhere for its clause.
    said_there = np.where(clauses.bracket[mine] >= 0, around[clauses.sentence[mine]], here)
    role |= said_there & np.uint8(Role.EXCLUDE)
    role |= np.where(_shifted(clause, start, end, cue)[thing], np.uint8(Role.SHIFT), np.uint8(0))
    making = (around & np.uint8(Role.MAKE) > 0).take(clauses.sentence)
    items = np.flatnonzero(making & (clauses.long > 0) & ~nothing_else)
    return thing, role, inherited, np.bincount(clauses.text[items], minlength=len(clauses.firsts))


class _Verbs(NamedTuple):
    """Clauses that say what is done, by sentence."""

    clause: Numbers
    sentence: Ints
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
    by_verb = clause[giving]
    firsts = np.flatnonzero(np.diff(by_verb, prepend=-1))
    lasts = np.append(firsts[1:], len(by_verb)) - 1
    order = _by_sentence(clauses, by_verb[firsts])
    firsts, lasts = firsts[order], lasts[order]
    telling = by_verb[firsts]
    sentence, begin = clauses.sentence[telling], clauses.begin[telling]
    first_verb, last_verb = start[giving[firsts]], end[giving[lasts]]
    by_thing = clause[thing]
    first_thing, last_thing = np.full((2, len(clauses.long)), -1)
    first_thing[by_thing[::-1]] = start[thing[::-1]]
    last_thing[by_thing] = end[thing]
    first_thing, last_thing = first_thing[telling], last_thing[telling]
    empty = last_thing < 0
    opens = (first_verb == begin) | (
        (first_verb <= begin + _OPENING) & (last_verb < begin + clauses.long[telling])
    )
    alone = bare[telling]
    leads = np.where(empty, opens, first_verb < first_thing)
    leads[alone] = _opening(clauses, telling[alone])
    in_a_row = alone[1:] & alone[:-1] & (np.diff(telling) == 1) & (np.diff(sentence) == 0)
    for _ in range(_CUES_IN_A_ROW):
        leads[1:] |= in_a_row & leads[:-1]
    trails = np.where(empty, ~leads, last_verb >= last_thing)
    return _Verbs(telling, sentence, by_clause[telling], leads, trails)


def _opening(clauses: Clauses, some: Numbers) -> npt.NDArray[np.bool_]:
    """Whether a sentence begins with each of some clauses; one goes on behind a bracket."""
    before = some - 1
    begun = clauses.sentence[before] != clauses.sentence[some]
    found: npt.NDArray[np.bool_] = begun & ((clauses.bracket[before] < 0) | (clauses.bracket[some] >= 0))
    found |= some == 0
    return found


def _by_sentence(clauses: Clauses, some: Numbers) -> Ints:
    """The order of rising clauses by sentence; only brackets do not rise."""
    inside = clauses.bracket[some] >= 0
    brackets = np.flatnonzero(inside)
    order = np.argsort(clauses.bracket[some[brackets]], kind="stable")
    return np.concatenate([np.flatnonzero(~inside), brackets[order]])


def _governing(clauses: Clauses, mine: Numbers, verbs: _Verbs, around: Masks) -> Masks:
    """Roles of clauses without a verb: by the verb before, if it leads, and by the one behind, if it trails.

    Of both the one that no comma parts from it. Where neither does, what else the sentence says, unless
    something is made: that is another thing.
    """
    sentence = clauses.sentence[mine]
    many = len(clauses.sentence)
    at = np.searchsorted(verbs.sentence * many + verbs.clause, sentence * many + mine)
    governed, parted = np.zeros((2, len(mine)), dtype=np.uint8), np.zeros((2, len(mine)), dtype=bool)
    for side, verb, governs in ((0, at - 1, verbs.leads), (1, at, verbs.trails)):
        known = np.flatnonzero((verb >= 0) & (verb < len(verbs.clause)))
        known = known[verbs.sentence[verb[known]] == sentence[known]]
        known = known[governs[verb[known]]]
        governed[side, known] = verbs.said[verb[known]]
        parted[side, known] = clauses.commas[verbs.clause[verb[known]]] != clauses.commas[mine[known]]
    nearer = governed * (parted <= parted[::-1])
    role: Masks = np.where(governed.all(axis=0), nearer[0] | nearer[1], governed[0] | governed[1])
    lost = np.flatnonzero(role == 0)
    other = around[sentence[lost]]
    role[lost] = np.where(other & np.uint8(Role.MAKE | Role.OPERATE | Role.RESEARCH), np.uint8(0), other)
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
    for _ in range(_CUES_IN_A_ROW):
        spread[:-1] |= np.where(bare[1:] & same, spread[1:], np.uint8(0))
        spread[1:] |= np.where(leading[:-1] & same, spread[:-1], np.uint8(0))
        leading[1:] |= bare[1:] & leading[:-1] & same
    return spread
