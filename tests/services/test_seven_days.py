"""A week of polling: nobody is asked early, nor for everything again who can say that nothing has changed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from itertools import pairwise

import pytest
from collecting_world import Clock
from stage import HOUR, Stage, http_date, rss
from web_server import WebServer, web_server

from digest.services.reading_feeds import polite_host
from digest.store import feeds
from digest.store.database import Database
from digest.store.feeds import NewFeed

Answer = tuple[int, dict[str, str], bytes]
WEEK, TICK = timedelta(days=7), timedelta(minutes=20)


@dataclass
class Paper:
    """One feed: what it answers at a moment, and who asked when."""

    answer: Callable[["Paper", datetime, str], Answer]
    at_least: timedelta  # between two requests
    at_most: timedelta
    asked: list[tuple[datetime, str]] = field(default_factory=list)  # when, and with which validator


def _news(now: datetime, hours: int) -> bytes:
    """A list of ten entries that covers so many hours, and starts anew each hour."""
    latest = now.replace(minute=0, second=0, microsecond=0)
    dates = [latest - timedelta(hours=hours) * number / 10 for number in range(10)]
    return rss(*(f"<item><link>/{one:%d-%H-%M}</link><pubDate>{http_date(one)}</pubDate></item>" for one in dates))


def _tagged(paper: Paper, now: datetime, known: str, **headers: str) -> Answer:  # noqa: ARG001  (an answer's arguments)
    slots = [now - timedelta(hours=3) * number for number in range(3)]  # something new every three hours
    names = [f"{slot:%d}-{slot.hour // 3}" for slot in slots]
    tag = f'"{names[0]}"'
    return (304, headers, b"") if known == tag else (200, {"ETag": tag, **headers}, rss(*names))


def _dated(paper: Paper, now: datetime, known: str) -> Answer:  # noqa: ARG001
    today = http_date(now.replace(hour=0, minute=0, second=0))
    return (304, {}, b"") if known == today else (200, {"Last-Modified": today}, rss(f"news-{now:%d}"))


def _now_and_then(paper: Paper, now: datetime, known: str) -> Answer:
    return (429, {"Retry-After": "7200"}, b"") if len(paper.asked) % 5 == 0 else _tagged(paper, now, known)


def _at_a_new_address(paper: Paper, now: datetime, known: str) -> Answer:  # noqa: ARG001
    return 301, {"Location": "/moved-here"}, b""


def papers() -> dict[str, Paper]:
    """Every habit that a server may have."""
    return {
        "/tagged": Paper(_tagged, HOUR, HOUR + TICK),
        "/dated": Paper(_dated, HOUR, HOUR + TICK),
        "/fresh-for-hours": Paper(
            lambda paper, now, known: _tagged(paper, now, known, **{"Cache-Control": "max-age=10800"}),
            3 * HOUR,
            3 * HOUR + TICK,
        ),
        "/silent": Paper(lambda *_: (200, {}, rss("bridge")), 24 * HOUR, 24 * HOUR + TICK),
        "/silent-and-long": Paper(lambda _, now, __: (200, {}, _news(now, 96)), 24 * HOUR, 24 * HOUR + TICK),
        "/silent-and-short": Paper(lambda _, now, __: (200, {}, _news(now, 10)), 4 * HOUR, 7 * HOUR),
        "/busy": Paper(_now_and_then, HOUR, 2 * HOUR + TICK),
        "/down": Paper(lambda *_: (503, {}, b""), HOUR, 24 * HOUR + TICK),
        "/moving": Paper(_at_a_new_address, HOUR, WEEK),
        "/moved-here": Paper(_tagged, HOUR, HOUR + TICK),
    }


@pytest.fixture
def web() -> Iterator[WebServer]:
    """A server on loopback."""
    with web_server() as server:
        yield server


@pytest.fixture
def stage(web: WebServer, sqlite_database: Database, now: datetime) -> Stage:
    """The real fetcher and services before it."""
    return Stage(web, sqlite_database, Clock(now))


@pytest.fixture
def week(stage: Stage) -> dict[str, Paper]:
    """What each paper was asked in seven days, in which we are started anew every eleven hours."""
    found = papers()
    for path, paper in found.items():
        stage.web.answers[path] = _answering(stage, paper)
    with stage.database.transaction() as tx:
        for path in found:
            if path != "/moved-here":
                url = stage.url(path, f"{path[1:]}.example")
                feeds.add(tx, NewFeed(url, polite_host(url), path), stage.clock.now)
    ends, restart = stage.clock.now + WEEK, stage.clock.now
    while stage.clock.now < ends:
        if stage.clock.now >= restart:
            stage.restart()
            restart = stage.clock.now + timedelta(hours=11)
        for _ in stage.collecting.work(patience=timedelta(0)):
            pass
        stage.clock.now += TICK
    return found


def _answering(stage: Stage, paper: Paper) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        known = handler.headers.get("If-None-Match") or handler.headers.get("If-Modified-Since") or ""
        status, headers, body = paper.answer(paper, stage.clock.now, known)
        paper.asked.append((stage.clock.now, known))
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def test_nobody_is_asked_early_or_in_vain(week: dict[str, Paper]) -> None:
    """Nor late; whoever gave a validator gets it back each time, and whoever asks us to wait is not asked before."""
    for path, paper in week.items():
        moments = [moment for moment, _ in paper.asked]
        gaps = [later - earlier for earlier, later in pairwise(moments)]
        assert gaps, path
        assert min(gaps) >= paper.at_least, (path, min(gaps))
        assert max(gaps) <= paper.at_most, (path, max(gaps))
    for path in ("/tagged", "/dated", "/fresh-for-hours"):
        assert [known for _, known in week[path].asked].count("") == 1, path
    # Once more where a feed got a new address: what the old one said of changes does not count there.
    assert [known for _, known in week["/moved-here"].asked].count("") == 2
    assert len(week["/moving"].asked) < 20

    # Every fifth answer of one is a 429.
    moments = [moment for moment, _ in week["/busy"].asked]
    waits = [later - earlier for number, (earlier, later) in enumerate(pairwise(moments)) if number % 5 == 0]
    assert len(waits) > 20
    assert min(waits) >= 2 * HOUR
