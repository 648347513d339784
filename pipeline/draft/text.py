"""A draft as the text of its YAML file: keys in the order of the hand-written ones, guesses remarked on."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString

from pipeline.draft.draft import Draft

WIDTH = 110


def text_of(draft: Draft) -> str:
    """The file's text; keys that say nothing are left out."""
    written = YAML()
    written.width = WIDTH
    written.indent(mapping=2, sequence=4, offset=2)
    text = StringIO()
    written.dump(_tree(draft.keys, draft.comments), text)
    return text.getvalue()


def _tree(keys: Mapping[str, Any], comments: Mapping[str, str], above: str = "") -> CommentedMap:
    tree = CommentedMap()
    for key, value in keys.items():
        if value in ({}, [], "") and not comments.get(above + key):
            continue
        tree[key] = _value(above + key, value, comments)
        remark = comments.get(above + key)
        if remark is None:
            continue
        if isinstance(tree[key], CommentedMap | CommentedSeq) and not tree[key].fa.flow_style():
            tree.yaml_set_comment_before_after_key(key, before=remark, indent=2 * above.count("."))
        else:
            tree.yaml_add_eol_comment(remark, key, column=0)
    return tree


def _value(key: str, value: Any, comments: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        inner = _tree(value, comments, f"{key}.")
        if not any(name.startswith(f"{key}.") for name in comments) and len(value) <= 2:
            inner.fa.set_flow_style()
        return inner
    if isinstance(value, list):
        items = CommentedSeq(map(_scalar, value))
        if key != "urls":
            items.fa.set_flow_style()
        return items
    return FoldedScalarString(value) if key == "note" else _scalar(value)


def _scalar(value: Any) -> Any:
    """A text of figures stays a text."""
    quoted = isinstance(value, str) and value[:1].isdecimal()
    return DoubleQuotedScalarString(value) if quoted else value
