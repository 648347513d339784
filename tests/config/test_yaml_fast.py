"""libyaml may only say what ruamel.yaml says: same values and lines, and nothing that it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from common.settings import PROJECT_ROOT
from common.strict_yaml import line_of
from common.yaml_fast import read_fast

SHIPPED = sorted(
    path
    for room in ("config", "crawlers/sources", "crawlers/families")
    for path in (PROJECT_ROOT / room).glob("*.yaml")
)
PIECES = (
    *"abn159.-+_~?!&*#%@|>'\"[]{},:=<\\ \n\t招ﬀ\x85\u2028\ufeff\x07",
    *("- ", ": ", "\n  ", "\n- ", "\nk: ", " #", "? ", "&a ", "*a", "<<: ", "!!str ", "! "),
    *(">-\n  ", "|\n  ", "---\n", "...", "true", "yes", "Off", "null", "0o17", "017", "0x1F", "1_000", "1e3"),
    *("-1.5", ".inf", "1:30", "2024-09-21", "\\u62db"),
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


def _judge(text: str) -> Any:
    """What ruamel.yaml's own reader makes of a text; it raises what it refuses."""
    try:
        return YAML(typ="rt", pure=True).load(text)
    except AssertionError:  # its book-keeping of comments stumbles over two comments before a scalar
        reject()


def _plain(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _plain(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_plain(value) for value in tree]
    return next(
        (kind(tree) for kind in (int, float, str) if isinstance(tree, kind) and type(tree) is not bool), tree
    )


def _lines(tree: Any, where: tuple[str | int, ...] = (), line: int = 1) -> Iterator[tuple[Any, int]]:
    yield where, line
    if isinstance(tree, CommentedMap):
        for key, value in tree.items():
            yield from _lines(value, (*where, key), tree.lc.key(key)[0] + 1)
    elif isinstance(tree, CommentedSeq):
        for index, value in enumerate(tree):
            yield from _lines(value, (*where, index), tree.lc.item(index)[0] + 1)


def _check(text: str) -> bool:
    read = read_fast(text)
    if read is None:
        return False
    values, nodes = read
    tree = _judge(text)
    assert repr(values) == repr(_plain(tree))
    for where, line in _lines(tree):
        assert line_of(nodes, where) == line, where
    return True


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_file_is_read_fast_and_alike(path: Path) -> None:
    assert _check(path.read_text(encoding="utf-8"))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_what_is_read_fast_ruamel_reads_alike(text: str) -> None:
    _check(text)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([path for path in SHIPPED if path.stat().st_size < 2000]),
    st.floats(0, 1),
    st.integers(0, 3),
    TEXTS,
)
def test_a_broken_shipped_file_is_never_read_otherwise(path: Path, place: float, gone: int, put: str) -> None:
    text = path.read_text(encoding="utf-8")
    at = int(place * len(text))
    _check(text[:at] + put + text[at + gone :])
