"""Every fault: what the host does, and by which name and word a person learns of it."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import xlsxwriter

from tests.extract.documents import pdf_body, scanned_pdf
from tests.replica.faulty import Send, answer, endless, html, raw, reset, silent, torn_chunks, trickle, zipped

FIRMS = [(str(at), f"示例{name}电子有限公司") for at, name in enumerate("甲乙丙丁", 1)]
HEADER = ("排名", "企业名称")
ROWS = "".join(f"<tr><td>{at}</td><td>{name}</td></tr>" for at, name in FIRMS)
GOOD = f"<title>示例榜</title><table><tr><th>排名</th><th>企业名称</th></tr>{ROWS}</table>"
TORN = f"<title>示例榜</title><table><tr><th>排名</th><th>企业名称</th></tr>{ROWS[: len(ROWS) // 2]}"
TEXT = "Content-Type: text/html; charset=utf-8\r\n"
LOGIN = "<title>用户登录</title><p>请先登录</p>"


@dataclass(frozen=True)
class Fault:
    """``outcome`` in the run ledger, ``word`` in its sentence; ``robots``: robots.txt is broken."""

    name: str
    send: Send
    outcome: str
    word: str
    format: str = "html"
    robots: bool = False

    @property
    def host(self) -> str:
        """Each fault has a host of its own, so that a block stops no other."""
        return f"{self.name.replace('_', '-')}.sample.example"

    @property
    def path(self) -> str:
        """The address that breaks."""
        return f"/list.{self.format}" if not self.robots else "/robots.txt"


@cache
def workbook() -> bytes:
    """The good list as a workbook."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("名单")
        for at, cells in enumerate([HEADER, *FIRMS]):
            sheet.write_row(at, 0, cells)
    return buffer.getvalue()


@cache
def good(fault: Fault) -> bytes:
    """What the host sends while it is well."""
    made: dict[str, Callable[[], bytes]] = {
        "html": GOOD.encode,
        "xlsx": workbook,
        "pdf": lambda: pdf_body([HEADER, *FIRMS]),
    }
    return made[fault.format]()


