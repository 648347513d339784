"""Why an address could not be archived: a status and a Chinese sentence."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.spidermiddlewares.httperror import HttpError

from crawlers.block_guard import NightOver
from crawlers.compression import DamagedBodyError, UnpackedTooLargeError
from crawlers.outcome import Failed
from crawlers.replay import NotArchivedError
from crawlers.robots import RobotsRefused

NO_ANSWER: dict[type[Exception], str] = {
    CannotResolveHostError: "域名解析不到",
    DownloadConnectionRefusedError: "连接被拒",
    DownloadTimeoutError: "超时没有回应",
    ResponseDataLossError: "传输中断，正文不完整",
    DownloadFailedError: "连接中断",
    OSError: "网络错误",
}


def explain(address: str, error: BaseException, blocked: str | None) -> Failed:
    """Sort an error into the statuses; ``blocked`` is the host's block signature, if it has one."""
    if blocked:
        reason = f"网站出现拦截特征：{blocked}，可改用人工导入"
        return Failed("blocked", address, reason)
    if isinstance(error, NightOver):
        return Failed("paused", address, "夜间时段已过")
    if isinstance(error, RobotsRefused):
        why = f"（{explain(address, error.__cause__, None).reason}）" if error.__cause__ else ""
        return Failed(error.status, address, f"{error.reason}{why}")
    if isinstance(error, NotArchivedError):
        return Failed("not_archived", address, "存档里没有这个地址（填写联系方式后才能联网抓取）")
    if isinstance(error, HttpError):
        status = error.response.status
        if status in {404, 410}:
            return Failed("gone", address, f"页面已不存在（HTTP {status}），请核对来源的地址")
        return Failed("unreachable", address, f"网站返回 HTTP {status}")
    if isinstance(error, DownloadCancelledError | UnpackedTooLargeError):
        return Failed("too_large", address, "正文超过大小上限，没有保存")
    if isinstance(error, DamagedBodyError):
        return Failed("quarantined", address, "压缩的正文损坏或不完整，没有保存")
    if isinstance(error, IgnoreRequest):  # what is left: Scrapy's redirect middleware has given up
        return Failed("unreachable", address, "网站把地址转来转去，没有尽头")
    for kind, words in NO_ANSWER.items():
        if isinstance(error, kind):
            return Failed("unreachable", address, words)
    return Failed("failed", address, f"抓取出错（{type(error).__name__}：{error}）")
