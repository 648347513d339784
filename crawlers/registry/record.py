"""One firm as a registry shows it, in the same form whichever registry was asked (sources.md 2.17)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from stdnum.cn import uscc as credit_code

from common.clock import SHANGHAI, now
from crawlers.registry.capital import Capital, read_capital
from crawlers.registry.provider import Provider
from crawlers.source import Source

Status = Literal["存续", "注销", "吊销", "迁出", "停业", "清算", "撤销"]
_STATUSES: tuple[tuple[str, Status], ...] = (
    # 吊销，未注销 is not deregistered, 存续（简易注销公告） neither: the plain 注销 stands at the head.
    (r"已注销|^注销", "注销"),
    (r"吊销", "吊销"),
    (r"撤销", "撤销"),
    (r"迁出|^已迁", "迁出"),
    (r"清算", "清算"),
    (r"停业|歇业", "停业"),
    (r"存续|在业|开业|在营|在册|正常|迁入", "存续"),
)
_MILLISECONDS = re.compile(r"-?\d{11,14}")


class RegistryRecord(BaseModel):
    """The canonical result; persons are no part of it.

    Texts are as printed, None where the registry gives none. ``uscc`` is there only when its check
    digit holds (GB 32100-2015). ``doubts`` are Chinese sentences on what could not be taken over.
    """

    model_config = ConfigDict(frozen=True)

    provider: str
    name: str
    former_names: list[str] = []
    uscc: str | None = None
    status: Status | None = None
    status_printed: str | None = None
    established: date | None = None
    capital: Capital | None = None
    province: str | None = None
    city: str | None = None
    district: str | None = None
    address: str | None = None
    scope: str | None = None
    industry: str | None = None
    stock_code: str | None = None
    doubts: list[str] = []


def read_record(provider: Provider, source: Source, result: Any) -> RegistryRecord:
    """The record of an answer's ``result``, by the keys of the source's YAML and of the provider.

    Raises:
        ValueError: the result is no firm or has no name; the Chinese words say so.
    """
    if not isinstance(result, Mapping):
        raise ValueError(f"{provider.result} 不是一家企业")
    keys = {field: key for key, field in source.table.fields.items()}
    texts = {field: _text(result, key) for field, key in keys.items()}
    places = provider.places
    name = texts["name"]
    if name is None:
        raise ValueError(f"没有 {keys['name']}")
    doubts: list[str] = []
    return RegistryRecord(
        provider=provider.id,
        name=name,
        former_names=_names(result.get(keys["former_name"])),
        uscc=_uscc(texts["uscc"], doubts),
        status=_status(texts["status"], doubts),
        status_printed=texts["status"],
        established=_day(_text(result, places.established), doubts),
        capital=_capital(_text(result, places.capital), doubts),
        province=_text(result, places.province),
        city=_text(result, places.city),
        district=_text(result, places.district),
        address=texts["address"],
        scope=texts["scope"],
        industry=texts.get("industry"),
        stock_code=texts.get("stock_code"),
        doubts=doubts,
    )


def _text(result: Mapping[str, Any], key: str) -> str | None:
    """The text at a key (``Area.City``); None for what is absent, empty, ``-`` or no single value."""
    node: Any = result
    for step in key.split("."):
        node = node.get(step) if isinstance(node, Mapping) else None
    if node is None or isinstance(node, bool | Mapping | list):
        return None
    text = str(node).strip()
    return text if text not in {"", "-", "—", "--"} else None


def _names(value: object) -> list[str]:
    """Former names: a list of texts, a list of objects with ``Name``, or one text with tabs between."""
    items = (
        value if isinstance(value, list) else re.split(r"[\t;；]", value if isinstance(value, str) else "")
    )
    texts = (item.get("Name") if isinstance(item, Mapping) else item for item in items)
    return list(
        dict.fromkeys(text.strip() for text in texts if isinstance(text, str) and text.strip("-— \t"))
    )


def _uscc(text: str | None, doubts: list[str]) -> str | None:
    if text is None:
        return None
    if credit_code.is_valid(text):
        return str(credit_code.compact(text))
    doubts.append(f"统一社会信用代码 {text} 校验不过，不采用")
    return None


def _status(text: str | None, doubts: list[str]) -> Status | None:
    if text is None:
        return None
    for pattern, status in _STATUSES:
        if re.search(pattern, text):
            return status
    doubts.append(f"登记状态“{text}”不认识，按未知处理")
    return None


def _day(text: str | None, doubts: list[str]) -> date | None:
    """``2010-03-03``, also with a time behind it, or milliseconds (天眼查), counted in Shanghai."""
    if text is None:
        return None
    try:
        if _MILLISECONDS.fullmatch(text):
            day = datetime.fromtimestamp(int(text) / 1000, SHANGHAI).date()
        else:
            day = date.fromisoformat(text[:10])
    except (ValueError, OverflowError, OSError):
        day = None
    if day is None or day > now().date():
        doubts.append(f"成立日期“{text}”读不懂，不采用")
        return None
    return day


def _capital(text: str | None, doubts: list[str]) -> Capital | None:
    if text is None:
        return None
    capital = read_capital(text)
    if capital.amount is None:
        doubts.append(f"注册资本“{text}”读不出金额或币种，只留原文")
    return capital
