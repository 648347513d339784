"""Sina's copy of 民企500强: ``table#datalist``, four cells, no header (sources.md 2.4); firms are 示例."""

from __future__ import annotations

from collections.abc import Sequence

ADDRESS = "https://finance.sina.com.cn/zt_d/subject-1790044885/?ver=cj"
WRONG_NAME, TWO_FIRMS, WRONG_REVENUE = 381, 350, 393
"""Ranks of the rows that the copy prints wrongly: a name with its province, two firms, a revenue off by 2."""


def private500() -> list[tuple[str, str, str, str]]:
    """500 rows, three of them wrong."""
    rows = [
        (str(rank), f"示例第{rank}集团有限公司", "浙江省", str(9_000_000 - rank)) for rank in range(1, 501)
    ]
    rows[WRONG_NAME - 1] = (str(WRONG_NAME), "示例新海实业有限公司", "江苏省", "3500000")
    rows[TWO_FIRMS - 1] = (
        str(TWO_FIRMS),
        "示例港（示例投资有限责任公司、示例开发有限公司）",
        "四川省",
        "3700000",
    )
    rows[WRONG_REVENUE - 1] = (str(WRONG_REVENUE), f"示例第{WRONG_REVENUE}集团有限公司", "山东省", "3401313")
    return rows


def datalist(rows: Sequence[Sequence[str]]) -> str:
    """The topic page with its table."""
    lines = "\n".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        "<title>2026中国民营企业500强_新浪财经</title><a>登录</a>"
        f'<table id="datalist"><tbody>\n{lines}\n</tbody></table>'
    )
