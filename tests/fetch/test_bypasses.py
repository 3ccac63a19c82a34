"""Ways round the guard that were found elsewhere: none leads to a connection."""

import socket
from datetime import datetime

import pytest
from web_server import WebServer

from digest.fetch.connect import resolve
from digest.fetch.fetcher import FetchRequest
from digest.fetch.http import HttpFetcher
from digest.model.errors import FetchError, Forbidden

# Where a name may lead: our machine, our networks, a cloud's secrets, and what wraps or translates to them.
LEADS_TO = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255",
    "192.168.0.1", "169.254.169.254", "169.254.170.2", "100.64.0.1", "100.100.100.200", "192.0.0.1", "192.0.0.8",
    "192.0.0.192", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
    "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:a9fe:a9fe::", "2001::1",
    "2001:db8::1", "2001:20::1", "3fff::1", "5f00::1", "100::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%1",
    "fec0::1", "ff02::1", "ff0e::1", "4000::1",
]  # fmt: skip
# What an address may say, whatever it leads to.
SAYS = [
    "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://0/",
    "http://[::1]/", "http://[::ffff:7f00:1]/", "http://[0:0:0:0:0:ffff:127.0.0.1]/", "http://１２７.0.0.1/",
    "http://①②⑦.⓪.⓪.①/", "http://localhost/", "http://LOCALHOST./", "http://a.localhost/", "http://db.internal/",
    "http://metadata.google.internal/", "http://printer.local/", "http://router.lan/", "http://x.home.arpa/",
    "http://news.example@127.0.0.1/", "http://127.0.0.1#@news.example/", "http://127.0.0.1\\@news.example/",
    "http://news.example:22/", "http://news.example:6379/", "https://news.example:8443/", "http://news.example:0/",
    "http://news.example:99999/", "ftp://news.example/", "file:///etc/passwd", "gopher://127.0.0.1:6379/_FLUSHALL",
    "dict://127.0.0.1:11211/", "jar:http://127.0.0.1!/", "data:text/html,x", "javascript:alert(1)", "//127.0.0.1/",
    "http:127.0.0.1", "http:///127.0.0.1/", "http://127.0.0.1%2f@news.example/", "http://127.0.0.1%00.news.example/",
    "http://[::1%25lo]/", "http://[fe80::1%25eth0]/",
]  # fmt: skip


@pytest.fixture(autouse=True)
def connected(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every address to which somebody connected, but for the server that redirects."""
    found: list[object] = []
    genuine = socket.create_connection

    def noted(address: tuple[str, int], *arguments: object, **named: object) -> socket.socket:
        found.append(address)
        return genuine(address, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "create_connection", noted)
    return found


def _ask(fetcher: HttpFetcher, url: str) -> None:
    fetcher.fetch(FetchRequest(url, obey_robots=False))


@pytest.mark.parametrize("address", LEADS_TO)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_name_that_leads_there(address: str, scheme: str, now: datetime, connected: list[object]) -> None:
    """Alone, and beside a public address, in either order."""
    public = "93.184.216.34"
    for answer in ([address], [public, address], [address, public]):
        fetcher = HttpFetcher("x/1", lambda: now, resolve=lambda _host, _port, answer=answer: answer)  # type: ignore[misc]
        with pytest.raises(Forbidden):
            _ask(fetcher, f"{scheme}://trap.example/")
    assert connected == []


@pytest.mark.parametrize("url", SAYS)
def test_an_address_that_says_so(url: str, now: datetime, connected: list[object]) -> None:
    """However it is spelled; what cannot even be looked up is no way either."""

    def known(host: str, port: int) -> list[str]:
        return ["93.184.216.34"] if host == "news.example" else resolve(host, port)

    with pytest.raises(FetchError):
        _ask(HttpFetcher("x/1", lambda: now, deadline=2, resolve=known), url)
    assert connected == []


@pytest.mark.parametrize(
    ("address", "status"),
    [*((one, 302) for one in LEADS_TO[4:25] + LEADS_TO[29:]), *(("10.0.0.1", one) for one in (301, 303, 307, 308))],
)
def test_a_redirect_that_leads_there(
    address: str, status: int, web: WebServer, now: datetime, connected: list[object]
) -> None:
    """From a server that may be asked."""
    target = f"http://[{address}]/" if ":" in address else f"http://{address}/"
    fetcher = HttpFetcher("x/1", lambda: now, deadline=5, allow_loopback=True)
    with pytest.raises(FetchError):
        _ask(fetcher, web.serve("/feed", status=status, location=target))
    assert connected == [("127.0.0.1", web.port)]


def test_a_name_that_changes_its_mind(web: WebServer, now: datetime, connected: list[object]) -> None:
    """Public when it is judged, ours when it is asked again: it is not asked again."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"], ["169.254.169.254"]])
    web.serve("/feed", b"here")
    fetcher = HttpFetcher("x/1", lambda: now, allow_loopback=True, resolve=lambda _host, _port: next(answers))
    _ask(fetcher, f"http://trap.example:{web.port}/feed")
    with pytest.raises(Forbidden):
        _ask(fetcher, f"http://trap.example:{web.port}/feed")
    assert connected == [("127.0.0.1", web.port)]
