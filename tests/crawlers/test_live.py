"""Live crawls against hosts on this machine: politeness, blocks, unusable bodies, personal data."""

from __future__ import annotations

import json

import pytest

from common.settings import Settings
from crawlers.run import crawl
from tests.crawlers.conftest import CONTACT, Answer, Serve, archived_files, bodies, source

pytestmark = pytest.mark.slow
PAGE = Answer(200, "<html><table><tr><td>示例有限公司</td></tr></table></html>".encode(), {"ETag": '"v1"'})


def test_a_page_is_archived_as_sent_and_asked_for_politely(serve: Serve, live: Settings) -> None:
    site = serve({"/list": PAGE})
    wanted = source("list", f"{site.url}/list", headers={"Referer": "http://ref.example/"})
    progress: list[tuple[str, int]] = []
    outcome = crawl([wanted], live, delay=0, progress=lambda name, count: progress.append((name, count)))[
        "list"
    ]
    assert (outcome.status, outcome.fetched, outcome.wanted) == ("ok", 1, 1)
    assert progress == [("list", 1)]
    [(capture, body)] = bodies(wanted, live)
    assert body == PAGE.body
    assert (capture.url, capture.via, capture.excerpt) == (f"{site.url}/list", "live", None)
    assert capture.headers["ETag"] == '"v1"'
    assert capture.fetched_at.endswith("+08:00")
    assert site.asked == ["/robots.txt", "/list"]
    sent = site.headers[-1]
    assert CONTACT in sent["User-Agent"]
    assert sent["Accept-Language"].startswith("zh-CN")
    assert sent["Referer"] == "http://ref.example/"
    assert "Cookie" not in sent


def test_an_archived_live_page_is_replayed_before_any_sample(serve: Serve, live: Settings) -> None:
    site = serve({"/list": PAGE})
    wanted = source("list", f"{site.url}/list")
    crawl([wanted], live, delay=0)
    before = bodies(wanted, live)
    asked = list(site.asked)
    replay = Settings(live.home, live.config, live.sample, live.database_url, contact=None)
    assert crawl([wanted], replay)["list"].status == "ok"
    assert bodies(wanted, replay) == before
    assert site.asked == asked


def test_robots_decide_by_their_status(serve: Serve, live: Settings) -> None:
    disallowing = b"User-agent: *\nDisallow: /secret\n"
    sites = {
        "rule": serve({"/robots.txt": Answer(200, disallowing), "/secret": PAGE, "/open": PAGE}),
        "busy": serve({"/robots.txt": Answer(503), "/list": PAGE}),
        "denied": serve({"/robots.txt": Answer(403), "/list": PAGE}),
        "gone": serve({"/robots.txt": Answer(410), "/list": PAGE}),
    }
    outcomes = crawl(
        [
            source("rule", f"{sites['rule'].url}/secret", f"{sites['rule'].url}/open"),
            source("busy", f"{sites['busy'].url}/list"),
            source("denied", f"{sites['denied'].url}/list"),
            source("gone", f"{sites['gone'].url}/list"),
        ],
        live,
        delay=0,
    )
    assert {name: outcome.status for name, outcome in outcomes.items()} == {
        "rule": "partial",
        "busy": "refused",
        "denied": "refused",
        "gone": "ok",
    }
    assert "robots.txt" in outcomes["rule"].detail
    assert "503" in outcomes["busy"].detail
    assert "/secret" not in sites["rule"].asked
    for name in ("busy", "denied"):
        assert "/list" not in sites[name].asked


def test_a_block_stops_the_host_for_all_sources_of_the_run(serve: Serve, live: Settings) -> None:
    wall = Answer(412, b"", {"Set-Cookie": "FSSBBIl1UgzbN7N80S=1; path=/"})
    site = serve({"/1": PAGE, "/2": wall, "/3": PAGE, "/4": PAGE})
    first = source("first", *(f"{site.url}/{number}" for number in (1, 2, 3)))
    second = source("second", f"{site.url}/4")
    hurried = serve({"/list": Answer(429)})
    outcomes = crawl([first, second, source("hurried", f"{hurried.url}/list")], live, delay=0)
    assert (outcomes["first"].status, outcomes["first"].fetched) == ("blocked", 1)
    assert outcomes["second"].status == "blocked"
    assert "瑞数" in outcomes["first"].detail
    assert [path for path in site.asked if path != "/robots.txt"] == ["/1", "/2"]
    assert bodies(first, live) == []  # a list with pages missing is no list
    assert outcomes["hurried"].status == "blocked"
    assert hurried.asked == ["/robots.txt", "/list"]  # a refusal is not tried again


