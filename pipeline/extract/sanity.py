"""Is it the publisher's page at all? The gate before anything is read (sources.md 2.11, 4.3)."""

from __future__ import annotations

import re
from typing import cast

from lxml import etree

from crawlers.source import Source
from pipeline.extract.outcomes import QuarantinedError
from pipeline.extract.texts import tidy

SHORT_PAGE = 2_000
"""Below so many characters a page's body is searched for block words, not only its title."""
MOST_SPAM = 3
"""So many different spam words on one page are no firm's trade."""
MOST_ODD = 0.05
FEWEST_ODD = 20
"""Share and number of letters outside GBK (or pinyin with tone marks) that no Chinese list has."""

_BLOCKED = re.compile("人机验证|安全验证|访问验证|用户登录|您的请求已被阻断|请求被拦截|访问被拒绝")
_SPAM = re.compile(
    "赌场|百家乐|六合彩|老虎机|时时彩|真人视讯|真人荷官|博彩|娱乐城|澳门新葡京|威尼斯人官网|葡京|太阳城"
    "|澳门金沙|北京赛车|幸运飞艇|体育投注|电子游艺|棋牌下载|棋牌官网|捕鱼达人|成人视频|色情|黄色网站"
    "|裸聊|约炮|无码|一级片|代开发票|私服发布"
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])"
    r"|(?:text-indent|left|top)\s*:\s*-\d{3,}|(?:height|width)\s*:\s*[01]px",
    re.I,
)
_STYLED = etree.XPath(".//*[@style]")
_TEXTS = etree.XPath(".//text()[not(parent::script or parent::style)]", smart_strings=False)
_TONED = frozenset("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ")


def check_sanity(source: Source, page: etree._Element, source_text: str) -> None:
    """Refuse block pages, hijacked sites and pages of somebody else.

    A login widget on a normal page is no block, so only the title and very short pages count.

    Raises:
        QuarantinedError: the page is one of those.
    """
    title = tidy(page.findtext(".//title") or "")
    blocked = _BLOCKED.search(title) or (
        _BLOCKED.search(source_text) if len(source_text) < SHORT_PAGE else None
    )
    if blocked:
        raise QuarantinedError(f"页面是拦截页（“{blocked[0]}”），不是名单")
    if _SPAM.search(title):
        raise QuarantinedError(
            f"页面标题是“{title[:40]}”，网站可能被劫持", fix="请在浏览器里核对网址是否还属于发布者"
        )
    missing = [word for word in source.expect.site_name.split() if word not in title]
    if missing:
        raise QuarantinedError(
            f"页面标题“{title[:40]}”里没有“{'、'.join(missing)}”，网站可能已换主人",
            fix="请在浏览器里核对；标题确实改了，就改来源里的 expect.site_name",
        )
    text = "".join(cast("list[str]", _TEXTS(page)))
    spam = set(_SPAM.findall(text))
    if len(spam) >= MOST_SPAM or any(map(_SPAM.search, _hidden(page))):
        raise QuarantinedError("页面里有成片的或隐藏的垃圾文字（博彩、色情一类），网站可能被劫持")
    letters = [char for char in text if char.isalpha()]
    odd = sum(map(_is_odd, letters))
    if odd >= FEWEST_ODD and odd > MOST_ODD * len(letters):
        raise QuarantinedError(
            f"页面里有 {odd} 个中文名单不会有的字母（占 {odd / len(letters):.0%}），网站可能被劫持"
        )


def _hidden(page: etree._Element) -> list[str]:
    """Texts of elements that their style keeps from a reader's eyes."""
    styled = cast("list[etree._Element]", _STYLED(page))
    return [
        "".join(cast("list[str]", _TEXTS(element)))
        for element in styled
        if _HIDDEN.search(element.get("style", ""))
    ]


def _is_odd(letter: str) -> bool:
    if letter in _TONED:
        return True
    try:
        letter.encode("gbk")
    except UnicodeEncodeError:
        return True
    return False
