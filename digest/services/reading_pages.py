"""From an entry to its article: the page is fetched and read, and what it leaves open is taken from the feed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from digest.collect.canonical import article_url
from digest.collect.charset import header_charset
from digest.collect.dates import believable
from digest.collect.dedupe import simhash
from digest.collect.extract import extract
from digest.fetch.fetcher import Fetcher, FetchRequest
from digest.model.article import Article, Extract
from digest.model.errors import BadPage
from digest.model.feed import PendingEntry
from digest.model.ids import ArticleId

_SAME_DAY = timedelta(hours=36)  # a date without a time, and a moment of that day anywhere


@dataclass(frozen=True, slots=True)
class Page:
    """An article that is not stored yet."""

    article: Article  # its id is 0
    image_url: str
    found_at: str  # where it was fetched, redirects followed


def read_page(fetcher: Fetcher, pending: PendingEntry, now: datetime, at: datetime | None = None) -> Page:
    """The article behind an entry; `at` is the moment to take as now for the news. Raises FetchError and BadPage."""
    fetched = fetcher.fetch(FetchRequest(pending.entry.url))
    kind = fetched.content_type.partition(";")[0].strip().lower()
    if kind and "html" not in kind and "xml" not in kind and not kind.startswith("text/"):
        raise BadPage(f"It is no web page but {kind}.")
    hint = pending.entry.language or pending.source.language
    found = extract(fetched.body, fetched.url, charset=header_charset(fetched.content_type), language_hint=hint)
    article = Article(
        id=ArticleId(0),
        url=article_url(found.canonical_url, fetched.url, pending.source.home_url),
        source=pending.source,
        title=found.title,
        standfirst=found.standfirst,
        paragraphs=found.paragraphs,
        byline=found.byline or pending.entry.authors,
        language=found.language,
        published=_published(found, pending, at or now),
        fetched_at=now,
        simhash=simhash("\n".join((found.standfirst, *found.paragraphs))),
    )
    return Page(article, found.image_url, fetched.url)


def _published(found: Extract, pending: PendingEntry, now: datetime) -> datetime:
    """The page's date, else the feed's, else now; the feed's also where the page gives its day only."""
    of_page, of_feed = believable(found.published, now), pending.entry.published
    if of_page is None:
        return of_feed or now
    day_only = (of_page.hour, of_page.minute, of_page.second) == (0, 0, 0)
    if day_only and of_feed and abs(of_feed - of_page) <= _SAME_DAY:
        return of_feed
    return of_page.astimezone(UTC)
