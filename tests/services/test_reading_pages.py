"""From an entry to its article."""

from datetime import datetime, timedelta

import pytest
from collecting_world import SITE, page

from digest.fetch.canned import CannedFetcher
from digest.model.feed import Entry, PendingEntry, Source
from digest.model.ids import EntryId, FeedId, SourceId
from digest.services.reading_pages import read_page

SOURCE = Source(SourceId(1), "The Paper", f"{SITE}/", "en")


def read(head: str, of_feed: datetime | None, now: datetime) -> datetime:
    """The date of a page with this head, whose feed says `of_feed`."""
    entry = Entry("key", f"{SITE}/bridge", "Bridge", published=of_feed, authors=("Jane Marsh",))
    pending = PendingEntry(EntryId(1), FeedId(1), SOURCE, entry, 0)
    article = read_page(CannedFetcher({entry.url: page("bridge", head)}), pending, now).article
    assert article.byline == ("Jane Marsh",)  # the page names nobody
    return article.published


@pytest.mark.parametrize(
    ("of_page", "of_feed", "expected"),
    [
        (timedelta(hours=-5), timedelta(hours=-1), timedelta(hours=-5)),
        (None, timedelta(hours=-1), timedelta(hours=-1)),
        (None, None, timedelta(0)),
        (timedelta(days=90), timedelta(hours=-1), timedelta(hours=-1)),  # of the future
        (timedelta(hours=-6), timedelta(hours=-1), timedelta(hours=-1)),  # midnight: a day without a time
        (timedelta(hours=-6), timedelta(days=-9), timedelta(hours=-6)),  # another day
    ],
)
def test_whose_date_counts(
    of_page: timedelta | None, of_feed: timedelta | None, expected: timedelta, now: datetime
) -> None:
    """The page's, else the feed's, else now; the feed's time where the page gives the day only."""
    said = f'<meta property="article:published_time" content="{(now + of_page).isoformat()}">' if of_page else ""
    assert read(said, now + of_feed if of_feed else None, now) == now + expected
