"""One local server that stands for every host: pages by host and path, in the publishers' own shapes.

Spiders keep their production addresses; ``Settings.relay`` leads them here (sources.md 5.3, 6).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeVar
from urllib.parse import urlsplit

from common.hashing import sha256_hex

NOTE = "<!-- lianzhao replica, sample data -->"
"""Stands in every replica page."""


@dataclass(frozen=True)
class Asked:
    """A request that came: its address as the spider wrote it, headers with lower-case names, body."""

    method: str
    url: str
    headers: dict[str, str]
    body: str

    @property
    def path(self) -> str:
        """Path and query."""
        parts = urlsplit(self.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")


@dataclass(frozen=True)
class Answer:
    """What a host says; ``validate`` gives it an ETag and answers conditional requests with 304."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    validate: bool = True


Page = Answer | Callable[[Asked], Answer]


def page(text: str, *, charset: str = "utf-8", headers: dict[str, str] | None = None) -> Answer:
    """An HTML page with the replica note."""
    shown = {"Content-Type": f"text/html; charset={charset}", **(headers or {})}
    return Answer(f"{NOTE}{text}".encode(charset), headers=shown)


@dataclass
class World:
    """Pages by ``host/path?query`` (the scheme left out); what is not there is 404, robots.txt too."""

    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    url: str = ""

    def put(self, address: str, answer: Page) -> None:
        """Let an address answer; a callable sees the request and decides."""
        self.pages[address.split("://", 1)[-1]] = answer

    def answer(self, asked: Asked) -> Answer:
        """The answer to a request."""
        place = asked.url.split("://", 1)[-1]
        found = self.pages.get(place) or self.pages.get(place.split("?", 1)[0])
        if found is None:
            return Answer(b"not here", 404)
        answer = found(asked) if callable(found) else found
        if answer.status != 200 or not answer.validate:
            return answer
        etag = f'"{sha256_hex(answer.body)[:16]}"'
        if asked.headers.get("if-none-match") == etag:
            return Answer(b"", 304, {"ETag": etag})
        return Answer(answer.body, 200, {**answer.headers, "ETag": etag})

    def paths(self, host: str) -> list[str]:
        """Paths asked of a host, robots.txt left out."""
        return [
            one.path for one in self.asked if urlsplit(one.url).netloc == host and one.path != "/robots.txt"
        ]


Anything = TypeVar("Anything", bound=World)


@contextmanager
def serving(world: Anything) -> Iterator[Anything]:
    """Run the world on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        # Connections stay open: one that closes at once races with Twisted, which is still sending a POST.
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            asked = Asked(
                self.command,
                f"http://{self.headers['Host']}{self.path}",
                {name.lower(): value for name, value in self.headers.items()},
                self.rfile.read(size).decode("utf-8"),
            )
            world.asked.append(asked)
            answer = world.answer(asked)
            self.send_response(answer.status)
            for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        do_POST = do_GET  # noqa: N815  # the name that the base class looks for

        def log_message(self, *args: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    world.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield world
    finally:
        server.shutdown()
        server.server_close()
