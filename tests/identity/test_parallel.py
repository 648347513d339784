"""Work on many parts: the results of ``map``, in its order, wherever it is done."""

import os
from collections.abc import Iterator

import pytest

from common.parallel import in_processes, in_threads
from pipeline.identity import mentions
from pipeline.identity.mentions import read_mentions


def _whose(number: int) -> tuple[int, int]:
    return number, os.getpid()


def _failing(number: int) -> int:
    if number == 3:
        raise ValueError("third")
    return number


def test_few_parts_start_no_process() -> None:
    assert list(in_processes(_whose, range(3), least=4)) == [(number, os.getpid()) for number in range(3)]


@pytest.mark.slow
def test_many_parts_are_done_elsewhere_and_come_back_in_order() -> None:
    found = list(in_processes(_whose, range(20), least=4))
    assert [number for number, _ in found] == list(range(20))
    assert os.cpu_count() == 1 or os.getpid() not in {whose for _, whose in found}
    with pytest.raises(ValueError, match="third"):
        list(in_processes(_failing, range(8), least=2))


def test_threads_give_results_in_order_and_read_few_parts_ahead() -> None:
    read = []

    def parts() -> Iterator[int]:
        for number in range(10):
            read.append(number)
            yield number

    results = in_threads(lambda number: number * 2, parts(), threads=2)
    assert next(results) == 0
    assert len(read) <= 3
    assert list(results) == [number * 2 for number in range(1, 10)]
    with pytest.raises(ValueError, match="third"):
        list(in_threads(_failing, range(8), threads=2))


def test_a_table_read_in_parts_is_the_table_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["示例广东东鹏饮料有限公司", "", "示例第十二门市部", "示例乙集团", "清远市示例科技股份有限公司"]
    whole = read_mentions(names)
    monkeypatch.setattr(mentions, "PART", 2)
    parts = read_mentions(names)
    assert parts.normal == whole.normal
    assert parts.text == whole.text
    for column in ("core", "brand", "named", "ordinal", "form", "group"):
        assert getattr(parts, column).tolist() == getattr(whole, column).tolist()
