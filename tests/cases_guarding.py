"""Cases: answers that are too large or too slow, addresses that we never ask, and what a site asks of programs."""

import gzip
import zlib
from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import pytest
from collecting_world import page
from stage import Stage, case, rss

from digest.fetch.fetcher import FetchRequest
from digest.model.errors import Forbidden, NotServed, PrivateAddress

LIMITS, GUARD, ROBOTS = "Too much, too slow", "Where we never go", "What a site asks of programs"
BOMB = bytes(50_000_000)


def _fails(stage: Stage, words: str) -> None:
    outcome = stage.poll()
    assert outcome.state == "failed"
    assert words in outcome.reason, outcome.reason


@case(LIMITS, "slow-headers", "headers that drip in, byte by byte", "stop when the time for the whole request is over")
def _(stage: Stage) -> None:
    _drips(stage, b"")


@case(LIMITS, "slow-body", "a body that drips in, byte by byte", "stop when the time for the whole request is over")
def _(stage: Stage) -> None:
    _drips(stage, b"HTTP/1.0 200 OK\r\n\r\n<rss>")


def _drips(stage: Stage, beginning: bytes) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(beginning)
        while not stage.web.closing.wait(0.05):
            handler.wfile.write(b"x")
            handler.wfile.flush()

    stage.deadline = 0.4
    stage.restart()
    stage.web.answers["/feed"] = drip
    _fails(stage, "No complete answer within 0.4 seconds")


@case(LIMITS, "gzip-bomb", "50 MB of zeros in 50 kB of gzip", "stop at the limit of what is read, decompressed")
def _(stage: Stage) -> None:
    stage.serve("/feed", gzip.compress(BOMB), content_encoding="gzip")
    _fails(stage, "larger than 1,000,000 bytes")


@case(LIMITS, "deflate-bomb", "the same in deflate", "stop at the limit of what is read, decompressed")
def _(stage: Stage) -> None:
    stage.serve("/feed", zlib.compress(BOMB), content_encoding="deflate")
    _fails(stage, "larger than 1,000,000 bytes")


@case(LIMITS, "endless-body", "a body without an end", "stop at the limit")
def _(stage: Stage) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not stage.web.closing.is_set():
            handler.wfile.write(bytes(65_536))

    stage.web.answers["/feed"] = endless
    _fails(stage, "larger than 1,000,000 bytes")


@case(LIMITS, "announced-too-large", "announces more than we read", "read nothing")
def _(stage: Stage) -> None:
    stage.serve("/feed", b"<rss/>", content_length="50000000")
    _fails(stage, "announced as 50,000,000 bytes")


@case(LIMITS, "brotli", "brotli, for which we did not ask", "tell so; our limit cannot be held inside of it")
def _(stage: Stage) -> None:
    stage.serve("/feed", b"\x0b\x02\x80", content_encoding="br")
    _fails(stage, "which we did not ask for")
    assert stage.asked()[0]["accept-encoding"] == "gzip, deflate"


@case(LIMITS, "gzip", "gzip", "read it")
def _(stage: Stage) -> None:
    stage.serve("/feed", gzip.compress(rss("bridge")), content_encoding="gzip")
    assert stage.poll().added == 1


@case(LIMITS, "raw-deflate", "deflate without its header, as many send it", "read it")
def _(stage: Stage) -> None:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    stage.serve("/feed", packer.compress(rss("bridge")) + packer.flush(), content_encoding="deflate")
    assert stage.poll().added == 1


@case(LIMITS, "damaged-gzip", "gzip that is damaged", "tell so, and keep what we had")
def _(stage: Stage) -> None:
    stage.serve("/feed", b"\x1f\x8bno gzip", content_encoding="gzip")
    _fails(stage, "compression is damaged")


@case(LIMITS, "cut-off", "breaks off in the middle", "come back later")
def _(stage: Stage) -> None:
    stage.serve("/feed", rss("bridge")[:40], content_length="400")
    _fails(stage, "cannot be reached")
    assert stage.entries() == []


@case(GUARD, "redirect-to-metadata", "302 to http://169.254.169.254/", "refuse it")
def _(stage: Stage) -> None:
    stage.serve("/feed", status=302, location="http://169.254.169.254/latest/meta-data/")
    _fails(stage, "not a public address")


