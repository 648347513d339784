"""www.miit.gov.cn as it publishes notices: a column's stub, its JSON unit, articles and attachments.

The unit and the attachments answer 403 without the Referer that a browser would send (sources.md 2.5).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from common.hashing import sha256_hex
from tests.replica.world import Answer, Asked, World, page

HOST = "https://www.miit.gov.cn"
COLUMN = f"{HOST}/zwgk/wjgs/index.html"
SECOND_COLUMN = f"{HOST}/jgsj/qyj/wjfb/index.html"
ORDERS_COLUMN = f"{HOST}/zwgk/zcwj/wjfb/tz/"
LIST_TAGS = {COLUMN: "右侧内容", SECOND_COLUMN: "当前栏目_list", ORDERS_COLUMN: "右侧内容"}
UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
PER_PAGE = 4
"""Notices on a page of the unit; the site shows more, the replica turns pages sooner."""


@dataclass(frozen=True)
class Attachment:
    """A file of a notice: the link's text, its path and its bytes; ``viewer``: behind the PDF viewer."""

    text: str
    path: str
    body: bytes
    viewer: bool = False


@dataclass(frozen=True)
class Notice:
    """A notice as the column lists it; ``inline`` is a table in the text itself."""

    title: str
    day: str
    attachments: Sequence[Attachment] = ()
    inline: str = ""

    @property
    def path(self) -> str:
        """Where the article stands in the first column."""
        name = sha256_hex(f"{self.title}{self.day}".encode())[:32]
        return f"/zwgk/wjgs/art/{self.day[:4]}/art_{name}.html"


def put_miit(world: World, lists: Mapping[str, Sequence[Notice]]) -> None:
    """Put columns by address, each with its notices, newest first."""
    for column, notices in lists.items():
        world.put(column, page(_stubs(column)))
        for notice in notices:
            world.put(f"{HOST}{notice.path}", page(_article(notice)))
            for file in notice.attachments:
                world.put(f"{HOST}{file.path}", _guarded(file.body, f"{HOST}{notice.path}"))

    def unit(asked: Asked) -> Answer:
        query = {key: values[0] for key, values in parse_qs(urlsplit(asked.url).query).items()}
        column = next((at for at in lists if sha256_hex(at.encode())[:32] == query["pageId"]), None)
        if column is None or asked.headers.get("referer") != column or query["tagId"] == "当前位置":
            return Answer(b"Forbidden", 403)
        number = json.loads(query["paramJson"])["pageNo"]
        shown = lists[column][PER_PAGE * (number - 1) : PER_PAGE * number]
        rows = "".join(
            f'<li class="cf"><a href="{one.path}" title="{one.title}">{one.title[:12]}…</a>'
            f'<span class="fr">{one.day}</span></li>'
            for one in shown
        )
        html = f'<div class="page-content"><ul>{rows}</ul></div>'
        answer = {"success": True, "data": {"html": html}}
        return Answer(json.dumps(answer).encode(), headers={"Content-Type": "application/json"})

    world.put(f"{HOST}{UNIT}", unit)


def _guarded(body: bytes, article: str) -> Callable[[Asked], Answer]:
    def file(asked: Asked) -> Answer:
        return Answer(body) if asked.headers.get("referer") == article else Answer(b"Forbidden", 403)

    return file


def _stubs(column: str) -> str:
    """The wrong unit comes first, as on the site."""
    identity = sha256_hex(column.encode())[:32]
    scripts = "".join(
        f'<div class="{place}"><script parseType="buildstatic" url="{UNIT}"\n querydata="'
        "{'parseType':'buildstatic','webId':'8d828e408d90447786ddbe128d495e9e',"
        "'tplSetId':'209741b2109044b5b7695700b2bec37e','pageType':'column',"
        f"'tagId':'{tag}','editType':'null','pageId':'{identity}'"
        '}"></script></div>'
        for place, tag in (("position", "当前位置"), ("lmy_main_rb", LIST_TAGS[column]))
    )
    return f"<html><head><title>文件公示</title></head><body>{scripts}</body></html>"


def _article(notice: Notice) -> str:
    links = "".join(f'<p>附件：<a href="{_href(file)}">{file.text}</a></p>' for file in notice.attachments)
    return (
        f'<html><head><meta name="PubDate" content="{notice.day} 16:32"><title>{notice.title}</title></head>'
        f'<body><h1 id="con_title">{notice.title}</h1><div class="cinfo center">'
        f'<span id="con_time">{notice.day} 16:32</span><span>来源：中小企业局</span></div>'
        f'<div class="ccontent center" id="con_con"><p>现将名单予以公布。</p>{notice.inline}{links}</div>'
        "</body></html>"
    )


def _href(file: Attachment) -> str:
    return f"/cms_files/demo/pdfjs/web/viewer.html?file={file.path}" if file.viewer else file.path
