"""A company name's parts: region, brand and trade, organisation form, branch (企业名称登记管理规定)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.identity.places import Place, gazetteer
from pipeline.identity.trades import trade_words

_COMPANY = re.compile(
    r"\(?(?:集团)?\)?(?:控股)?(?:集团)?\(?(?:股份)?\)?(?:有限)?(?:责任)?(?:股份)?\(?(?:集团)?\)?(?:有限)?(?:责任)?总?公司"
)
_FORM = re.compile(r"(?:(?:股份)?有限责任|股份有限|有限|股份|总)?公司$")
_LONGEST_FORM = len("股份有限责任公司")
_BARE_FORM = re.compile(r"(?:股份有限|有限责任|股份|有限|集团)$")
_GROUP = re.compile(r"\(?集团\)?")
_PARTNERS = re.compile(r"\((?:普通合伙|有限合伙|特殊普通合伙|特殊的普通合伙|个人独资|个体工商户|个体)\)")
_BRACKETED = re.compile(r"\(([^()]{2,12})\)")
_STREET = re.compile("(?:[路街巷弄]|大?道)(?![桥灯安政用边通神达])")
_WRONG_SUFFIX = "省市县区州盟"
_NO_PLACE = ("阿里巴巴", "阿里妈妈", "阿里云", "阿里健康", "延长石油")
"""Brands that begin as a place does."""
_BARE_BRANDS = frozenset(
    ("东方", "新华", "太平", "兴业", "大兴", "华安", "东风", "永安", "光明", "新兴", "江南",
     "江海", "天元", "凌云", "锦江", "红旗", "仁和", "红塔", "东湖", "紫金", "六合", "卧龙",
     "和平", "方正", "莲花", "龙泉", "华龙", "九龙", "七星", "牡丹", "清水", "东海", "新安",
     "龙江", "西山", "白云", "东昌", "元宝", "东宝")
)  # fmt: skip
"""Counties whose bare name begins other firms' names: of such names in a register of a million, most are of
firms registered elsewhere."""
_SHORT_OF_FORM = re.compile(r"(?<=..)(?:股份|有限)(?=.{2,}(?:公司|行|店|部|站|厅|所|处|厂|社|场|中心)$)")
_BANK = re.compile(r"(?<=银行)(?=.{2,}(?:支行|分行|分理处|储蓄所|营业部|营业所)$)")


@dataclass(frozen=True, slots=True)
class Region:
    """Codes of the divisions that a name prints; 0 where it prints none or an ambiguous one."""

    province: int = 0
    prefecture: int = 0
    county: int = 0

    @property
    def finest(self) -> int:
        """Six figures of the finest division, 0 for none."""
        return self.county or self.prefecture * 100 or self.province * 10_000


@dataclass(frozen=True, slots=True)
class ParsedName:
    """The parts of a normal name. ``core`` is brand and trade; ``head`` stands before the branch."""

    normal: str
    region_text: str
    """As printed, from the province on."""
    region: Region
    core: str
    form: str
    group: bool
    branch: str


NOWHERE = Region()


def parse(normal: str) -> ParsedName:
    """Split a name that went through ``normal_names``; nothing is guessed that it does not print."""
    text = _PARTNERS.sub("", normal) if "(" in normal else normal
    head, form, branch = _split_form(text)
    region, region_text, core = _split_region(head)
    group = "集团" in core or "集团" in form
    if "集团" in core:
        core = _GROUP.sub("", core) or core
    if "(" in core or ")" in core:
        core, region, region_text = _bracketed(core, region, region_text)
    return ParsedName(normal, region_text, region, core, form, group, branch)


def _split_form(text: str) -> tuple[str, str, str]:
    """Head without its form, the form, and what follows it."""
    at = text.find("公司", 1)
    if at == len(text) - 2 and "(" not in text and "集团" not in text:
        usual = _FORM.search(text, max(0, len(text) - _LONGEST_FORM))
        if usual:
            return (text[: usual.start()], usual[0], "") if usual.start() else (text, "", "")
    if at > 0 and text[at - 1] != "分" and text[at - 2 : at] != "支公":
        found = _COMPANY.search(text)
        while found and found.end() < at + 2:
            found = _COMPANY.search(text, found.end())
        start = found.start() if found else at
        if text[start] == ")":  # 上港物流(湖南)有限公司: this bracket is the region's
            start += 1
        if start > 0:
            whole = text[start : at + 2]
            return text[:start], _plain(whole), _plain(text[at + 2 :])
    if bank := _BANK.search(text):
        return text[: bank.start()], "", text[bank.start() :]
    if inner := _SHORT_OF_FORM.search(text):  # 中国工商银行股份珠海支行
        return text[: inner.start()], inner[0], text[inner.end() :]
    bare = _BARE_FORM.search(text)
    if bare and bare.start() > 1:
        return text[: bare.start()], bare[0], ""
    return text, "", ""


def _plain(part: str) -> str:
    return part.replace("(", "").replace(")", "")


def _split_region(head: str) -> tuple[Region, str, str]:
    """Divisions at the start, from the province down; a brand of at least two characters must stay."""
    at, codes = _walk(head, 0)
    if codes[1] and not codes[2] and not codes[3]:
        # 湖南四川佳诚: the province that a list put before the name's own region is not part of it.
        further, own = _walk(head, at)
        if further > at and (own[1] or own[2] > 99):
            at, codes = further, own
    if codes[3]:
        codes[1], codes[2] = codes[3] // 10000, codes[3] // 100
    elif codes[2]:
        codes[1] = codes[2] // 100
    return Region(codes[1], codes[2], codes[3]), head[:at], head[at:]


def _walk(head: str, at: int) -> tuple[int, list[int]]:
    """Where the divisions that begin at ``at`` end, and their codes by level."""
    codes, level = [0, 0, 0, 0], 0
    while level < 3 and (step := _step(head, at, level, codes)):
        length, place = step
        codes[place.level] = place.code
        at += length
        level = place.level
    return at, codes


def _step(head: str, at: int, level: int, codes: list[int]) -> tuple[int, Place] | None:
    if head.startswith(_NO_PLACE, at):
        return None
    for form, places in gazetteer().forms.get(head[at : at + 2], ()):
        if not head.startswith(form, at):
            continue
        length = len(form)
        fitting = [one for one in places if one.level > level and _within(one, codes)] if level else places
        if not fitting:
            continue
        best = fitting[0]
        rest = head[at + length :]
        if not best.suffixed:
            if rest[:1] and rest[0] in _WRONG_SUFFIX and len(rest) > 2:  # 广西省, 锡林郭勒市
                length, rest = length + 1, rest[1:]
            elif _STREET.match(rest) or (
                level == 0 and best.level == 3 and (form in _BARE_BRANDS or not _alone(fitting, rest))
            ):
                continue
        if len(rest) < 2:
            continue
        several = len({one.code for one in fitting if one.level == best.level}) > 1
        return length, Place(best.level, 0, best.suffixed) if several else best
    return None


def _alone(fitting: Sequence[Place], rest: str) -> bool:
    """Whether a county's bare name is a place: 上虞 before a brand; not 朝阳 (several), nor 福田汽车."""
    return len(fitting) == 1 and not any(rest[:size] in trade_words() for size in (2, 3, 4))


def _within(place: Place, codes: list[int]) -> bool:
    if codes[2]:
        return place.code // 100 == codes[2]
    if codes[1]:
        return place.code // (100 if place.level == 2 else 10000) == codes[1]
    return True


def _bracketed(core: str, region: Region, region_text: str) -> tuple[str, Region, str]:
    """Regions in brackets come out: 上港物流(湖南) is of 湖南 and its core is 上港物流."""
    for inner in _BRACKETED.findall(core):
        where, text, rest = _split_region(f"{inner}某某")
        if text and rest == "某某":
            core = core.replace(f"({inner})", "")
            if region == NOWHERE:
                region, region_text = where, text
            else:
                region_text += text
    return _plain(core) or core, region, region_text
