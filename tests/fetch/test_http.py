"""Fetching from a real server that misbehaves."""

import gzip
import socket
import time
import zlib
from datetime import datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler

import pytest
from web_server import WebServer

from digest.fetch.connect import NameUnknown
from digest.fetch.fetcher import FEED_TYPES, FetchRequest
from digest.fetch.http import HttpFetcher
from digest.model.errors import (
    FetchError,
    Forbidden,
    Gone,
    NoSuchHost,
    NotServed,
    TooLarge,
    TooManyRequests,
    Unreachable,
)


def feed(url: str, etag: str = "", last_modified: str = "") -> FetchRequest:
    """A request that asks no robots.txt."""
    return FetchRequest(url, FEED_TYPES, etag, last_modified, obey_robots=False)


def test_a_body_with_what_was_said_about_it(web: WebServer, fetcher: HttpFetcher) -> None:
    """Type, validators and freshness come with it; we say who we are, and send no cookies or referrer."""
    url = web.serve("/feed", b"<rss/>", content_type="text/xml", etag='W/"7"', cache_control="public, max-age=300")
    found = fetcher.fetch(feed(url))
    assert (found.body, found.content_type, found.etag, found.fresh_for) == (b"<rss/>", "text/xml", 'W/"7"', 300.0)
    (_, headers) = web.asked[0]
    assert headers["user-agent"] == "news-digest/1.0 (+https://desk.example/bot)"
    assert set(headers) == {"host", "user-agent", "accept", "accept-encoding"}


def test_a_redirect_to_no_address(web: WebServer, fetcher: HttpFetcher) -> None:
    """A target that cannot even be taken apart is the server's fault, and told as such."""
    with pytest.raises(NotServed, match="which is no address"):
        fetcher.fetch(feed(web.serve("/feed", status=302, location="http://[::1")))


def test_validators_are_sent_back_as_they_came(web: WebServer, fetcher: HttpFetcher) -> None:
    """Quotes included; the word that nothing changed may bring a new date."""
    url = web.serve("/feed", status=304, last_modified="Fri, 16 Jan 2026 05:00:00 GMT")
    found = fetcher.fetch(feed(url, 'W/"7"', "Thu, 15 Jan 2026 05:00:00 GMT"))
    assert (found.not_modified, found.etag, found.last_modified) == (True, 'W/"7"', "Fri, 16 Jan 2026 05:00:00 GMT")
    (_, headers) = web.asked[0]
    assert (headers["if-none-match"], headers["if-modified-since"]) == ('W/"7"', "Thu, 15 Jan 2026 05:00:00 GMT")


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (404, {}, NotServed),
        (403, {"cf_mitigated": "challenge"}, NotServed),
        (401, {}, NotServed),
        (410, {}, Gone),
        (429, {}, TooManyRequests),
        (500, {}, Unreachable),
        (503, {}, Unreachable),
        (503, {"retry_after": "60"}, TooManyRequests),
        (304, {}, NotServed),  # nobody asked whether it had changed
        (204, {}, NotServed),
        (302, {}, NotServed),  # without saying where
    ],
)
def test_statuses(
    web: WebServer, fetcher: HttpFetcher, status: int, headers: dict[str, str], expected: type[FetchError]
) -> None:
    """Each is the error that says whether to come back."""
    with pytest.raises(expected):
        fetcher.fetch(feed(web.serve("/feed", b"", status, **headers)))


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("dated", [False, True])
def test_retry_after(web: WebServer, fetcher: HttpFetcher, now: datetime, status: int, dated: bool) -> None:  # noqa: FBT001  (a table's column)
    """In seconds or as a date, on 429 and on 503."""
    value = format_datetime(now + timedelta(seconds=90), usegmt=True) if dated else "90"
    with pytest.raises(TooManyRequests) as refused:
        fetcher.fetch(feed(web.serve("/feed", status=status, retry_after=value)))
    assert (refused.value.retry_after, refused.value.status) == (90.0, status)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_bombs_end_at_the_limit(web: WebServer, fetcher: HttpFetcher, encoding: str) -> None:
    """A gigabyte of zeros in a megabyte is cut after what we accept."""
    packed = gzip.compress(bytes(100_000_000)) if encoding == "gzip" else zlib.compress(bytes(100_000_000))
    with pytest.raises(TooLarge):
        fetcher.fetch(feed(web.serve("/bomb", packed, content_encoding=encoding)))


def test_large_bodies_are_refused_before_they_are_read(web: WebServer, fetcher: HttpFetcher) -> None:
    """By what is announced, and by what comes when nothing is."""

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not web.closing.is_set():
            handler.wfile.write(bytes(65_536))

    web.answers["/endless"] = endless
    announced = web.serve("/announced", b"x", content_length="52428800")
    for url in (announced, f"{web.url}/endless"):
        with pytest.raises(TooLarge):
            fetcher.fetch(feed(url))


@pytest.mark.parametrize("where", ["headers", "body", "nothing"])
def test_a_slow_drip_ends_at_the_deadline(web: WebServer, now: datetime, where: str) -> None:
    """A byte now and then keeps no one waiting longer than the whole request may take."""

    def drip(handler: BaseHTTPRequestHandler) -> None:
        if where == "body":
            handler.send_response(200)
            handler.end_headers()
        while not web.closing.wait(0.05):
            handler.wfile.write(b"" if where == "nothing" else b"x")
            handler.wfile.flush()

    web.answers["/drip"] = drip
    hasty = HttpFetcher("news-digest/1.0", lambda: now, deadline=0.4, allow_loopback=True)
    began = time.monotonic()
    with pytest.raises(Unreachable, match=r"within 0\.4 seconds"):
        hasty.fetch(feed(f"{web.url}/drip"))
    assert time.monotonic() - began < 5


