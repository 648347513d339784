"""Whatever stands in the cells: what is read of them can be kept, and nothing personal is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from common.errors import UserError
from pipeline.ledger import Ledger, read_ledger
from tests.pipeline.build import HEADER, WORDS, ledger_csv

CSV = Path("台账.csv")
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
ROW = st.tuples(
    TEXT, st.sampled_from(["", "2023.5.8"]) | TEXT, st.sampled_from(["", *WORDS.stages]), TEXT, TEXT, TEXT
)


@given(cells=st.lists(ROW, min_size=1, max_size=4))
def test_what_is_read_from_any_cells_can_be_kept(cells: list[tuple[str, ...]]) -> None:
    header = [*HEADER, "小组", "对方岗位", "竞品"]
    ledger = Ledger()
    with suppress(UserError):
        ledger = read_ledger(CSV, ledger_csv(*cells, header=header), WORDS)
    for row in ledger.rows:
        said: Mapping[str, str | None] = row.contact
        assert (said["name"] or "").strip()
        assert said["stage"] in {None, *WORDS.stages}
        for kept in (said["name"], said["team"], said["role"], said["winner"], *row.values.values()):
            assert not re.search(r"\0|\d{9}|\w@\w", kept or "")