@case(GUARD, "redirect-into-our-network", "302 to an address of a private network", "refuse it")
def _(stage: Stage) -> None:
    stage.serve("/feed", status=302, location="http://10.0.0.1/")
    _fails(stage, "not a public address")


@case(GUARD, "redirect-to-a-file", "302 to file:///etc/passwd", "refuse it")
def _(stage: Stage) -> None:
    stage.serve("/feed", status=302, location="file:///etc/passwd")
    _fails(stage, "not an http or https address")


@case(GUARD, "redirect-to-http", "https that redirects to http", "refuse it")
def _(stage: Stage) -> None:
    with pytest.raises(Forbidden, match="https to http"):
        stage.fetcher._next("https://paper.example/feed", "http://paper.example/feed")


@case(GUARD, "other-ports", "302 to the port of a mail server or a database", "refuse it")
def _(stage: Stage) -> None:
    stage.addresses["mail.example"] = ["93.184.216.34"]
    for port in (22, 25, 5432, 6379, 8080):
        stage.serve("/feed", status=302, location=f"http://mail.example:{port}/")
        _fails(stage, "only 80 and 443 are fetched")


def _never(stage: Stage, *addresses: str) -> None:
    """A name that leads there is refused, and nobody is connected."""
    for address in addresses:
        stage.addresses["trap.example"] = [address]
        with pytest.raises(PrivateAddress):
            stage.fetch("http://trap.example/")


@case(GUARD, "dns-private", "a name that leads to 10.0.0.1, 172.16.0.1, 192.168.0.1 or fd00::1", "refuse it")
def _(stage: Stage) -> None:
    _never(stage, "10.0.0.1", "172.16.0.1", "192.168.0.1", "fd00::1")


@case(
    GUARD, "dns-mapped", "a name that leads to ::ffff:10.0.0.1 or ::10.0.0.1", "see the address inside, and refuse it"
)
def _(stage: Stage) -> None:
    _never(stage, "::ffff:10.0.0.1", "::10.0.0.1", "::ffff:0:a00:1")


@case(GUARD, "dns-translated", "a name that leads to 64:ff9b::a00:1 (NAT64) or 2002:a00:1:: (6to4)", "refuse it")
def _(stage: Stage) -> None:
    _never(stage, "64:ff9b::a00:1", "64:ff9b:1::a00:1", "2002:a00:1::", "2001::1")


@case(GUARD, "dns-shared", "a name that leads to 100.64.0.1 (CGNAT) or 192.0.0.8", "refuse it")
def _(stage: Stage) -> None:
    _never(stage, "100.64.0.1", "192.0.0.8", "198.18.0.1")


@case(GUARD, "dns-local", "a name that leads to 169.254.0.1, fe80::1, 224.0.0.1, ff02::1 or 0.0.0.0", "refuse it")
def _(stage: Stage) -> None:
    _never(stage, "169.254.0.1", "fe80::1", "224.0.0.1", "ff02::1", "0.0.0.0", "::", "255.255.255.255")


@case(GUARD, "dns-mixed", "a name with a public and a private address", "refuse it")
def _(stage: Stage) -> None:
    stage.addresses["trap.example"] = ["93.184.216.34", "192.168.0.1"]
    with pytest.raises(PrivateAddress, match=r"192\.168\.0\.1"):
        stage.fetch("http://trap.example/")


@case(
    GUARD,
    "rebinding",
    "a name that leads elsewhere when it is looked up again",
    "connect to the address that was judged",
)
def _(stage: Stage) -> None:
    answers = [["127.0.0.1"], ["10.0.0.1"]]
    stage.fetcher._resolve = lambda _host, _port: answers.pop(0)
    stage.serve("/feed", rss("bridge"))
    assert stage.poll().added == 1
    assert len(answers) == 1


@case(
    GUARD,
    "odd-numbers",
    "an address written as 2130706433, 0x7f.1 or 017700000001",
    "judge where it leads, and refuse it",
)
def _(stage: Stage) -> None:
    stage.fetcher._allow_loopback = False
    for host in ("2130706433", "0x7f.1", "017700000001", "127.1"):
        with pytest.raises(Forbidden):
            stage.fetch(f"http://{host}/")


