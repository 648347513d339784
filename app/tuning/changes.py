"""Changes of the configuration as people write them, resolved to one place in one file each.

``scoring.axes.fit.weight=0.4``, ``textile_dyeing.dyeing_finishing.kw.strong+=筒子染色``: a place is steps
joined by dots. The file may be left out, and so may a level that only lists or groups (``chains``, ``nodes``,
``factors``), as long as one place fits. ``=`` sets a value, ``+=`` and ``-=`` add to and take from a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from common.errors import UserError
from matching.config.bundle import FILES, Config

Operation = Literal["=", "+=", "-="]
GROUPS: Mapping[str, Operation] = {"set": "=", "add": "+=", "remove": "-="}
"""Headings of a file of changes."""
_WRITTEN = re.compile(r"\s*([\w./-]+?)\s*(\+=|-=|=)\s*(.*?)\s*", re.DOTALL)
_SHOWN = 12
_LEVELS_LEFT_OUT = 3


@dataclass(frozen=True)
class Change:
    """One change; ``steps`` lead from the top of ``file`` (without .yaml) to the place, ids to list items."""

    file: str
    steps: tuple[str, ...]
    operation: Operation
    value: Any

    @property
    def place(self) -> str:
        """The place in full, as it may be written again."""
        return ".".join((self.file, *self.steps))

    @property
    def text(self) -> str:
        """``scoring.axes.fit.weight=0.4``."""
        value = self.value
        shown = "、".join(map(str, value)) if isinstance(value, list) else _scalar_text(value)
        return f"{self.place}{self.operation}{shown or '（已有，不变）'}"


def read_changes(config: Config, file: Path | None, written: Sequence[str]) -> list[Change]:
    """All changes of a file and of ``--set``, in this order.

    Raises:
        UserError: nothing is given, the file cannot be read, or a place is unknown or ambiguous.
    """
    pairs = [*(_from_file(file) if file else ()), *map(_split, written)]
    if not pairs:
        raise UserError("没有写要改什么", fix="例如 --set scoring.axes.fit.weight=0.4，或给一个 YAML 文件")
    return [_resolved(config, place, operation, value) for place, operation, value in pairs]


def parsed(text: str) -> Any:
    """A value as YAML reads it; the text itself where it is no YAML."""
    try:
        return YAML(typ="safe", pure=True).load(text)
    except YAMLError:
        return text


def _scalar_text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value)


def _split(written: str) -> tuple[str, Operation, Any]:
    match = _WRITTEN.fullmatch(written)
    if not match:
        raise UserError(f"看不懂 {written}", fix="写成 位置=值、位置+=词 或 位置-=词")
    operation: Operation = match[2]  # type: ignore[assignment]  # the pattern allows no other
    return match[1], operation, match[3] if operation != "=" else _Text(match[3])


class _Text(str):
    """A value not yet read as YAML: whether it is a number depends on what stands there now."""


def _from_file(path: Path) -> Iterator[tuple[str, Operation, Any]]:
    try:
        content = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UserError("文件读不到", where=str(path), fix="检查文件名和权限") from error
    except (YAMLError, UnicodeDecodeError) as error:
        raise UserError(
            "不是能读的 YAML（UTF-8）", where=str(path), fix="检查缩进、冒号后的空格和引号"
        ) from error
    if isinstance(content, list) and all(isinstance(item, str) for item in content):
        yield from map(_split, content)
    elif isinstance(content, dict):
        yield from _pairs(content, "", "=")
    else:
        raise UserError("应是“位置: 值”，或一列“位置=值”", where=str(path), fix="见 docs/tuning.md")


def _pairs(
    content: Mapping[Any, Any], before: str, operation: Operation
) -> Iterator[tuple[str, Operation, Any]]:
    for name, value in content.items():
        key, how = str(name), operation
        if not before and key in GROUPS and isinstance(value, dict):
            yield from _pairs(value, "", GROUPS[key])
            continue
        if key.endswith(("+", "+=", "-", "-=")):
            how = "+=" if "+" in key[-2:] else "-="
            key = key.rstrip("=").rstrip("+-").rstrip()
        place = f"{before}.{key}" if before else key
        if isinstance(value, dict) and value:
            yield from _pairs(value, place, how)
        else:
            yield place, how, value


def _resolved(config: Config, place: str, operation: Operation, value: Any) -> Change:
    steps = place.split(".")
    named = [(steps[0], steps[1:])] if steps[0] in FILES else []
    for tried in (named, [(file, steps) for file in ([steps[0]] if named else FILES)]):
        found = {
            (file, *location): now
            for file, rest in tried
            if rest
            for location, now in _places(getattr(config, file).model_dump(), rest)
        }
        if found:
            break
    if not found and named and operation == "=" and len(steps) > 2:
        # A table of settings (movability.nodes …) may get a further key; the check says whether it is one.
        above = [(where, now) for where, now in _places(getattr(config, steps[0]).model_dump(), steps[1:-1])]
        if len(above) == 1 and isinstance(above[0][1], dict):
            found = {(steps[0], *above[0][0], steps[-1]): None}
    if not found:
        raise UserError(f"没有 {place} 这个位置", fix=_advice(config, steps))
    if len(found) > 1:
        shown = "、".join(".".join(where) for where in list(found)[:_SHOWN])
        raise UserError(f"{place} 不止一处", fix=f"写全：{shown}")
    [(where, now)] = found.items()
    return Change(where[0], where[1:], operation, _value(place, operation, value, now))


def _places(content: Any, steps: Sequence[str]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every way to follow the steps; levels that were left out are entered, the shallowest first."""
    if not steps:
        yield (), content
        return
    level: list[tuple[tuple[str, ...], dict[str, Any]]] = [((), _inner(content))]
    for _ in range(_LEVELS_LEFT_OUT + 1):
        hits = [(path, inner) for path, inner in level if steps[0] in inner]
        for path, inner in hits:
            for rest, now in _places(inner[steps[0]], steps[1:]):
                yield (*path, steps[0], *rest), now
        if hits:
            return
        level = [((*path, key), _inner(part)) for path, inner in level for key, part in inner.items()]