def test_redirects_are_followed_five_times(web: WebServer, fetcher: HttpFetcher) -> None:
    """Relative ones too; a loop ends."""
    web.serve("/end", b"here")
    for hop in range(5):
        web.serve(f"/{hop}", status=302, location=f"/{hop + 1}" if hop < 4 else "/end")
    assert fetcher.fetch(feed(f"{web.url}/0")).url == f"{web.url}/end"
    web.serve("/loop", status=301, location="/loop")
    with pytest.raises(NotServed, match="more than 5"):
        fetcher.fetch(feed(f"{web.url}/loop"))


def test_only_permanent_redirects_move_a_feed(web: WebServer, fetcher: HttpFetcher) -> None:
    """Where the unbroken chain of 301 and 308 led."""
    web.serve("/end", b"here")
    web.serve("/temporary", status=302, location="/end")
    first = web.serve("/first", status=301, location="/second")
    web.serve("/second", status=308, location="/temporary")
    assert fetcher.fetch(feed(first)).moved_to == f"{web.url}/temporary"


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://[fd00::1]/",
        "file:///etc/passwd",
        "gopher://x/",
    ],
)
def test_a_redirect_into_a_private_network_is_not_followed(web: WebServer, fetcher: HttpFetcher, target: str) -> None:
    """Each hop is judged like the first."""
    with pytest.raises(Forbidden):
        fetcher.fetch(feed(web.serve("/feed", status=302, location=target)))


def test_this_machine_is_asked_only_when_it_may_be(web: WebServer, now: datetime) -> None:
    """Not by address, not by name, not by a public name that leads here; and nothing reaches the server."""
    guarded = HttpFetcher("news-digest/1.0", lambda: now, resolve=lambda _host, _port: ["127.0.0.1"])
    for url in (
        web.url,
        f"http://localhost:{web.port}/",
        "http://news.example/",
        "http://127.1/",
        "http://2130706433/",
    ):
        with pytest.raises(Forbidden):
            guarded.fetch(feed(url))
    assert web.asked == []


def test_a_name_is_resolved_once_and_the_judged_address_is_connected(web: WebServer, now: datetime) -> None:
    """A second look-up, with another answer, has no say."""
    answers = [["127.0.0.1"], ["10.0.0.1"]]
    fetcher = HttpFetcher("x/1", lambda: now, allow_loopback=True, resolve=lambda _host, _port: answers.pop(0))
    web.serve("/feed", b"here")
    assert fetcher.fetch(feed(f"http://news.example:{web.port}/feed")).body == b"here"
    assert len(answers) == 1


def test_one_bad_address_spoils_the_host(now: datetime) -> None:
    """A public address beside a private one is a trap."""
    fetcher = HttpFetcher("x/1", lambda: now, resolve=lambda _host, _port: ["93.184.216.34", "192.168.1.1"])
    with pytest.raises(Forbidden, match=r"192\.168\.1\.1"):
        fetcher.fetch(feed("http://news.example/"))


def test_no_way_from_https_back_to_http(fetcher: HttpFetcher) -> None:
    """What was asked for in secret is not answered in the open."""
    with pytest.raises(Forbidden, match="https to http"):
        fetcher._next("https://news.example/a", "http://news.example/a")


def test_a_server_that_is_down_or_says_nonsense(web: WebServer, fetcher: HttpFetcher) -> None:
    """No answer, an answer that is no HTTP, one that breaks off: all temporary."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        down = f"http://127.0.0.1:{unused.getsockname()[1]}/"

    def nonsense(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"SSH-2.0\r\n\r\n")

    web.answers["/nonsense"] = nonsense
    cut = web.serve("/cut", b"half", content_length="100")
    for url in (down, f"{web.url}/nonsense", cut, "http://name-that-nobody-has.invalid/"):
        with pytest.raises(Unreachable):
            fetcher.fetch(feed(url))


def test_pages_ask_robots_txt_once(web: WebServer, fetcher: HttpFetcher) -> None:
    """What it forbids to us is not fetched; feeds are made to be."""
    web.serve("/robots.txt", b"User-agent: news-digest\nDisallow: /private/\n")
    allowed, forbidden = web.serve("/a", b"page"), web.serve("/private/b", b"secret")
    assert fetcher.fetch(FetchRequest(allowed)).body == b"page"
    with pytest.raises(NotServed, match=r"robots\.txt"):
        fetcher.fetch(FetchRequest(forbidden))
    assert fetcher.fetch(feed(forbidden)).body == b"secret"
    assert web.times_asked("/robots.txt") == 1


def test_a_glance_reads_no_body(web: WebServer, fetcher: HttpFetcher) -> None:
    """HEAD tells whether a page is there, however long it is."""
    url = web.serve("/page", b"x" * 1_000_001)
    assert fetcher.fetch(FetchRequest(url, obey_robots=False, method="HEAD")).body == b""
    assert web.methods == ["HEAD"]
    with pytest.raises(NotServed):
        fetcher.fetch(FetchRequest(f"{web.url}/gone", obey_robots=False, method="HEAD"))


def test_a_name_that_nobody_has_is_told_from_a_server_that_is_down(now: datetime) -> None:
    """The one will hardly come back, the other will."""

    def resolve(host: str, _port: int) -> list[str]:
        raise NameUnknown(f"its name is not known ({host})")

    with pytest.raises(NoSuchHost, match="its name is not known"):
        HttpFetcher("x/1", lambda: now, resolve=resolve).fetch(feed("https://name-that-nobody-has.example/"))
