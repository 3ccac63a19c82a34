"""A stage for what servers do: a real one on loopback, the real fetcher and services, and a clock that a test moves.

Each case says what the server does and what we do; docs/reference/fetching.md shows them all.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

import sqlalchemy as sa
from collecting_world import Clock, page
from web_server import WebServer

from digest.fetch.connect import resolve
from digest.fetch.fetcher import Fetched, FetchRequest
from digest.fetch.http import HttpFetcher
from digest.model.feed import Feed
from digest.model.ids import FeedId
from digest.services.collecting import Collecting, Outcome
from digest.services.discovering import Discovering
from digest.services.following import Following
from digest.services.reading_feeds import polite_host
from digest.store import audit, feeds
from digest.store.database import Database
from digest.store.feeds import NewFeed
from digest.store.tables import articles, entries

AGENT = "news-digest/1.0 (+https://desk.example/bot)"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Case:
    """What a server does, and what we do."""

    subject: str
    name: str
    server: str
    ours: str
    run: Callable[["Stage"], None]


CASES: list[Case] = []


def case(subject: str, name: str, server: str, ours: str) -> Callable[[Callable[["Stage"], None]], None]:
    """Keep the case that the decorated function plays."""

    def kept(run: Callable[["Stage"], None]) -> None:
        CASES.append(Case(subject, name, server, ours, run))

    return kept


def rss(*items: str, head: str = "") -> bytes:
    """A feed of items that are written out; `rss("bridge")` makes one with a title and a link of a mere word."""
    written = (
        one if one.startswith("<") else f"<item><title>On the {one}</title><link>/{one}</link></item>" for one in items
    )
    return f'<rss version="2.0"><channel><title>The Paper</title>{head}{"".join(written)}</channel></rss>'.encode()


@dataclass
class Stage:
    """The server `web`, called paper.example, with a feed that is followed when it is first polled."""

    web: WebServer
    database: Database
    clock: Clock
    deadline: float = 5.0
    addresses: dict[str, list[str]] = field(default_factory=dict)  # where names lead; the others to the server

    def __post_init__(self) -> None:
        self.ids: dict[str, FeedId] = {}
        self.restart()

    def restart(self) -> None:
        """All that a process knows is forgotten; the database stays."""
        self.fetcher = HttpFetcher(
            AGENT,
            self.clock,
            deadline=self.deadline,
            max_bytes=1_000_000,
            allow_loopback=True,
            resolve=self._resolve,
        )
        self.collecting = Collecting(
            self.database, self.fetcher, lambda _: [], self.clock, self.clock.wait, chance=lambda: 0.0
        )
        self.following = Following(self.collecting, allow_loopback=True)
        self.discovering = Discovering(self.collecting, self.fetcher)

    def _resolve(self, host: str, port: int) -> list[str]:
        return self.addresses.get(host, ["127.0.0.1"]) if host.endswith(".example") else resolve(host, port)

    def url(self, path: str = "/feed", host: str = "paper.example") -> str:
        """The address of a path; every name leads to the same server."""
        return f"http://{host}:{self.web.port}{path}"

    def serve(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> None:
        """What stands at a path from now on."""
        self.web.serve(path, body, status, **headers)

    def pages(self, *subjects: str) -> None:
        """Articles at the paths that `rss` links."""
        for subject in subjects:
            self.serve(f"/{subject}", page(subject), content_type="text/html")

    def poll(self, path: str = "/feed", after: timedelta = DAY) -> Outcome:
        """Read the feed once more, due or not."""
        if path not in self.ids:
            url = self.url(path)
            with self.database.transaction() as tx:
                self.ids[path] = feeds.add(tx, NewFeed(url, polite_host(url), "The Paper"), self.clock.now)[0]
        self.clock.now += after
        outcome = self.collecting.collect_feed(self.ids[path])
        assert outcome is not None
        return outcome

    def feed(self, path: str = "/feed") -> Feed:
        """It, as it stands in the database."""
        with self.database.reading() as tx:
            return feeds.get(tx, self.ids[path])

    def rest(self, path: str = "/feed") -> timedelta:
        """How long the feed is left alone from now on."""
        found = self.feed(path).next_check_at
        assert found is not None
        return found - self.clock.now

    def asked(self, path: str = "/feed") -> list[dict[str, str]]:
        """The headers of each request for a path."""
        return [headers for one, headers in self.web.asked if one == path]

    def entries(self, column: str = "title") -> list[Any]:
        """A column of all entries, in the order in which they were seen."""
        with self.database.reading() as tx:
            return list(tx.execute(sa.select(entries.c[column]).order_by(entries.c.id)).scalars())

    def articles(self, column: str = "url") -> list[Any]:
        """A column of all articles."""
        with self.database.reading() as tx:
            return list(tx.execute(sa.select(articles.c[column]).order_by(articles.c.id)).scalars())

    def work(self) -> list[tuple[str, str]]:
        """What a worker does until nothing is left: each address's path and what became of it."""
        return [(one.url.partition(f":{self.web.port}")[2], one.state) for one in self.collecting.work()]

    def told(self, path: str = "/feed") -> list[tuple[str, str]]:
        """What the audit says that happened to the feed."""
        with self.database.reading() as tx:
            return [(line.action, line.detail) for line in audit.history(tx, f"feed {self.ids[path]}")]

    def fetch(self, url: str, **asked: Any) -> Fetched:
        """One request, without robots.txt."""
        return self.fetcher.fetch(FetchRequest(url, obey_robots=False, **asked))


def http_date(moment: datetime) -> str:
    """A moment as headers tell it."""
    return format_datetime(moment, usegmt=True)
