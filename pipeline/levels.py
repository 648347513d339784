"""The level of a title: national, provincial …; never inferred from the word 小巨人 (sources.md 2.5)."""

from __future__ import annotations

import re
from typing import Literal

from crawlers.source import Source

Level = Literal["national", "provincial", "municipal", "tech_giant", "innovative", "mixed"]

WORDS: dict[Level, str] = {
    "national": "国家级",
    "provincial": "省级",
    "municipal": "市级或县级",
    "tech_giant": "科技小巨人",
    "innovative": "创新型中小企业",
    "mixed": "几个级别混在一起",
}
WANTED: dict[str, Level] = {
    "little_giant": "national",
    "single_champion": "national",
    "provincial_srdi": "provincial",
}
"""Tier → the level that its notices must name."""
FIRST_BATCH_BEFORE = 2018
"""Batch n of the national 小巨人 came out in 2018 + n (sources.md 2.5)."""

_NUMERALS = "一二三四五六七八九"
_WORDS: dict[Level, re.Pattern[str]] = {
    "national": re.compile("国家级|国家专精特新"),
    "provincial": re.compile(
        r"省级|自治区级|兵团级|(?:省|自治区|兵团)(?:第.{1,3}批|20\d\d年度?)?专精特新中小企业"
    ),
    "municipal": re.compile("市级|(?<!自治)区级|县级"),
    "tech_giant": re.compile("科技(?:型|创新)?(?:企业)?小巨人"),
    "innovative": re.compile("创新型中小企业"),
}
_BATCH = re.compile(
    "第([一二三四五六七八九十]{1,3})批专精特新小巨人|专精特新小巨人企业[（(]第([一二三四五六七八九十]{1,3})批"
)


def plain(title: str) -> str:
    """A title without blanks and quotation marks, in which sites differ."""
    return re.sub(r"[\s“”‘’\"'「」]", "", title)


def level_of(title: str) -> Level | None:
    """The level that a title names, ``mixed`` where it names several, None where it names none.

    The bare word 小巨人 names none; a numbered batch 第X批专精特新“小巨人”企业 is the national one, unless
    the title says otherwise.
    """
    text = plain(title)
    found = [level for level, words in _WORDS.items() if words.search(text)]
    if not found:
        return "national" if _BATCH.search(text) else None
    return found[0] if len(found) == 1 else "mixed"


def level_problem(source: Source, title: str) -> str | None:
    """Why a notice must not go into the source's tier, as a Chinese sentence; None when it may.

    The attachment's own name wins over the notice's title. Without a word in either, the ministry's
    notices are national, and a province's 专精特新中小企业 are provincial.
    """
    wanted = WANTED.get(source.tier or "")
    if wanted is None:
        return None
    notice, _, file = title.partition("｜")
    level = level_of(file) or level_of(notice) or _by_publisher(source, title)
    if level is None:
        return f"标题没有写明级别，不能认作{WORDS[wanted]}，没有发布：{title}"
    if level != wanted:
        return f"公告的级别是“{WORDS[level]}”，本来源只收{WORDS[wanted]}，没有发布：{title}"
    if not _WORDS["national"].search(plain(title)) and not _from_ministry(source):
        return _wrong_year(source, plain(title))
    return None


def _by_publisher(source: Source, title: str) -> Level | None:
    if _from_ministry(source):
        return "national"
    of_province = re.match(r"\S{2,6}(?:省|自治区|兵团)", source.publisher)
    return "provincial" if of_province and "专精特新中小企业" in plain(title) else None


def _from_ministry(source: Source) -> bool:
    return source.publisher.startswith("工业和信息化部")


def _wrong_year(source: Source, title: str) -> str | None:
    """A province may number batches of its own; the national ones have their year, reviews three years on."""
    batch = _BATCH.search(title)
    if source.tier != "little_giant" or batch is None or source.published_on is None:
        return None
    number, year = numeral(batch[1] or batch[2]), int(source.published_on[:4])
    late = year - (FIRST_BATCH_BEFORE + number)
    reviewed = late >= 3 and re.search("复核|复审", title)
    if late in {0, 1} or (reviewed and late % 3 in {0, 1}):
        return None
    return (
        f"国家级第{batch[1] or batch[2]}批在 {FIRST_BATCH_BEFORE + number} 年公布，这份公告是 {year} 年的，"
        f"可能是本省自己的批次，没有发布：{title}"
    )


def numeral(text: str) -> int:
    """A Chinese number below 100: 七, 十, 十二, 二十一."""
    tens, ten, ones = text.rpartition("十")
    return (10 * (_NUMERALS.index(tens) + 1 if tens else 1) if ten else 0) + (
        _NUMERALS.index(ones) + 1 if ones else 0
    )
