"""A site whose stories stay the same while everything by which they are known changes. It opens no connection."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from urllib.parse import urlsplit

from digest.fetch.fetcher import Fetched, FetchRequest
from digest.model.errors import NotServed

SUBJECTS = ("bridge", "harvest", "election")
_WORDS = (
    *("council", "lake", "town", "river", "lorry", "wheat", "field", "minister", "ballot", "vote", "count", "hall"),
    *("road", "mayor", "border", "ferry", "storm", "winter", "school", "teacher", "ward", "price", "market", "bread"),
    *("mill", "engine", "rail", "station", "signal", "tower", "light", "spring", "doctor", "clerk", "judge", "boat"),
)

GUIDS: dict[str, Callable[["MovingSite", int, str], str]] = {
    "none": lambda *_: "",
    "empty": lambda *_: "<guid></guid>",
    "the address": lambda _site, _at, url: f"<guid>{escape(url)}</guid>",
    "opaque": lambda _site, at, _url: f'<guid isPermaLink="false">tag:paper,{SUBJECTS[at]}</guid>',
    "of a new system": lambda _site, at, _url: f'<guid isPermaLink="false">urn:uuid:0-{at}-{SUBJECTS[at]}</guid>',
    "new each time": lambda site, at, _url: f'<guid isPermaLink="false">{site.polls}-{SUBJECTS[at]}</guid>',
    "numbered": lambda site, at, _url: f'<guid isPermaLink="false">https://paper.example/{at}x#{site.polls}</guid>',
    "all the same": lambda *_: '<guid isPermaLink="false">https://paper.example/</guid>',
    "a fragment": lambda _site, at, _url: f'<guid isPermaLink="false">#{at}</guid>',
    "the place in the list": lambda _site, at, _url: f'<guid isPermaLink="false">{at}</guid>',
}
TRAILS: dict[str, Callable[["MovingSite"], str]] = {
    "none": lambda _: "",
    "utm": lambda site: f"?utm_source=feed&utm_campaign={site.polls}",
    "ref": lambda _: "?ref=rss",
    "unknown": lambda site: f"?visit={site.polls}",
    "fragment": lambda site: f"#at-{site.polls}",
}
PATHS = ("/{0}", "/2026/01/{0}.html", "/news/{0}-{0}", "/a/{0}/amp")
DATES: dict[str, timedelta | str] = {
    "as it was": timedelta(0),
    "an hour later": timedelta(hours=1),
    "days later": timedelta(days=9),
    "days before": timedelta(days=-9),
    "of 1970": "Thu, 01 Jan 1970 00:00:00 GMT",
    "of next year": timedelta(days=370),
    "none": "",
}
TITLES = ("{0} talks go on", "{0} TALKS GO ON", "Update: {0} talks go on!", "What we know of the {0}")


def text_of(subject: str) -> list[str]:
    """Three paragraphs that no other subject has."""
    chance = random.Random(subject)  # the same words each time
    sentences = (" ".join(chance.choices(_WORDS, k=14)).capitalize() + f" of the {subject}." for _ in range(9))
    return [" ".join(next(sentences) for _ in range(3)) for _ in range(3)]


@dataclass
class MovingSite:
    """How the site shows its stories at the moment; a test changes any of it."""

    began: datetime
    scheme: str = "https"
    host: str = "paper.example"
    path: str = PATHS[0]
    slash: str = ""
    guid: str = "opaque"
    trail: str = "none"
    date: str = "as it was"
    title: str = TITLES[0]
    canonical: bool = False
    reverse: bool = False
    polls: int = 0
    feed_url: str = "https://paper.example/feed"
    asked: list[str] = field(default_factory=list)

    def fetch(self, request: FetchRequest) -> Fetched:
        """The feed, or the page whose subject stands in its address."""
        self.asked.append(request.url)
        if request.url == self.feed_url:
            self.polls += 1
            return Fetched(request.url, self._feed())
        subject = next((one for one in SUBJECTS if one in urlsplit(request.url).path), "")
        if not subject:
            raise NotServed("The server knows no such page (404).", status=404)
        return Fetched(request.url, self._page(subject))

    def crawl_delay(self, _: str) -> float:
        """None."""
        return 0.0

    def _address(self, subject: str) -> str:
        return f"{self.scheme}://{self.host}{self.path.format(subject)}{self.slash}"

    def _feed(self) -> bytes:
        items = [self._item(at) for at in range(len(SUBJECTS))]
        listed = "".join(reversed(items) if self.reverse else items)
        home = f"<title>The Paper</title><link>{self.scheme}://{self.host}/</link>"
        return f'<rss version="2.0"><channel>{home}{listed}</channel></rss>'.encode()

    def _item(self, at: int) -> str:
        url = self._address(SUBJECTS[at]) + TRAILS[self.trail](self)
        moved = DATES[self.date]
        told = moved if isinstance(moved, str) else format_datetime(self.began - timedelta(hours=at) + moved)
        date = f"<pubDate>{told}</pubDate>" if told else ""
        title = escape(self.title.format(SUBJECTS[at].title()))
        return f"<item><title>{title}</title><link>{escape(url)}</link>{GUIDS[self.guid](self, at, url)}{date}</item>"

    def _page(self, subject: str) -> bytes:
        head = f'<link rel="canonical" href="{self._address(subject)}">' if self.canonical else ""
        title = escape(self.title.format(subject.title()))
        body = "".join(f"<p>{one}</p>" for one in text_of(subject))
        return (
            f"<html lang=en><head>{head}</head><body><article><h1>{title}</h1>{body}</article></body></html>".encode()
        )
