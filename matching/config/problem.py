"""One finding of the configuration check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from common.errors import UserError


@dataclass(frozen=True)
class Problem:
    """What is wrong, where, and what is allowed; an error stops the run, a warning is shown."""

    level: Literal["error", "warning"]
    where: str
    """``config/chains.yaml 第 12 行``."""
    message: str
    fix: str = ""

    def as_error(self, more: int = 0) -> UserError:
        """The problem as an error for a person; ``more`` counts further errors not shown."""
        rest = f"另有 {more} 处错误" if more else ""
        return UserError(
            self.message, where=self.where, fix="；".join(part for part in (self.fix, rest) if part)
        )
