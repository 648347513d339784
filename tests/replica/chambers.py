"""Chambers and associations on made-up hosts, shapes S1 to S9 (sources.md 2.11); all names are 示例."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.extract.build import table
from tests.extract.documents import pdf_body
from tests.replica.world import Answer, Asked, World, page

SOURCES = Path(__file__).parent / "sources"
S1 = "https://s1.chamber.example/web/company/0_0_20_1"
S2 = "https://s2.chamber.example/index.php/member"
S3 = "https://s3.chamber.example/index.php/leaders"
S4 = "https://s4.chamber.example/member/show-96.html"
S5 = "https://s5.chamber.example/news/show.asp?id=12"
S6 = "https://s6.chamber.example/links.html"
S7 = "https://s7.chamber.example/UnitSelect.do"
ASSOCIATION = "http://www.association.example"
PERSONS = ("样人子", "样人丑", "13800000000", "0769-12345678")
"""Names and numbers that the pages print and no entry may hold."""


def put_levels(world: World, names: Mapping[str, Sequence[str]]) -> None:
    """S1: by ``company_grade`` the same kind of page; the level is not printed."""
    for grade, firms in names.items():
        rows = [("序号", "单位名称"), *((str(at), name) for at, name in enumerate(firms, start=1))]
        world.put(f"{S1}?qkey=1&company_grade={grade}", page(f"<title>会员</title>{table(rows)}"))


def put_cards(world: World, names: Sequence[str]) -> None:
    """S2: a picture, and lines with labels."""
    cards = "".join(
        f'<div class="newmember"><div class="newmemberl"><img src="/{at}.png" alt="{name}"></div>'
        f'<div class="nememberr"><p>简介：生产家具，电话{PERSONS[2]}，{PERSONS[3]}</p>'
        "<p>公司地址：广东省东莞市示例镇</p><p>网址：www.example</p></div></div>"
        for at, name in enumerate(names)
    )
    world.put(S2, page(f"<title>会员风采</title>{cards}"))


def put_leaders(world: World) -> None:
    """S3: nothing but persons, between ideographic spaces."""
    persons = f'<dt class="big_txt">副会长：</dt><dd class="small_txt">{PERSONS[0]}&#12288;{PERSONS[1]}</dd>'
    world.put(S3, page(f"<title>理事会</title><dl>{persons}</dl>"))


def put_table(world: World, rows: Sequence[tuple[str, str]]) -> None:
    """S4: position and firm, beside a person and a telephone number."""
    header = ("序号", "商会职务", "姓名", "单位名称", "单位职务", "电话")
    cells = [
        (str(at), position, PERSONS[0], name, "董事长", PERSONS[2])
        for at, (position, name) in enumerate(rows, start=1)
    ]
    world.put(S4, page(f"<title>会员名录 - 示例商会</title>{table([header, *cells])}"))


def put_hijacked(world: World) -> None:
    """The domain of S4 in other hands: the table stands, its firm is a casino, spam is hidden below."""
    cells = [
        ("序号", "商会职务", "单位名称"),
        ("1", "会长", "示例太阳城娱乐有限公司"),
        ("2", "会员", "示例有限公司"),
    ]
    spam = '<div style="position:absolute;left:-9999px">百家乐 老虎机 六合彩</div>'
    world.put(S4, page(f"<title>示例商会</title>{table(cells)}{spam}"))


def put_article(world: World, groups: Mapping[str, Sequence[str]]) -> None:
    """S5: headings with the number of their firms, in GBK under a header that says UTF-8."""
    text = "".join(
        f"<p><strong>{position}（{len(names)}家）</strong></p>"
        f"<p>{'<br>'.join(f'{at}、{name}' for at, name in enumerate(names, start=1))}</p>"
        for position, names in groups.items()
    )
    gbk = page(f'<title>会员单位</title><div id="zoom">{text}</div>', charset="gbk")
    world.put(S5, Answer(gbk.body, headers={"Content-Type": "text/html; charset=utf-8"}))


def put_logos(world: World, names: Sequence[str]) -> None:
    """S6: logos with their name in the title; "" for one without any text."""
    logos = "".join(f'<li><a title="{name}"><img src="a.png" alt="{name}"></a></li>' for name in names)
    world.put(S6, page(f'<title>会员单位</title><ul class="logos">{logos}</ul>'))


def put_pages(world: World, pages: Sequence[Sequence[tuple[str, str]]]) -> None:
    """S7: past the last page the last one is served again."""

    def answer(asked: Asked) -> Answer:
        number = min(int(asked.url.rsplit("page=", 1)[1]), len(pages))
        rows = [("单位名称", "商会职务"), *pages[number - 1]]
        return page(f"<title>会员</title>{table(rows, 'class=units')}")

    world.put(S7, answer)


def put_association(world: World) -> None:
    """S8 and S9: a notice list with short years, an article, and its annex with two numbered lists."""
    title = "关于发布2025年示例百强企业名单的通知"
    items = (
        f'<li><a href="/article/7.html" title="{title}">关于发布…</a><span>25-10-20</span></li>'
        '<li><a href="/article/6.html" title="关于召开年会的通知">关于召开…</a><span>25-09-01</span></li>'
    )
    listed = f'<div class="infoBox iB8"><div class="iL3"><ul>{items}</ul></div></div>'
    world.put(f"{ASSOCIATION}/info.html", page(f"<title>示例协会</title>{listed}"))
    annex = "/profile/2025/10/20/0a1b2c3d.pdf"
    article = f'<h1>{title}</h1><p>附件：<a href="{annex}">名单</a></p>'
    world.put(f"{ASSOCIATION}/article/7.html", page(article))
    note = ("前5家", "（按企", "业名称", "笔划排", "序）")
    first = [
        ("序号", "企业名称"),
        *((part, f"示例前{at}木业有限公司") for at, part in enumerate(note, start=1)),
    ]
    first += [("6", "示例第六信息技术"), ("", "股份有限公司"), ("7", "示例第七木业有限公司")]
    second = [("序号", "企业名称"), ("1", "示例成长一木业有限公司"), ("2", "示例成长二木业有限公司")]
    world.put(f"{ASSOCIATION}{annex}", Answer(pdf_body("附件1：示例百强", first, None, "成长型企业", second)))
