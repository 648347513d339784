"""How reading a body ended, by name: what the run ledger keeps and what a person is told to do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Literal

from common.errors import UserError

Outcome = Literal["ok", "empty", "changed", "unreadable", "too_large", "quarantined"]
_WORST_FIRST: tuple[Outcome, ...] = ("quarantined", "too_large", "unreadable", "changed", "empty")


class BodyError(UserError):
    """A body that is not read; ``outcome`` says why in one word."""

    outcome: ClassVar[Outcome] = "changed"


class ChangedError(BodyError):
    """The structure is not the one that the source describes."""


class UnreadableError(BodyError):
    """The bytes cannot be decoded or parsed."""

    outcome = "unreadable"


class TooLargeError(BodyError):
    """Reading it would take more memory or time than any list needs."""

    outcome = "too_large"


class QuarantinedError(BodyError):
    """A person must look: no reader for this kind, only pictures, or not the publisher's page."""

    outcome = "quarantined"


class EmptyError(BodyError):
    """Nothing is there."""

    outcome = "empty"


def outcome_of(error: UserError) -> Outcome:
    """The outcome of an error while reading; a mistake in the source's description counts as changed."""
    return error.outcome if isinstance(error, BodyError) else "changed"


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """The outcome of a source whose bodies ended differently."""
    seen = set(outcomes)
    return next((outcome for outcome in _WORST_FIRST if outcome in seen), "ok")
