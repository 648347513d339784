"""A fast site on this machine, in a process of its own so that it does not slow down who asks it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from twisted.internet import reactor
from twisted.web.resource import Resource
from twisted.web.server import Request, Site

ROW = "<tr><td>{at}</td><td>示例第{page}号之{at}电子有限公司</td><td>示例省</td><td>{at}.50</td></tr>"


def body(page: int, size: int) -> bytes:
    """A page of at least ``size`` bytes with a table of made-up firms."""
    rows, at = list[str](), 0
    length = 0
    while length < size:
        at += 1
        rows.append(ROW.format(at=at, page=page))
        length += len(rows[-1].encode())
    head = "<tr><th>序号</th><th>企业名称</th><th>省份</th><th>营业收入（亿元）</th></tr>"
    return f"<html><title>示例榜</title><table>{head}{''.join(rows)}</table></html>".encode()


class Pages(Resource):
    """``/<number>.html``; everything else, robots.txt too, is 404."""

    isLeaf = True  # noqa: N815  # the name that Twisted looks for

    def __init__(self, bodies: list[bytes]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._bodies = {f"/{number}.html".encode(): body for number, body in enumerate(bodies)}

    def render_GET(self, request: Request) -> bytes:  # noqa: N802  # the name that Twisted looks for
        """The page."""
        found = self._bodies.get(request.path)
        if found is None:
            request.setResponseCode(404)
            return b"not here"
        request.setHeader(b"Content-Type", b"text/html; charset=utf-8")  # type: ignore[no-untyped-call]
        return found


@contextmanager
def site(pages: int, smallest: int, largest: int) -> Iterator[str]:
    """Run it; yields its address. Page sizes go evenly from ``smallest`` to ``largest`` bytes."""
    command = [sys.executable, "-m", "benchmarks.crawl_site", str(pages), str(smallest), str(largest)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603  # our own module
        assert server.stdout
        try:
            yield f"http://127.0.0.1:{int(server.stdout.readline())}"
        finally:
            server.kill()


def _serve(pages: int, smallest: int, largest: int) -> None:
    step = (largest - smallest) / max(1, pages - 1)
    bodies = [body(number, int(smallest + number * step)) for number in range(pages)]
    loop: Any = reactor
    served = Site(Pages(bodies))  # type: ignore[no-untyped-call]
    print(loop.listenTCP(0, served, interface="127.0.0.1").getHost().port, flush=True)
    loop.run()


if __name__ == "__main__":
    _serve(*(int(argument) for argument in sys.argv[1:]))
