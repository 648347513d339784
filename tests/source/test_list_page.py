"""A list page of notices: the family is recognised and the newest matching notice's table is drafted."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.opened import open_all
from app.source_new import Order, new_source
from common.errors import UserError
from common.settings import Settings
from common.strict_yaml import read_document
from crawlers.source import Source
from pipeline.draft import Given
from tests.crawlers.conftest import relayed, world
from tests.extract.build import xlsx_body
from tests.replica.world import Answer, World, page

__all__ = ["relayed", "world"]
HOST = "http://gxt.sample.example"
COLUMN = f"{HOST}/tzgg/index.html"
ROSTER = xlsx_body(
    [["序号", "企业名称", "地市"], *([n, f"示例第{n}家有限公司", "中山市"] for n in (1, 2, 3, 4))]
)


def put_column(world: World) -> None:
    notices = [
        ("202510/t20251020_1", "关于第七批示例企业名单的公告", "2025-10-20"),
        ("202509/t20250901_2", "关于放假的通知", "2025-09-01"),
        ("202408/t20240801_3", "关于第六批示例企业名单的公告", "2024-08-01"),
    ]
    items = "".join(
        f'<li><a href="./{place}.html" title="{title}">{title}</a><span>{day}</span></li>'
        for place, title, day in notices
    )
    world.put(COLUMN, page(f"<ul>{items}</ul>"))
    article = '<h1>{}</h1><div class="TRS_Editor"><p>附件：<a href="./P1.xlsx">名单</a></p></div>'
    world.put(f"{HOST}/tzgg/{notices[0][0]}.html", page(article.format(notices[0][1])))
    world.put(f"{HOST}/tzgg/202510/P1.xlsx", Answer(ROSTER))


@pytest.mark.slow
def test_the_newest_matching_notice_is_opened_and_no_other(
    world: World, relayed: Settings, tmp_path: Path
) -> None:
    put_column(world)
    opened = open_all(relayed)
    given = Given("gxt_list", "示例企业", "示例工信厅")
    report = new_source(opened, Order(COLUMN, given, out=tmp_path), delay=0)
    source = read_document(tmp_path / "gxt_list.yaml", Source).model
    assert (source.spider, source.family, source.format) == ("notices", "trs", "auto")
    assert source.urls == [COLUMN]
    assert source.notices is not None
    assert source.notices.title == "名单|榜单|目录"
    assert [part.rows for part in report.check.parts] == [4]
    assert report.check.golden == []
    asked = [path for path in world.paths("gxt.sample.example") if path != "/tzgg/index.html"]
    assert asked == ["/tzgg/202510/t20251020_1.html", "/tzgg/202510/P1.xlsx"]
    assert not (relayed.archive / "captures").exists()  # nothing stays in the home
    with pytest.raises(UserError, match="没有一条标题合“单项冠军”") as error:
        new_source(opened, Order(COLUMN, Given("other"), title="单项冠军", out=tmp_path), delay=0)
    assert "第七批示例企业名单" in error.value.fix
    assert not (tmp_path / "other.yaml").exists()
