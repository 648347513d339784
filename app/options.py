"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from common.settings import Settings

Json = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序读取。")]


def settings_of(context: typer.Context) -> Settings:
    """The settings that the start of the program left in the context."""
    settings = context.obj
    assert isinstance(settings, Settings)
    return settings
