"""The high-tech enterprises' site: list, detail page, PDF (sources.md 2.10); all firms are made up (示例)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.replica.world import Answer, World, page

HOST = "http://www.innocom.gov.cn"
LIST = f"{HOST}/gqrdw/c101318/"
SHOWN = 24
"""Characters of a title that the list prints."""


@dataclass(frozen=True)
class Posting:
    """A notice: its number, the folder of its kind (c101481 备案, c101482 更名 …), and its PDF."""

    number: int
    kind: str
    title: str
    day: str
    body: bytes

    @property
    def path(self) -> str:
        """Of the detail page."""
        return f"/gqrdw/{self.kind}/{self.day[:4]}{self.day[5:7]}/{self.number:032x}.shtml"

    @property
    def file(self) -> str:
        """Of the PDF."""
        return self.path.replace(".shtml", f"/files/{self.number:064x}.pdf")


def put_innocom(world: World, *pages: Sequence[Posting]) -> None:
    """The list's pages, and what they lead to."""
    for number, postings in enumerate(pages, start=1):
        items = "".join(
            f'<li><a href="{one.path}">{one.title[:SHOWN]}...</a><span>{one.day}</span></li>'
            for one in postings
        )
        name = "list_gsgg.shtml" if number == 1 else f"list_gsgg_{number}.shtml"
        world.put(f"{LIST}{name}", page(f'<div class="column-list"><ul class="list">{items}</ul></div>'))
        for one in postings:
            _put(world, one)


def _put(world: World, one: Posting) -> None:
    relative = one.file.rsplit("/", 3)
    link = f'<a href="{"/".join(relative[1:])}">附件：名单.pdf</a>'
    text = (
        f'<title>高新技术企业认定管理工作网</title><h1>{one.title}</h1><a href="/help.pdf">使用帮助.pdf</a>'
        f'<div id="detailcontent"><p>现予以公布。</p></div><div class="fjjian">{link}</div>'
    )
    world.put(f"{HOST}{one.path}", page(text))
    world.put(f"{HOST}{one.file}", Answer(one.body, headers={"Content-Type": "application/pdf"}))
