"""A service that collects from canned answers, with a clock that moves only when it waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from digest.fetch.canned import CannedFetcher
from digest.fetch.fetcher import Fetched
from digest.model.article import Article
from digest.model.errors import FetchError
from digest.model.ids import ArticleId, FeedId, TopicId
from digest.model.topic import Assignment
from digest.services.collecting import Collecting
from digest.store import feeds
from digest.store.database import Database
from digest.store.feeds import NewFeed

SITE = "https://paper.example"
FEED = f"{SITE}/feed"
ITEM = "<item><title>{title}</title><link>{link}</link><pubDate>Fri, 16 Jan 2026 05:00:00 GMT</pubDate></item>"
PARAGRAPH = (
    "The two towns on the lake agreed on {subject} after a long night of talks, mediators said on Friday, "
    "and will open the bridge to lorries as soon as the water falls below the mark that was set in spring."
)


def feed(*subjects: str) -> bytes:
    """A feed with a page for each subject."""
    items = "".join(ITEM.format(title=f"Towns agree on {one}", link=f"/{one}") for one in subjects)
    return f'<rss version="2.0"><channel><title>The Paper</title><link>{SITE}/</link>{items}</channel></rss>'.encode()


def page(subject: str, head: str = "") -> bytes:
    """An article about a subject."""
    text = "".join(f"<p>{PARAGRAPH.format(subject=f'{subject} {number}')}</p>" for number in range(3))
    title = f"Towns agree on {subject}"
    return f"<html lang='en'><head>{head}</head><body><article><h1>{title}</h1>{text}</article></body></html>".encode()


@dataclass
class Clock:
    """Time that passes when somebody waits."""

    now: datetime
    waited: float = 0.0

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.waited += seconds
        self.now += timedelta(seconds=seconds)


def about_bridges(article: Article) -> Sequence[Assignment]:
    """Everything with a bridge in its title is about bridges."""
    return [Assignment(ArticleId(0), TopicId("bridges"), 3.0, ())] if "bridge" in article.title else []


@dataclass
class World:
    """The service and what stands around it."""

    database: Database
    clock: Clock
    answers: dict[str, Fetched | bytes | FetchError]

    def __post_init__(self) -> None:
        self.fetcher = CannedFetcher(self.answers)
        self.collecting = Collecting(
            database=self.database,
            fetcher=self.fetcher,
            assign=about_bridges,
            clock=self.clock,
            wait=self.clock.wait,
            chance=lambda: 0.0,
        )

    def follow(self, url: str = FEED, home_url: str = f"{SITE}/") -> FeedId:
        """A feed to collect; its host is left in peace between two requests."""
        with self.database.transaction() as tx:
            return feeds.add(tx, NewFeed(url, "paper.example", "The Paper", home_url), self.clock.now)[0]

    def states(self) -> list[tuple[str, str, str]]:
        """What a worker does until nothing is left: kind, state and address's end."""
        return [(one.kind, one.state, one.url.removeprefix(SITE)) for one in self.collecting.work()]
