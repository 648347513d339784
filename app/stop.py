"""Ask a run to end between two of its steps; the next run goes on from there."""

from __future__ import annotations


class Stopped(Exception):  # noqa: N818  # a person's wish, no error
    """The run ends here because it was asked to."""


class _Wish:
    """A plain flag: it is set in a signal handler, where taking an Event's lock could wait for ever."""

    asked = False


def ask() -> None:
    """Let the run end before its next step; may be called in a signal handler."""
    _Wish.asked = True


def asked() -> bool:
    """Whether the run was asked to end."""
    return _Wish.asked


def forget() -> None:
    """A new run begins, nobody has asked it to end yet."""
    _Wish.asked = False


def check() -> None:
    """Between two steps.

    Raises:
        Stopped: the run was asked to end.
    """
    if _Wish.asked:
        raise Stopped
