"""A stand-in for the three paid registries that checks who asks by its own reading of sources.md 2.17."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY, SECRET, TOKEN = "key-7f3a9", "secret-b81c2", "token-55d0e"
TOLERANCE = 600
"""Seconds that a request's own time may be off (启信宝: 10 minutes)."""

Json = dict[str, Any]


def _md5(text: str) -> str:
    return hashlib.md5(text.encode("utf-8"), usedforsecurity=False).hexdigest()


def _qcc(query: Mapping[str, str], headers: Message) -> Json | None:
    if query.get("key") != KEY:
        return {"Status": "101", "Message": f"【无效请求】当前的KEY {query.get('key')} 无效"}
    stamp = headers.get("Timespan", "0")
    in_time = len(stamp) == 10 and abs(time.time() - int(stamp)) <= TOLERANCE
    if not in_time or headers.get("Token") != _md5(KEY + stamp + SECRET).upper():
        return {"Status": "115", "Message": "【无效请求】身份验证错误或者已过期"}
    return None


def _tyc(_query: Mapping[str, str], headers: Message) -> Json | None:
    return None if headers.get("Authorization") == TOKEN else {"error_code": 300009, "reason": "账号信息有误"}


def _qixin(_query: Mapping[str, str], headers: Message) -> Json | None:
    stamp = headers.get("timestamp", "0")
    in_time = len(stamp) == 13 and abs(time.time() * 1000 - int(stamp)) <= TOLERANCE * 1000
    signed = headers.get("sign") == _md5(KEY + stamp + SECRET)
    known = headers.get("appkey") == KEY and headers.get("Auth-Version") == "2.0"
    return None if known and signed and in_time else {"status": "214", "message": "鉴权失败"}


HOSTS: dict[tuple[str, str], tuple[str, Callable[[Mapping[str, str], Message], Json | None]]] = {
    ("api.qichacha.com", "/ECIV4/GetBasicDetailsByName"): ("qcc", _qcc),
    ("open.api.tianyancha.com", "/services/open/ic/baseinfo/normal"): ("tyc", _tyc),
    ("api.qixin.com", "/APIService/enterprise/getBasicInfo"): ("qixin", _qixin),
}
NOBODY: dict[str, Json] = {
    "qcc": {"Status": "201", "Message": "【有效请求】查询无结果", "OrderNumber": "ECI1", "Result": None},
    "tyc": {"error_code": 300000, "reason": "无数据", "result": None},
    "qixin": {"status": "201", "message": "查询无结果", "data": {}},
}


@dataclass(frozen=True)
class Fault:
    """What the server does instead of answering: a status, a body, silence for so long, a cut line."""

    status: int = 200
    body: bytes = b""
    silent: float = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False


@dataclass
class PaidServer:
    """``firms`` are whole answers by provider and keyword; ``asked`` holds every request's target."""

    url: str = ""
    firms: dict[tuple[str, str], Json] = field(default_factory=dict)
    fault: Fault | None = None
    asked: list[str] = field(default_factory=list)

    def answer(self, host: str, target: str, headers: Message) -> Fault:
        """The answer to one request."""
        self.asked.append(target)
        if self.fault:
            return self.fault
        parts = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        provider, check = HOSTS[host, parts.path]
        said = check(query, headers) or self.firms.get((provider, query["keyword"]), NOBODY[provider])
        return Fault(body=json.dumps(said, ensure_ascii=False).encode())


def running(server: PaidServer) -> ThreadingHTTPServer:
    """Serve in the background; the caller shuts it down."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said = server.answer(self.headers["Host"], self.path, self.headers)
            time.sleep(said.silent)
            self.send_response(said.status)
            for name, value in {"Content-Length": str(len(said.body)), **said.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.body[: len(said.body) // 2] if said.cut else said.body)

        def log_message(self, *args: object) -> None:
            """Stay silent."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    server.url = f"http://127.0.0.1:{http.server_port}"
    threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True).start()
    return http