def zip_bomb() -> bytes:
    """The good workbook with a sheet of 1 GB of spaces."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook())) as good,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for name in good.namelist():
            with bad.open(name, "w", force_zip64=True) as part:
                part.write(good.read(name))
                if name.endswith("sheet1.xml"):
                    for _ in range(1024):
                        part.write(b" " * 2**20)
    return buffer.getvalue()


def blocks() -> list[Fault]:
    """The block signatures of sources.md 4.3."""
    cookie = "Set-Cookie: {}=1; path=/\r\n"
    shown = [
        ("ruishu_412", answer(status=412, headers=cookie.format("FSSBBIl1UgzbN7N80S")), "瑞数"),
        ("ruishu_202", answer(b"<html>", 202, cookie.format("qwertyS") + cookie.format("qwertyT")), "瑞数"),
        ("plain_412", answer(b"x" * 3000, 412), "412"),
        ("jsl_521", answer(b"<script>", 521, cookie.format("__jsluid_s")), "加速乐"),
        ("wzws", html("<script>location='/WZWSRELw=='</script>"), "WZWS"),
        ("captcha", html("<title>人机验证</title>"), "人机验证"),
        ("login", html(LOGIN), "用户登录"),
        ("waf", html("您的请求已被阻断"), "阻断"),
        ("waf_gbk", html("您的请求已被阻断", charset="gbk"), "阻断"),
        *((f"http_{status}", answer(b"no", status), str(status)) for status in (401, 403, 418, 429)),
    ]
    return [Fault(name, send, "blocked", word) for name, send, word in shown]


def faults() -> list[Fault]:
    """All of them."""
    page = GOOD.encode()
    noise = random.Random(7).randbytes(5000)
    away = "Location: http://{}.sample.example{}\r\n"
    return [
        *blocks(),
        Fault("dropped", answer(TORN.encode(), headers=TEXT, length=len(page)), "unreachable", "不完整"),
        Fault("reset", reset, "unreachable", "中断"),
        Fault("nothing", raw(b""), "unreachable", "中断"),
        Fault("torn_chunks", torn_chunks, "unreachable", "不完整"),
        Fault("silent", silent, "unreachable", "超时"),
        Fault("trickle", trickle, "unreachable", "超时"),
        Fault("not_http", raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), "unreachable", "中断"),
        Fault("gzip_cut", zipped(page * 20, lambda data: data[:-30]), "quarantined", "不完整"),
        Fault(
            "gzip_corrupt",
            zipped(page * 20, lambda data: data[:60] + noise[:40] + data[100:]),
            "quarantined",
            "损坏",
        ),
        Fault(
            "gzip_sum", zipped(page, lambda data: data[:-8] + b"\0\0\0\0" + data[-4:]), "quarantined", "损坏"
        ),
        Fault("gzip_bomb", zipped(b" " * (65 << 20)), "too_large", "上限"),
        Fault("not_gzip", answer(page, headers=TEXT + "Content-Encoding: gzip\r\n"), "quarantined", "损坏"),
        Fault("brotli", answer(noise, headers="Content-Encoding: br\r\n"), "quarantined", "损坏"),
        Fault(
            "loop", answer(status=302, headers=away.format("loop", "/list.html")), "unreachable", "没有尽头"
        ),
        Fault("to_login", answer(status=302, headers=away.format("login", "/list.html")), "blocked", "登录"),
        Fault("short", html(TORN), "changed", "行"),
        Fault("short_length", answer(page, headers=TEXT, length=len(page) // 2), "changed", "行"),
        Fault("emptied", html(GOOD.split("<tr><td>", 1)[0] + "</table>"), "empty", "一行"),
        Fault("new_page", html("<title>示例榜</title><p>新版网站</p>"), "changed", ""),
        Fault("no_body", answer(), "quarantined", "空"),
        Fault("garbage", answer(noise), "unreadable", "无法解码"),
        Fault("gone", answer(b"gone", 404), "gone", "不存在"),
        Fault("broken", answer(b"oops", 500), "unreachable", "500"),
        Fault("page_as_pdf", html("<h1>系统错误</h1>"), "quarantined", "网页", "pdf"),
        Fault("pdf_no_text", answer(scanned_pdf("示例名单")), "quarantined", "", "pdf"),
        Fault("page_as_xlsx", html("<h1>系统错误</h1>"), "quarantined", "网页", "xlsx"),
        Fault("xlsx_bomb", answer(zip_bomb()), "too_large", "大", "xlsx"),
        Fault("xlsx_cut", answer(workbook()[:-500]), "unreadable", "损坏", "xlsx"),
        Fault("endless", endless, "too_large", "上限"),
        Fault("huge_length", answer(b"<html>", length=2 << 30), "too_large", "上限"),
        Fault(
            "header_bomb", raw(b"HTTP/1.1 200 OK\r\nX: " + b"x" * (1 << 20) + b"\r\n\r\n"), "unreachable", ""
        ),
        Fault("robots_503", answer(b"busy", 503), "refused", "503", robots=True),
        Fault("robots_403", answer(b"no", 403), "refused", "403", robots=True),
        Fault(
            "robots_login",
            answer(status=302, headers=away.format("robots-login", "/list.html")),
            "refused",
            "别的页面",
            robots=True,
        ),
        Fault(
            "robots_loop",
            answer(status=302, headers=away.format("robots-loop", "/robots.txt")),
            "unreachable",
            "robots.txt",
            robots=True,
        ),
        Fault("robots_silent", silent, "unreachable", "超时", robots=True),
        Fault("robots_no", answer(b"User-agent: *\nDisallow: /\n"), "refused", "robots.txt", robots=True),
    ]
