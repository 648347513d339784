from __future__ import annotations

from tests.app.conftest import config_copy, week

__all__ = ["config_copy", "week"]