def _inner(content: Any) -> dict[str, Any]:
    """What may be stepped to: keys of a mapping, ids of a list's items."""
    part = _by_id(content)
    return part if isinstance(part, dict) else {}


def _by_id(part: Any) -> Any:
    if isinstance(part, list) and part and all(isinstance(item, dict) and "id" in item for item in part):
        return {item["id"]: item for item in part}
    return part


def _value(place: str, operation: Operation, value: Any, now: Any) -> Any:
    """The value in the type of what stands there; a list's items keep being texts when they are."""
    if operation == "=":
        if not isinstance(value, _Text):
            return value
        if isinstance(now, str):
            return str(value)
        read = parsed(str(value))
        if isinstance(now, list) and not isinstance(read, list):
            return _items(str(value), now)
        return read
    if not isinstance(now, list):
        raise UserError(f"{place} 不是列表，不能用 {operation}", fix=f"用 =，现在是 {now}")
    items = value if isinstance(value, list) else _items(str(value), now)
    if operation == "-=" and (missing := [item for item in items if item not in now]):
        shown = "、".join(map(str, now[:_SHOWN]))
        raise UserError(f"{place} 里没有 {'、'.join(map(str, missing))}", fix=f"现在有：{shown}")
    return [item for item in items if item not in now] if operation == "+=" else items


def _items(text: str, now: Sequence[Any]) -> list[Any]:
    parts = [part.strip() for part in re.split("[,，、]", text.strip().strip("[]")) if part.strip()]
    texts = not now or any(isinstance(item, str) for item in now)
    return [part.strip("\"'") if texts else parsed(part) for part in parts]


def _advice(config: Config, steps: Sequence[str]) -> str:
    """How far the place leads, and what comes there."""
    content: Any = getattr(config, steps[0]).model_dump() if steps[0] in FILES else config.chains.model_dump()
    led = 1 if steps[0] in FILES else 0
    while led < len(steps) and (further := next(_places(content, [steps[led]]), None)):
        content, led = further[1], led + 1
    if led == 0 or led == len(steps):
        chains = "、".join(chain.id for chain in config.chains.chains)
        return f"以文件名或产业链开头。文件：{'、'.join(FILES)}；产业链：{chains}"
    below = [key for part in _inner(content).values() if isinstance(part, list) for key in _inner(part)]
    below += list(_inner(content))
    return f"{'.'.join(steps[:led])} 下面有：{'、'.join(map(str, below[:_SHOWN])) or content}"
