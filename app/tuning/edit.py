"""Change one place of a YAML text and leave every other character as it was: comments, order, line breaks.

ruamel.yaml composes the text into nodes that know where they begin and end; only the span of the changed
value is written anew. A dump would keep comments as well, but it breaks long lists at other places, and a
version's difference would no longer show what was decided.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from app.tuning.changes import Change, parsed
from common.errors import UserError

_SPECIAL = set(",[]{}#:&*!|>'\"%@`\\\n")


def edited(data: bytes, changes: Sequence[Change]) -> bytes:
    """The file with the changes made.

    Raises:
        UserError: the place is written in a way that cannot be edited by program.
    """
    text = data.decode("utf-8")
    for change in changes:
        text = _edited(text, change)
    return text.encode("utf-8")


def _edited(text: str, change: Change) -> str:
    root = YAML(typ="rt", pure=True).compose(text)
    *steps, last = change.steps
    parent = root
    for step in steps:
        found = _child(parent, step)
        if found is None:
            raise UserError(f"没有 {change.place} 这个位置", where=f"config/{change.file}.yaml")
        parent = found
    node = _child(parent, last)
    if node is None:
        value = change.value
        return text if change.operation == "-=" else _with_key(text, parent, last, value)
    if change.operation == "=":
        return text[: node.start_mark.index] + written(change.value) + text[_end(node) :]
    if not isinstance(node, SequenceNode):
        raise UserError(f"{change.place} 不是列表", where=f"config/{change.file}.yaml")
    if change.operation == "+=":
        return _with_items(text, node, change.value)
    for item in change.value:
        text = _without(text, change, item)
    return text


def written(value: Any) -> str:
    """A value as YAML writes it inside a list or behind a key."""
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{written(key)}: {written(each)}" for key, each in value.items()) + "}"
    if isinstance(value, str):
        plain = value and value.strip() == value and not set(value) & _SPECIAL and value[0] not in "-?=~"
        return value if plain and parsed(value) == value and not value[0].isdigit() else json.dumps(
            value, ensure_ascii=False
        )  # fmt: skip
    return json.dumps(value)


def _child(node: Node, step: str) -> Node | None:
    """By key, or by the id of a list's items."""
    if isinstance(node, MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, SequenceNode):
        for item in node.value:
            identity = _child(item, "id") if isinstance(item, MappingNode) else None
            if isinstance(identity, ScalarNode) and identity.value == step:
                found: Node = item
                return found
    return None


def _end(node: Node) -> int:
    """Where the value ends; the end mark of a block reaches over the blanks and comments behind it."""
    if isinstance(node, MappingNode | SequenceNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(node, MappingNode) else last)
    end: int = node.end_mark.index
    return end


def _with_key(text: str, parent: Node, key: str, value: Any) -> str:
    pair = f"{written(key)}: {written(value)}"
    if not isinstance(parent, MappingNode):
        raise UserError(f"这里不能加 {key}", fix="手工编辑配置文件")
    if not parent.flow_style:
        start = parent.start_mark.index
        return f"{text[:start]}{pair}\n{' ' * parent.start_mark.column}{text[start:]}"
    if not parent.value:
        return f"{text[: parent.start_mark.index]}{{{pair}}}{text[parent.end_mark.index :]}"
    end = _end(parent.value[-1][1])
    return f"{text[:end]}, {pair}{text[end:]}"


def _with_items(text: str, node: SequenceNode, items: Sequence[Any]) -> str:
    if not items:
        return text
    if node.flow_style and not node.value:
        return text[: node.start_mark.index] + written(list(items)) + text[node.end_mark.index :]
    end = _end(node.value[-1])
    if node.flow_style:
        return f"{text[:end]}, {', '.join(map(written, items))}{text[end:]}"
    # Behind the line's own comment, so that it stays with its item.
    end = text.find("\n", end) if text.find("\n", end) >= 0 else len(text)
    lines = "".join(f"\n{' ' * node.start_mark.column}- {written(item)}" for item in items)
    return f"{text[:end]}{lines}{text[end:]}"


def _without(text: str, change: Change, item: Any) -> str:
    node: Node = YAML(typ="rt", pure=True).compose(text)
    for step in change.steps:
        found = _child(node, step)
        assert found is not None
        node = found
    assert isinstance(node, SequenceNode)
    position = next(at for at, each in enumerate(node.value) if each.value == str(item))
    start, end = node.value[position].start_mark.index, _end(node.value[position])
    if not node.flow_style:
        start = text.rfind("\n", 0, start) + 1
        end = text.find("\n", end) + 1 or len(text)
    elif position + 1 < len(node.value):
        end = node.value[position + 1].start_mark.index
    elif position:
        start = _end(node.value[position - 1])
    return text[:start] + text[end:]
