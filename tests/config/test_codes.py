from __future__ import annotations

from pathlib import Path

import pytest

from common.errors import UserError
from matching.config.bundle import Config, load_config
from matching.config.check import check_config
from matching.config.codes import code_uses, is_manufacturing
from tests.config.conftest import Workshop

SHARED_TABLE = Path("/work/shared/data/codes/gb4754_2017.csv")


def write_table(path: Path, config: Config, *, classes: int = 1380, header: str = "code,level,name") -> Path:
    """A made-up table of the right size that holds every code in use, and padding."""
    used = sorted({use.code for use in code_uses(config)})
    padding = [f"示例{number}" for number in range(classes - len(used))]
    rows = [
        f"{level}-{n},{level},示例" for level, count in ((1, 20), (2, 97), (3, 473)) for n in range(count)
    ]
    rows += [f"{code},4,示例" for code in used + padding]
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_every_code_is_looked_up(workshop: Workshop, shipped: Config, tmp_path: Path) -> None:
    table = write_table(tmp_path / "table.csv", shipped)
    assert check_config(shipped, table) == []
    workshop.edit("chains.yaml", 'adjacent: ["1742"]', 'adjacent: ["9999"]')
    workshop.edit("parks.yaml", 'conditional: ["2645", "2661"]', 'conditional: ["2645", "9998"]')
    chains, parks = check_config(load_config(workshop.folder), table)
    assert "行业代码 9999 不在代码表" in chains.message
    assert chains.where.endswith(f"chains.yaml 第 {workshop.line('chains.yaml', '9999')} 行")
    assert "行业代码 9998 不在代码表" in parks.message
    assert parks.where.endswith(f"parks.yaml 第 {workshop.line('parks.yaml', '9998')} 行")


def test_a_table_of_another_size_is_refused(shipped: Config, tmp_path: Path) -> None:
    table = write_table(tmp_path / "table.csv", shipped, classes=1379)
    with pytest.raises(UserError, match="小类 1379（应为 1380）"):
        check_config(shipped, table)


def test_a_table_without_the_columns_is_refused(shipped: Config, tmp_path: Path) -> None:
    table = write_table(tmp_path / "table.csv", shipped, header="代码,层级,名称")
    with pytest.raises(UserError, match="缺少 code 或 level 列"):
        check_config(shipped, table)


def test_a_missing_or_garbled_table_is_refused(shipped: Config, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="行业代码表读不到"):
        check_config(shipped, tmp_path / "nothing.csv")
    (tmp_path / "gbk.csv").write_bytes("code,level\n制造业,1\n".encode("gbk"))
    with pytest.raises(UserError, match="行业代码表读不到"):
        check_config(shipped, tmp_path / "gbk.csv")


@pytest.mark.parametrize(
    ("code", "counts"), [("1310", True), ("4390", True), ("1290", False), ("4411", False), ("0399", False)]
)
def test_manufacturing_is_divisions_13_to_43(code: str, counts: bool) -> None:
    assert is_manufacturing(code) is counts


@pytest.mark.shared_data
@pytest.mark.skipif(not SHARED_TABLE.exists(), reason="no shared data here")
def test_every_shipped_code_is_in_the_published_table(shipped: Config) -> None:
    assert check_config(shipped, SHARED_TABLE) == []
