"""Errors that end a command with one clear sentence for a person."""

from __future__ import annotations


class UserError(Exception):
    """Bad input, said in Chinese: what is wrong, where, and what to do.

    Args:
        message: one sentence naming what is wrong (and what is allowed).
        where: file with line or row, e.g. ``config/scoring.yaml 第 12 行``.
        fix: what the reader can do about it.

    The command line prints it without a traceback and exits with ``exit_code``;
    whoever raises it has changed nothing yet.
    """

    exit_code = 2

    def __init__(self, message: str, *, where: str = "", fix: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.fix = fix

    def __str__(self) -> str:
        text = f"{self.where}：{self.message}" if self.where else self.message
        return f"{text}（{self.fix}）" if self.fix else text
