"""Ordinary YAML read by libyaml, some fifteen times as fast as by ruamel.yaml and to the same values.

ruamel.yaml stays the judge: a text that libyaml refuses, and whatever is not ordinary (tags, dates, anchors,
merged keys, a key written twice, directives), is left to it, so that there is one voice for mistakes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ruamel.yaml.resolver import implicit_resolvers
from yaml import MappingNode, Node, ScalarNode, SequenceNode, YAMLError
from yaml.cyaml import CParser
from yaml.resolver import BaseResolver

_UNUSUAL_TEXT = re.compile(r"^%|(?<![\w}=])&|[\t\x85\u2028\u2029\ufeff]", re.MULTILINE)
"""Directives, anchors, and characters that the two take differently: for blanks or for ends of lines."""

_WORDS: dict[str, list[tuple[str, Any]]] = {}
"""What a plain scalar means by its first character (kind, pattern): ruamel.yaml's own table of YAML 1.2."""
for _versions, _tag, _pattern, _firsts in implicit_resolvers:
    if (1, 2) in _versions:
        for _first in _firsts:
            _WORDS.setdefault(_first, []).append((_tag.rpartition(":")[2], _pattern))

_DECIMAL = re.compile(r"[-+]?[0-9]+")
_BUILD: dict[str, Callable[[str], Any]] = {
    "str": str,
    "bool": lambda word: word.lower() == "true",
    "null": lambda _: None,
    "float": lambda word: float(word.replace("_", "").lower().replace(".inf", "inf").replace(".nan", "nan")),
}


class _Unusual(Exception):  # noqa: N818  # no mistake: a text that ruamel.yaml reads
    pass


class _Reader(CParser, BaseResolver):  # type: ignore[misc]  # PyYAML carries no types
    """Composes nodes whose tags are the words of ``_BUILD``."""

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        BaseResolver.__init__(self)

    def resolve(self, kind: type[Node], value: str, implicit: Any) -> str:
        """Tag of a node that carries none; ``implicit`` says (of a scalar) whether it is plain or quoted."""
        if kind is not ScalarNode:
            return "collection" if implicit else "tagged"
        plain, quoted = implicit
        if not plain:
            return "str" if quoted else "tagged"
        for tag, pattern in _WORDS.get(value[:1], ()):
            if pattern.match(value):
                return tag
        return "str"


def read_fast(text: str) -> tuple[Any, Node] | None:
    """Values and nodes of an ordinary document, or None when it is one for ruamel.yaml."""
    if _UNUSUAL_TEXT.search(text):
        return None
    reader = _Reader(text)
    try:
        root = reader.get_single_node()
        return None if root is None else (_value(root), root)
    except (YAMLError, ValueError, RecursionError, _Unusual):
        return None
    finally:
        reader.dispose()


def _value(node: Node) -> Any:
    if isinstance(node, ScalarNode):
        if node.tag == "int" and _DECIMAL.fullmatch(node.value):
            return int(node.value)
        build = _BUILD.get(node.tag)
        if build is None:
            raise _Unusual
        return build(node.value)
    if node.tag != "collection":
        raise _Unusual
    if isinstance(node, SequenceNode):
        return [_value(item) for item in node.value]
    assert isinstance(node, MappingNode)
    found = {}
    for key, value in node.value:
        if key.tag != "str" or key.value in found:
            raise _Unusual
        found[key.value] = _value(value)
    return found
