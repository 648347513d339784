"""Typer in Chinese: help panels, the help option, and what is said of a mistyped command.

Typer prints these in English and has no setting for them.
"""

from __future__ import annotations

import gc
from importlib import import_module
from typing import Any, cast

from typer import Typer, rich_utils
from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.exceptions import TyperException
from typer.main import get_command, get_group

rich_utils.OPTIONS_PANEL_TITLE = "选项"
rich_utils.ARGUMENTS_PANEL_TITLE = "参数"
rich_utils.COMMANDS_PANEL_TITLE = "命令"
rich_utils.DEFAULT_STRING = "[默认：{}]"
rich_utils.REQUIRED_LONG_STRING = "[必填]"


def _chinese_help(option: TyperOption | None) -> TyperOption | None:
    if option is not None:
        option.help = "显示这段说明。"
    return option


class Command(TyperCommand):
    """A command whose help is in Chinese."""

    def get_help_option(self, ctx: Any) -> TyperOption | None:
        """The ``--help`` option with a Chinese text."""
        return _chinese_help(super().get_help_option(ctx))

    def get_usage(self, ctx: Any) -> str:
        """The usage line."""
        return super().get_usage(ctx).replace("Usage:", "用法：").replace("[OPTIONS]", "[选项]")


class Group(TyperGroup):
    """A group of commands whose help is in Chinese."""

    def get_help_option(self, ctx: Any) -> TyperOption | None:
        """The ``--help`` option with a Chinese text."""
        return _chinese_help(super().get_help_option(ctx))

    def get_usage(self, ctx: Any) -> str:
        """The usage line."""
        usage = super().get_usage(ctx).replace("Usage:", "用法：").replace("[OPTIONS]", "[选项]")
        return usage.replace("COMMAND [ARGS]...", "命令 [参数]...")


class Later(TyperCommand):
    """A command or a group known by its name and help; its module is loaded when it is called.

    So a module of commands may import whatever its work needs: no other command waits for it.
    ``place`` is ``module:attribute``, a function with typer's annotations or a ``Typer``.
    """

    def __init__(self, name: str, place: str, help: str) -> None:
        super().__init__(name=name, help=help)
        self.place = place

    def load(self) -> TyperCommand | TyperGroup:
        """The command itself."""
        module, _, attribute = self.place.partition(":")
        found = getattr(import_module(module), attribute)
        if isinstance(found, Typer):
            loaded: TyperCommand | TyperGroup = get_group(found)
        else:
            alone = Typer(add_completion=False)
            alone.command(self.name, cls=Command, help=self.help)(found)
            loaded = cast("TyperCommand", get_command(alone))
        loaded.name, loaded.help = self.name, self.help
        return loaded

    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        """The context of the command itself, which is what runs from here on."""
        # What is imported stays to the end: no search for garbage looks through it, now or later.
        gc.disable()
        try:
            loaded = self.load()
        finally:
            gc.enable()
        gc.freeze()
        return loaded.make_context(*args, **kwargs)


def shows_help(error: TyperException) -> bool:
    """Whether the "mistake" is only that nothing was asked for; its message is the help then."""
    return type(error).__name__ == "NoArgsIsHelpError"


def explain_usage(error: TyperException) -> str:
    """A usage mistake as a Chinese sentence.

    Typer keeps its usage errors in a private module, so they are told apart by name.
    """
    kind = type(error).__name__
    option, near = getattr(error, "option_name", ""), getattr(error, "possibilities", None) or []
    parameter = getattr(error, "param", None)
    name = (parameter.metavar or max(parameter.opts, key=len)) if parameter is not None else ""
    sentence = {
        "NoSuchOption": f"没有选项 {option}" + (f"，是不是 {'、'.join(near)}？" if near else ""),
        "MissingParameter": f"缺少{name}",
        "BadParameter": f"{name} 的值不对",
        "BadOptionUsage": f"选项 {option} 缺少值",
    }.get(
        kind, error.message.replace("No such command", "没有这个命令").replace("Missing command.", "缺少命令")
    )
    return f"命令写法有误：{sentence}（用 lianzhao --help 看用法）"