def test_a_redirect_to_a_login_page_is_a_block_and_a_plain_one_is_followed(
    serve: Serve, live: Settings
) -> None:
    login = Answer(200, "<title>用户登录</title>".encode())
    away = serve({"/login": login, "/moved": PAGE})
    site = serve({"/old": Answer(302, b"", {"Location": f"{away.url}/moved"})})
    walled = serve({"/list": Answer(302, b"", {"Location": f"{away.url}/login"})})
    moved = source("moved", f"{site.url}/old")
    outcomes = crawl([moved, source("walled", f"{walled.url}/list")], live, delay=0)
    assert {name: outcome.status for name, outcome in outcomes.items()} == {
        "moved": "ok",
        "walled": "blocked",
    }
    [(capture, body)] = bodies(moved, live)
    assert (capture.url, body) == (f"{site.url}/old", PAGE.body)


def test_what_extraction_could_not_use_is_an_outcome_and_never_a_capture(
    serve: Serve, live: Settings
) -> None:
    site = serve(
        {
            "/500": Answer(500, b"oops"),
            "/empty": Answer(200, b""),
            "/blank": Answer(200, b" \r\n"),
            "/204": Answer(204),
            "/huge": Answer(200, b"<html>", {"Content-Length": str(65 * 1024 * 1024)}),
            "/page.xlsx": Answer(200, b"\n<html>error</html>"),
        }
    )
    wanted = {
        "server_error": source("server_error", f"{site.url}/500"),
        "missing": source("missing", f"{site.url}/nowhere"),
        "empty": source("empty", f"{site.url}/empty"),
        "blank": source("blank", f"{site.url}/blank"),
        "no_content": source("no_content", f"{site.url}/204"),
        "huge": source("huge", f"{site.url}/huge"),
        "not_a_workbook": source("not_a_workbook", f"{site.url}/page.xlsx", format="xlsx"),
        "nobody_home": source("nobody_home", "http://127.0.0.1:9/list"),
        "nothing_to_ask": source(
            "nothing_to_ask",
            f"{site.url}/?q={{stock_code}}",
            spider="each",
            each={"field": "stock_code", "sources": ["list"]},
        ),
    }
    outcomes = crawl(list(wanted.values()), live, delay=0)
    assert {name: outcome.status for name, outcome in outcomes.items()} == {
        "server_error": "unreachable",
        "missing": "gone",
        "empty": "quarantined",
        "blank": "quarantined",
        "no_content": "failed",
        "huge": "too_large",
        "not_a_workbook": "quarantined",
        "nobody_home": "unreachable",
        "nothing_to_ask": "failed",
    }
    assert "上限" in outcomes["huge"].detail
    assert all(outcome.fetched == 0 for outcome in outcomes.values())
    assert archived_files(live) == []
    assert [bodies(each, live) for each in wanted.values()] == [[]] * len(wanted)


def test_personal_data_never_reaches_the_disk(serve: Serve, live: Settings) -> None:
    secret = "示例某人13800000000"
    document = {"rows": [{"name": "示例有限公司", "boss": secret, "more": {"phone": secret}}]}
    site = serve(
        {
            "/?code=1": Answer(200, json.dumps(document, ensure_ascii=False).encode()),
            "/?code=2": Answer(200, f"boss={secret}".encode()),
        }
    )
    wanted = source(
        "people",
        f"{site.url}/?code={{stock_code}}",
        format="json",
        spider="each",
        each={"field": "stock_code", "sources": ["list"]},
        redact=["boss", "phone"],
    )
    outcome = crawl([wanted], live, values={"people": ["1", "2"]}, delay=0)["people"]
    assert (outcome.status, outcome.fetched) == ("partial", 1)
    [(capture, body)] = bodies(wanted, live)
    assert capture.redacted == ["boss", "phone"]
    assert json.loads(body) == {"rows": [{"name": "示例有限公司", "more": {}}]}
    written = [path.read_bytes() for path in live.home.rglob("*") if path.is_file()]
    assert written
    assert not any(secret.encode() in data for data in written)
