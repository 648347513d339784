"""Bad input: one Chinese sentence that names the place and the way out, exit code 2, nothing changed."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from sqlalchemy import create_engine, text

from tests.app.conftest import Ran, Week, edit, run_lianzhao

pytestmark = pytest.mark.slow


def refused(ran: Ran, *words: str) -> None:
    """One sentence on the error stream (behind what was begun), no traceback, exit code 2."""
    assert ran.code == 2, ran.err
    assert "Traceback" not in ran.err
    [said] = [line for line in ran.err.strip().splitlines() if not line.endswith(" …")]
    assert said.startswith("错误 "), ran.err
    for word in words:
        assert word in ran.err, ran.err


def contents(home: Path) -> dict[str, str]:
    """Hash of every file of a home except its log."""
    return {
        str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.rglob("*"))
        if path.is_file() and "log" not in path.parts and not path.name.endswith(("-wal", "-shm"))
    }


@pytest.fixture
def used_home(week: Week, tmp_path: Path) -> Path:
    """A copy of a home with a week in it, to see that nothing changes."""
    home = tmp_path / "used"
    shutil.copytree(week.home, home)
    return home


def broken_yaml(folder: Path) -> None:
    edit(folder / "kpi.yaml", "period: {label: 2023年上半年,", "period: {label: [2023年上半年,")


def misspelt_key(folder: Path) -> None:
    edit(folder / "scoring.yaml", "stop_if_centre_below:", "stop_if_center_below:")


def unknown_chain(folder: Path) -> None:
    edit(folder / "parks.yaml", "chains: [textile_dyeing]", "chains: [textile]")


def three_digit_code(folder: Path) -> None:
    edit(folder / "chains.yaml", 'core: ["1741"]', 'core: ["174"]')


def unquoted_code(folder: Path) -> None:
    edit(folder / "chains.yaml", 'adjacent: ["0399", "0519", "5119"]', "adjacent: [0399, 0519, 5119]")


def unknown_rule(folder: Path) -> None:
    path = folder / "eligibility.yaml"
    edit(path, "- id: two_high\n", "- id: two_low\n")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (broken_yaml, ("kpi.yaml 第", "行", "YAML 写法有误")),
        (misspelt_key, ("scoring.yaml 第", "weekly_list")),
        (unknown_chain, ("parks.yaml 第", "textile", "textile_dyeing", "wood_home")),
        (three_digit_code, ("chains.yaml 第", "四位数字", "'174'")),
        (unquoted_code, ("chains.yaml 第", "四位数字", "加引号")),
        (unknown_rule, ("eligibility.yaml 第", "two_high")),
    ],
)
def test_wrong_configuration(
    used_home: Path, config_copy: Path, spoil: Callable[[Path], None], words: tuple[str, ...]
) -> None:
    spoil(config_copy)
    before = contents(used_home)
    refused(run_lianzhao(used_home, "weekly", config=config_copy), *words)
    assert contents(used_home) == before


def test_config_check_lists_every_mistake_across_files(tmp_path: Path, config_copy: Path) -> None:
    unknown_chain(config_copy)
    edit(config_copy / "scoring.yaml", "weight: 0.45", "weight: 0.55")
    ran = run_lianzhao(tmp_path / "home", "config", "check", config=config_copy)
    assert ran.code == 2
    for word in ("parks.yaml 第", "textile_dyeing", "scoring.yaml 第"):
        assert word in ran.out


def write_ledger(path: Path, header: list[str], *rows: list[str]) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate([header, *rows]):
            sheet.write_row(number, 0, cells)


def test_ledger_without_a_needed_column(used_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "台账.xlsx"
    write_ledger(file, ["企业名称", "备注"], ["示例甲有限公司", "已对接"])
    before = contents(used_home)
    refused(
        run_lianzhao(used_home, "ledger", "import", str(file)),
        "台账.xlsx",
        "缺少必需的列",
        "对接日期",
        "阶段",
    )
    assert contents(used_home) == before


def test_ledger_that_is_a_web_page(used_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "台账.xlsx"
    file.write_text("<!DOCTYPE html><html><body>404 页面不存在</body></html>", encoding="utf-8")
    before = contents(used_home)
    refused(run_lianzhao(used_home, "ledger", "import", str(file)), "台账.xlsx", "网页")
    assert contents(used_home) == before


def test_ledger_with_an_unknown_stage_names_the_row(used_home: Path, tmp_path: Path) -> None:
    """The row is imported with its stage unknown, and the report names it for whoever corrects it."""
    file = tmp_path / "台账.xlsx"
    header = ["企业名称", "对接日期", "阶段"]
    write_ledger(
        file, header, ["示例甲有限公司", "2023-05-08", "已对接"], ["示例乙有限公司", "2023-05-09", "聊过"]
    )
    ran = run_lianzhao(used_home, "ledger", "import", str(file))
    assert ran.code == 0, ran.err
    for word in ("第 3 行", "聊过", "已对接", "核对表"):
        assert word in ran.out


def test_home_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    refused(run_lianzhao(tmp_path / "file" / "home", "weekly"), "数据目录不可写", "--home")


def test_database_of_a_newer_version(used_home: Path) -> None:
    engine = create_engine(f"sqlite:///{used_home / 'lianzhao.db'}")
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    engine.dispose()
    before = contents(used_home)
    for command in ("weekly", "targets"):
        refused(run_lianzhao(used_home, command), "更新版本", "9999", "升级")
    assert contents(used_home) == before
    doctor = run_lianzhao(used_home, "doctor", "--json")
    assert doctor.code == 1
    assert "更新版本" in doctor.json[0]["message"]


def test_file_that_is_no_database(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "lianzhao.db").write_text("this is no database" * 100, encoding="utf-8")
    refused(run_lianzhao(home, "weekly"), "数据库打不开")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("targets",), ("还没有做过清单", "lianzhao weekly")),
        (("explain", "示例甲有限公司"), ("还没有做过清单",)),
        (("weekly", "--week", "2026-48"), ("2026-W48",)),
        (("weekly", "--week", "2999-W01"), ("还没有到",)),
        (("crawl", "no_such_source"), ("no_such_source", "fortune_global500")),
        (("snapshot", "show", "ffffffff"), ("快照",)),
        (("ledger", "import", "no-such-file.xlsx"), ("读不到",)),
    ],
)
def test_commands_that_cannot_be_done(
    tmp_path: Path, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    refused(run_lianzhao(tmp_path / "home", *arguments), *words)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("weekly", "--jason"), ("没有选项 --jason", "--json")),
        (("explain",), ("缺少企业名称",)),
        (("weakly",), ("没有这个命令", "weekly")),
        (("snapshot", "show", "abcdef", "--row", "x"), ("--row", "的值不对")),
        (("weekly", "--week"), ("--week 缺少值",)),
    ],
)
def test_mistyped_commands(tmp_path: Path, arguments: tuple[str, ...], words: tuple[str, ...]) -> None:
    refused(run_lianzhao(tmp_path / "home", *arguments), "命令写法有误", *words)


@pytest.mark.parametrize(
    "command", [(), ("weekly",), ("explain",), ("config", "check"), ("ledger", "import")]
)
def test_help_is_in_chinese(tmp_path: Path, command: tuple[str, ...]) -> None:
    ran = run_lianzhao(tmp_path / "home", *command, "--help")
    assert ran.code == 0
    assert "用法：" in ran.out
    for english in ("Usage", "Options", "Commands", "Arguments", "Show this message"):
        assert english not in ran.out
