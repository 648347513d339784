"""Block signatures of sources.md 4.3, and the normal pages that must not be taken for them."""

from __future__ import annotations

import pytest
from scrapy.http import Response

from crawlers.block_guard import block_signature

LIST = b"<html><title>list</title><table>" + b"<tr><td>1</td></tr>" * 300 + b"</table></html>"


def response(
    status: int = 200, body: bytes = LIST, cookies: tuple[str, ...] = (), url: str = "https://a.example/"
) -> Response:
    return Response(
        url, status=status, headers={"Set-Cookie": [f"{name}=1; path=/" for name in cookies]}, body=body
    )


@pytest.mark.parametrize(
    ("blocked", "named"),
    [
        (response(412, b"", ("aBcS", "aBcT")), "瑞数"),
        (response(202, b"<script></script>", ("FSSBBIl1UgzbN7N80S",)), "瑞数"),
        (response(412, b"precondition"), "412"),
        (response(521, b"<script>", ("__jsluid_s",)), "加速乐"),
        (response(521), "521"),
        (response(401), "401"),
        (response(403), "403"),
        (response(418), "418"),
        (response(429), "429"),
        (response(body=b"<script>var dynamicurl='/WZWSREL'</script>"), "WZWS"),
        (response(body="<title>人机验证</title>".encode() + LIST), "人机验证"),
        (response(body="<TITLE>\n用户登录 - 系统</TITLE>".encode("gbk") + LIST), "用户登录"),
        (response(body="您的请求已被阻断".encode()), "阻断"),
        (response(body=b'{"code":829,"data":null}', url="https://www.ggzy.gov.cn/x"), "829"),
        (response(body=b'{"code": 800}', url="https://www.ggzy.gov.cn/x"), "800"),
    ],
)
def test_a_block_is_recognised_and_named(blocked: Response, named: str) -> None:
    assert named in (block_signature(blocked) or "")


@pytest.mark.parametrize(
    "normal",
    [
        response(),
        response(cookies=("__jsluid_s",)),
        response(body="<a>用户登录</a>".encode() + LIST),
        response(202, LIST, ("JSESSIONID",)),
        response(404, b"not found"),
        response(503, b"busy"),
        response(body=b'{"code":200,"data":[]}'),
        response(body=b'{"code":800}', url="https://www.cninfo.com.cn/"),
    ],
)
def test_a_normal_page_is_no_block(normal: Response) -> None:
    assert block_signature(normal) is None
