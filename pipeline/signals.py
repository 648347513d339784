"""Signs of a firm's plans, read from an announcement's title or a project's name (sources.md 2.12–2.15).

The sign stands in the entry's fields beside the text it was read from: ``signal`` is its kind, ``matter``
tells which of a firm's plans it speaks of, so that giving one up takes back no other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from crawlers.source import Source
from pipeline.extract.rows import Extraction, Value

Kind = Literal["expansion", "new_subsidiary", "raised_funds", "land", "relocation", "negative"]

_GIVEN_UP = re.compile("终止|中止|暂停|暂缓|取消|撤回|撤销|解除|放弃|延期|延长|不再|(?<!工商)变更(?!登记)")
_OTHER_MATTERS = re.compile(
    "更正|工商(?:变更)?登记|制度|办法|理财|现金管理|证券投资|投资基金|产业基金|基金份额|外汇|套期保值|信托|质押|担保"
    "|存放|专户|专项账户|监管协议|流动资金|置换|结项|节余|注册资本|章程|会计师|法律顾问|独立董事|股东大会|激励"
)
"""What the search words also find, and what is no plan to build: money kept or moved, rules, formalities."""
_KINDS: Mapping[Kind, re.Pattern[str]] = {
    "relocation": re.compile("搬迁|迁建|迁扩建|迁址|腾退|退城|征收|收储|拆迁|异地(?:新建|重建|改造)"),
    "land": re.compile("土地使用权|国有建设用地|购(?:买|置)土地|竞得.*(?:地块|宗地|用地)"),
    "raised_funds": re.compile("募投|募集资金(?:用途|投资|.*(?:项目|增资|实施))"),
    "new_subsidiary": re.compile("(?:设立|新设|成立|组建|注册).*(?:公司|孙公司|合资企业)"),
    "expansion": re.compile(
        "对外投资|投资(?:建设|新建|扩建)|扩产|扩建|新建|技改|技术改造|产能|年产|(?:生产|制造|产业)基地|产业园"
        "|投资.{0,8}(?:协议|合同)|(?:项目|投资|建设).{0,8}框架协议|项目投资"
    ),
}
"""The first kind that a title speaks of; the narrower ones stand before the wider."""
_WRAPPING = re.compile(
    r"^.{2,12}?[:：]|^(?:.{2,20}?公司)?关于|(?:暨.{0,8})?的?(?:进展|提示性|自愿性|补充)?(?:披露)?(?:的)?公告(?:\(.*\))?$"
    "|拟|签订|签署|部分"
)
_PUNCTUATION = re.compile(r"[^\w\u3400-\u9fff]+")


@dataclass(frozen=True)
class Signal:
    """A sign: ``kind``, and the ``matter`` it is about (a project's number, or the gist of a title)."""

    kind: Kind
    matter: str


def with_signals(source: Source, extraction: Extraction) -> Extraction:
    """The rows with ``fields["signal"]`` and ``fields["matter"]`` where they are a sign."""
    if source.signal is None:
        return extraction
    found = [(row, signal_of(source.signal, row.fields)) for row in extraction.rows]
    return replace(
        extraction,
        rows=[
            replace(row, fields={**row.fields, "signal": sign.kind, "matter": sign.matter}) if sign else row
            for row, sign in found
        ],
    )


def signal_of(
    told: Literal["announcement", "project", "withdrawal"], fields: Mapping[str, Value]
) -> Signal | None:
    """The sign in a row of a source that tells of announcements, projects, or projects given up.

    None: the title speaks of no plan (更正, 理财, 制度 …). 终止, 变更, 延期 and 撤回 are ``negative``.
    """
    if told == "announcement":
        title = unicodedata.normalize("NFKC", str(fields.get("title") or ""))
        kind = _kind_of_title(title)
        return Signal(kind, matter_of(title)) if kind else None
    project = unicodedata.normalize("NFKC", str(fields.get("project") or ""))
    matter = str(fields.get("notice_id") or matter_of(project))
    if told == "withdrawal":
        return Signal("negative", matter)
    return Signal("relocation" if _KINDS["relocation"].search(project) else "expansion", matter)


def matter_of(title: str) -> str:
    """The gist by which two titles speak of one plan: without firm, verbs of giving up, 关于 and 公告."""
    bare = _WRAPPING.sub("", _GIVEN_UP.sub("", _WRAPPING.sub("", title.strip())))
    return _PUNCTUATION.sub("", bare).casefold()


def _kind_of_title(title: str) -> Kind | None:
    if _OTHER_MATTERS.search(title):
        return None
    kind = next((kind for kind, words in _KINDS.items() if words.search(title)), None)
    return "negative" if kind and _GIVEN_UP.search(title) else kind
