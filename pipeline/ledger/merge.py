"""Three versions of a line become one: what was taken away, what is here now, what came back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Values = Mapping[str, str]


@dataclass(frozen=True)
class Clash:
    """Two people typed differently into one field."""

    field: str
    base: str
    ours: str
    theirs: str


@dataclass(frozen=True)
class Merged:
    """The line after the merge; of a clash our side stays in force until a person chooses."""

    values: dict[str, str]
    clashes: list[Clash] = field(default_factory=list)


def nobody(_field: str) -> bool:
    """No field has one and the same author."""
    return False


def merge(base: Values, ours: Values, theirs: Values, same_author: Callable[[str], bool] = nobody) -> Merged:
    """Every field: who changed it wins; changed on both sides it clashes.

    ``same_author(field)`` tells that our side of a field was typed by who typed theirs: then it is no clash,
    the later word counts. A field that is empty is not in the result.
    """
    values: dict[str, str] = {}
    clashes: list[Clash] = []
    for name in dict.fromkeys((*base, *ours, *theirs)):
        was, here, there = (side.get(name, "") for side in (base, ours, theirs))
        chosen = here
        if there not in {was, here}:
            if here == was or same_author(name):
                chosen = there
            else:
                clashes.append(Clash(name, was, here, there))
        if chosen:
            values[name] = chosen
    return Merged(values, clashes)