@case(GUARD, "pictures", "a page with pictures, icons and styles", "fetch the page only")
def _(stage: Stage) -> None:
    links = "<link rel='icon' href='/icon.png'><link rel='stylesheet' href='/x.css'>"
    links += "<meta property='og:image' content='/x.jpg'>"
    stage.serve("/feed", rss("bridge"))
    stage.serve("/bridge", page("bridge", links).replace(b"<h1>", b"<img src='/a.jpg'><h1>"), content_type="text/html")
    stage.poll()
    stage.work()
    assert [path for path, _ in stage.web.asked] == ["/feed", "/robots.txt", "/bridge"]


def _reads(stage: Stage, *subjects: str) -> list[tuple[str, str]]:
    stage.serve("/feed", rss(*subjects))
    stage.pages(*subjects)
    stage.poll()
    return stage.work()


@case(ROBOTS, "disallowed", "a robots.txt that forbids the page to us", "do not fetch it, and tell so")
def _(stage: Stage) -> None:
    stage.serve("/robots.txt", b"User-agent: news-digest\nDisallow: /bridge\n")
    assert _reads(stage, "bridge", "fish") == [("/bridge", "refused"), ("/fish", "done")]
    assert "robots.txt" in stage.entries("reason")[0]


@case(ROBOTS, "robots-404", "no robots.txt (4xx)", "fetch its pages")
def _(stage: Stage) -> None:
    stage.serve("/robots.txt", b"no", 403)
    assert _reads(stage, "bridge") == [("/bridge", "done")]


@case(ROBOTS, "robots-500", "a robots.txt that cannot be had (5xx)", "fetch nothing, and come back")
def _(stage: Stage) -> None:
    stage.serve("/robots.txt", b"oops", 500)
    assert _reads(stage, "bridge") == [("/bridge", "postponed")]
    assert stage.asked("/bridge") == []
    stage.serve("/robots.txt", b"")
    stage.clock.now += timedelta(minutes=5)
    assert stage.work() == [("/bridge", "done")]


@case(ROBOTS, "robots-once", "several pages", "ask for its robots.txt once a day")
def _(stage: Stage) -> None:
    _reads(stage, "bridge", "fish", "mill")
    assert len(stage.asked("/robots.txt")) == 1


@case(ROBOTS, "robots-huge", "a robots.txt of megabytes", "heed its first 500 KiB")
def _(stage: Stage) -> None:
    stage.serve("/robots.txt", b"User-agent: *\nDisallow: /bridge\n" + b"#" * 2_000_000 + b"\nDisallow: /\n")
    assert _reads(stage, "bridge", "fish") == [("/bridge", "refused"), ("/fish", "done")]


@case(ROBOTS, "crawl-delay", "`Crawl-delay: 7`", "leave the host alone for seven seconds after each request")
def _(stage: Stage) -> None:
    stage.serve("/robots.txt", b"User-agent: *\nCrawl-delay: 7\n")
    began = stage.clock.waited
    _reads(stage, "bridge", "fish")
    assert stage.clock.waited - began >= 7


@case(
    ROBOTS,
    "feeds-are-for-programs",
    "a robots.txt that forbids everything",
    "read its feed, which is made for programs",
)
def _(stage: Stage) -> None:
    stage.serve("/robots.txt", b"User-agent: *\nDisallow: /\n")
    assert _reads(stage, "bridge") == [("/bridge", "refused")]
    assert stage.entries() == ["On the bridge"]


@case(
    ROBOTS, "robots-of-the-next-host", "a page that redirects to a host which forbids it", "ask each host's robots.txt"
)
def _(stage: Stage) -> None:
    stage.serve("/robots.txt", b"User-agent: *\nDisallow: /closed\n")
    stage.serve("/open", status=302, location=stage.url("/closed", "other.example"))
    with pytest.raises(NotServed, match=r"other\.example"):
        stage.fetcher.fetch(FetchRequest(stage.url("/open")))
    assert stage.asked("/closed") == []
