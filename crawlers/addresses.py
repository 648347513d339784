"""The addresses of a source: its urls, or its urls filled with each value."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from common.errors import UserError
from crawlers.source import Source


def addresses(source: Source, values: Sequence[str] = ()) -> list[str]:
    """Addresses to fetch, without repeats, in the order of urls and values.

    Raises:
        UserError: a url is no web address, or that of an ``each`` source lacks its placeholder.
    """
    for url in source.urls:
        if not url.startswith(("http://", "https://")):
            raise UserError(f"不是网址：{url}", where=f"来源 {source.id}", fix="以 http:// 或 https:// 开头")
    if source.each is None:
        return list(dict.fromkeys(source.urls))
    placeholder = "{" + source.each.field + "}"
    for url in source.urls:
        if placeholder not in url:
            raise UserError(
                f"urls 里缺少占位符 {placeholder}", where=f"来源 {source.id}：{url}", fix="在地址中写上占位符"
            )
    return list(
        dict.fromkeys(
            url.replace(placeholder, quote(value, safe="")) for url in source.urls for value in values
        )
    )
