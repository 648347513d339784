from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import UserError
from pipeline.extract.decode import decode

UTF8 = {"Content-Type": "text/html; charset=utf-8"}
chinese = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=6, max_size=60)


@given(chinese)
def test_gbk_bytes_under_a_utf8_header_come_back_whole(text: str) -> None:
    html = f"<html><td>{text}有限公司</td></html>"
    assert decode(html.encode("gbk"), UTF8) == html


@given(chinese)
def test_a_few_gbk_names_in_a_page_full_of_ascii_script_are_noticed(text: str) -> None:
    html = f"<script>{'x' * 200_000}</script><td>{text}有限公司</td>"
    assert decode(html.encode("gbk"), UTF8) == html


@given(chinese)
def test_utf8_bytes_under_a_gbk_header_come_back_whole(text: str) -> None:
    html = f"<td>{text}示例精密仪器股份有限公司</td>"
    assert decode(html.encode(), {"content-type": "text/html; charset=GB2312"}) == html


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig"])
def test_without_any_charset_the_bytes_decide(encoding: str) -> None:
    assert decode("示例名单有限公司".encode(encoding), {}) == "示例名单有限公司"


def test_a_meta_tag_that_says_gb2312_is_read_as_gb18030() -> None:
    html = '<meta charset="gb2312"><td>示例喆镕㙍有限公司</td>'
    assert decode(html.encode("gb18030"), {}) == html


def test_one_damaged_byte_does_not_turn_a_utf8_page_into_gb18030() -> None:
    data = ("示例" * 3000).encode() + b"\xff" + "公司".encode()
    assert decode(data, UTF8).startswith("示例示例")


def test_a_forced_encoding_wins_over_the_header() -> None:
    assert decode("示例".encode("big5"), UTF8, "big5") == "示例"


def test_an_unknown_forced_encoding_is_named() -> None:
    with pytest.raises(UserError, match="klingon"):
        decode(b"x", {}, "klingon")


def test_bytes_that_no_charset_fits_are_refused() -> None:
    with pytest.raises(UserError, match="无法解码"):
        decode(b"<td>" + b"\xff\xff" * 50, UTF8)
