"""A server that breaks the rules of HTTP: raw bytes on a socket, for what a decent server cannot do."""

from __future__ import annotations

import gzip
import socket
import socketserver
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Send = Callable[[socket.socket], None]
"""Answers a request whose head has been read; the connection is closed afterwards."""
CHUNK = b"%x\r\n" % 65536 + b"x" * 65536 + b"\r\n"


@dataclass
class Faulty:
    """How each ``host/path`` answers; what is not there is 404, robots.txt too."""

    answers: dict[str, Send] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    url: str = ""


def answer(body: bytes = b"", status: int = 200, headers: str = "", length: int | None = None) -> Send:
    """A plain answer; ``headers`` are whole lines, ``length`` is what Content-Length claims."""
    claimed = len(body) if length is None else length
    return raw(f"HTTP/1.1 {status} X\r\nContent-Length: {claimed}\r\n{headers}\r\n".encode() + body)


def raw(data: bytes) -> Send:
    """Just these bytes."""
    return lambda connection: connection.sendall(data)


def html(text: str, status: int = 200, headers: str = "", charset: str = "utf-8") -> Send:
    """A page."""
    return answer(text.encode(charset), status, f"Content-Type: text/html; charset={charset}\r\n{headers}")


def zipped(body: bytes, damage: Callable[[bytes], bytes] = bytes) -> Send:
    """A page sent as gzip, after ``damage`` was done to it."""
    return answer(
        damage(gzip.compress(body)), headers="Content-Type: text/html\r\nContent-Encoding: gzip\r\n"
    )


def reset(connection: socket.socket) -> None:
    """Half an answer, then the connection is reset."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<html>")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def silent(connection: socket.socket) -> None:
    """Nothing, for longer than anybody waits."""
    connection.settimeout(30)
    connection.recv(1)


def trickle(connection: socket.socket) -> None:
    """A byte now and then."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(300):
        connection.sendall(b"x")
        time.sleep(0.1)


def endless(connection: socket.socket) -> None:
    """2 GB in chunks, for as long as somebody reads."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(2**31 // 65536):
        connection.sendall(CHUNK)


def torn_chunks(connection: socket.socket) -> None:
    """Chunks that end before their last."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<html>\r\n100\r\n<tab")


@contextmanager
def serving_faults(world: Faulty) -> Iterator[Faulty]:
    """Run it on a free port of this machine."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            head = b""
            while b"\r\n\r\n" not in head and (more := self.request.recv(65536)):
                head += more
            if not head:
                return
            lines = head.decode("latin-1").split("\r\n")
            host = next(line.split(":", 1)[1].strip() for line in lines if line.lower().startswith("host:"))
            place = host + lines[0].split()[1]
            world.asked.append(place)
            with suppress(OSError):
                world.answers.get(place, answer(status=404))(self.request)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False
        request_queue_size = 64

    server = Server(("127.0.0.1", 0), Handler)
    world.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield world
    finally:
        server.shutdown()
        server.server_close()
