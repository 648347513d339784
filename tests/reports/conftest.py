from __future__ import annotations

from tests.config.conftest import workshop
from tests.matching.conftest import changed, config, context

__all__ = ["changed", "config", "context", "workshop"]
