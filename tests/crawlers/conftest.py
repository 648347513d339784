"""A small web server on this machine, and sources that point at it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from common.settings import PROJECT_ROOT, Settings
from crawlers.archive import Archive, Capture
from crawlers.parts import parts
from crawlers.source import Source
from tests.replica.world import World, serving

CONTACT = "investment@example.org"


@dataclass(frozen=True)
class Answer:
    """What the server says to one path."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Site:
    """A running host: ``url`` without trailing slash, and the requests it has seen."""

    url: str
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


Serve = Callable[[dict[str, Answer]], Site]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Start hosts; a path without an answer gives 404, robots.txt too."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    servers: list[ThreadingHTTPServer] = []

    def start(answers: dict[str, Answer]) -> Site:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                site.headers.append(dict(self.headers.items()))
                answer = answers.get(self.path, Answer(404, b"not here"))
                self.send_response(answer.status)
                for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *args: object) -> None:
                """Stay silent."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        site = Site(f"http://127.0.0.1:{server.server_port}")
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return site

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A server that stands for every host."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with serving(World()) as running:
        yield running


@pytest.fixture
def relayed(tmp_path: Path, world: World) -> Settings:
    """A fresh home whose live crawls all end at the world."""
    return replace(home_settings(tmp_path / "home", contact=CONTACT), relay=world.url)


@pytest.fixture
def live(tmp_path: Path) -> Settings:
    """A fresh home with a contact, so that crawls use the network."""
    return home_settings(tmp_path / "home", contact=CONTACT)


@pytest.fixture
def offline(tmp_path: Path) -> Settings:
    """A fresh home without a contact, so that crawls replay."""
    return home_settings(tmp_path / "home")


def home_settings(home: Path, contact: str | None = None) -> Settings:
    """Settings over a home folder and the repository's sample."""
    home.mkdir(parents=True, exist_ok=True)
    return Settings(
        home=home,
        config=PROJECT_ROOT / "config",
        sample=PROJECT_ROOT / "sample",
        database_url=f"sqlite:///{home / 'lianzhao.db'}",
        contact=contact,
    )


def source(name: str, *urls: str, **more: Any) -> Source:
    """A page source with as little as the model asks for."""
    given: dict[str, Any] = {
        "id": name,
        "name": f"示例来源 {name}",
        "publisher": "示例发布者",
        "edition": "2025",
        "format": "html",
        "urls": list(urls),
        "expect": {"rows": [1, 10]},
    }
    return Source.model_validate({**given, **more})


def bodies(source: Source, settings: Settings) -> list[tuple[Capture, bytes]]:
    """The bodies of a list that its last usable visit saw."""
    return [body for part in parts(source, settings) for body in part.bodies]


def archived_files(settings: Settings) -> list[bytes]:
    """Every body that lies in the home's archive."""
    folder = Archive(settings.archive).folder / "bodies"
    return [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]
