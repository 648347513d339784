"""``explain`` tells what was noted on a firm's entries: a corrected name is not shown as if printed so."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.app.conftest import Week, run_lianzhao

pytestmark = pytest.mark.slow
NOTE = "更正企业名称：印作“示例甲”，应为“示例乙”；转载时错行（依据：示例官方长图第 8 张）"
OF_FIRM = """
select list_entry.id, release_id from list_entry
join resolution on resolution.entry_id = list_entry.id
join enterprise on enterprise.id = resolution.enterprise_id
where enterprise.name = ? limit 1
"""


def test_explain_tells_the_notes_of_the_week_and_no_later_ones(week: Week, tmp_path: Path) -> None:
    home = shutil.copytree(week.home, tmp_path / "home")
    name = week.targets[0]["enterprise"]
    with closing(sqlite3.connect(home / "lianzhao.db")) as db, db:
        entry, release = db.execute(OF_FIRM, [name]).fetchone()
        db.execute("update list_entry set notes = json_array(?) where id = ?", [NOTE, entry])
    told = [line for line in run_lianzhao(home, "explain", name).out.splitlines() if "名单备注" in line]
    assert len(told) == 1
    assert "更正企业名称" in told[0]
    with closing(sqlite3.connect(home / "lianzhao.db")) as db, db:
        db.execute("update release set known_at = '2099-01-01T00:00:00+08:00' where id = ?", [release])
    assert "更正企业名称" not in run_lianzhao(home, "explain", name).out
