"""The index on disk: made once, used again, made anew when something is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.identity.link import Batch, open_index
from pipeline.identity.link.store import KEPT
from tests.link.build import CHEN, batch


class Counted:
    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> Iterator[Batch]:
        self.times += 1
        yield batch()


def test_an_index_is_made_once(tmp_path: Path) -> None:
    batches = Counted()
    first = open_index(tmp_path, "content", batches).link(["晨阳股份"])
    again = open_index(tmp_path, "content", batches).link(["晨阳股份"])
    assert batches.times == 1
    assert first == again
    assert first[0].name == CHEN


def test_other_content_is_another_index(tmp_path: Path) -> None:
    batches = Counted()
    open_index(tmp_path, "one", batches)
    open_index(tmp_path, "two", batches)
    assert batches.times == 2


def test_a_damaged_index_is_made_anew(tmp_path: Path) -> None:
    batches = Counted()
    open_index(tmp_path, "content", batches)
    [folder] = tmp_path.iterdir()
    (folder / "chars.npy").write_bytes(b"torn")
    assert open_index(tmp_path, "content", batches).link(["晨阳股份"])[0].name == CHEN
    assert batches.times == 2


def test_a_failed_build_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> Iterator[Batch]:
        yield batch()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        open_index(tmp_path, "content", broken)
    assert list(tmp_path.iterdir()) == []


def test_old_indexes_go(tmp_path: Path) -> None:
    for number in range(KEPT + 3):
        open_index(tmp_path, str(number), Counted())
    assert len(list(tmp_path.iterdir())) == KEPT
