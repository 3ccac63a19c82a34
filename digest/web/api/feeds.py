"""The API's feeds: followed, paused, described, asked for now, removed. Lists of them stand in opml.py."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from digest.collect.health import Phrase
from digest.model.ids import FeedId
from digest.model.user import Role
from digest.services.watching import Watched
from digest.web.api.door import api
from digest.web.api.operations import Call, Shape


class FeedShape(Shape):
    """One address that is read regularly."""

    id: int
    url: str
    source: str
    language: str
    agency: bool = Field(description="Its source is a news agency, which others reprint.")
    state: str = Field(description="active, paused, gone or broken.")
    condition: str = Field(description="How it is: fine, failing, silent …")
    health: list[str] = Field(description="The same in sentences.")
    last_good_at: datetime | None
    next_check_at: datetime | None
    newest: datetime | None = Field(description="When it last brought something new.")


class FeedShapes(Shape):
    """Some feeds: those in trouble first."""

    items: list[FeedShape]
    page: int
    pages: int
    found: int


class FeedsAsked(Shape):
    """Which feeds."""

    text: str = Field("", max_length=200, description="Part of a name or address.")
    page: int = Field(1, ge=1, le=10_000)


class NewFeed(Shape):
    """A feed's address."""

    url: str = Field(min_length=8, max_length=2000)


class FeedChange(Shape):
    """Whether it is read, and what is known of its source; what is not named stays."""

    state: Literal["active", "paused"] | None = None
    name: str | None = Field(None, max_length=200, description="Of its source; empty: the feed's address.")
    language: str | None = Field(None, max_length=20, description="Such as fr or pt-BR; empty: nobody says.")
    agency: bool | None = None


class FoundShape(Shape):
    """A feed that a site has."""

    url: str
    title: str
    kind: str = Field(description="rss, atom, rdf, json or sitemap.")
    entries: int
    newest: datetime | None = Field(description="The date of its latest entry.")


class FoundShapes(Shape):
    """In the site's own order."""

    items: list[FoundShape]


@api.operation("GET", "/feeds", asks=FeedsAsked, gives=FeedShapes, says="Feeds and how they are.")
def feeds(call: Call) -> FeedShapes:
    """Feeds."""
    found = call.house.watching.page(text=call.query.text, page=call.query.page)
    return FeedShapes(items=[_shape(one) for one in found.feeds], page=found.page, pages=found.pages, found=found.found)


@api.operation("GET", "/feeds/{feed}", gives=FeedShape, says="One feed.")
def feed(call: Call, feed: int) -> FeedShape:
    """One feed."""
    return _shape(call.house.watching.feed(FeedId(feed)).watched)


@api.operation(
    "POST",
    "/feeds",
    role=Role.OPERATOR,
    takes=NewFeed,
    gives=FeedShape,
    status=201,
    says="Follow a feed; it is read by the next worker.",
)
def follow_feed(call: Call) -> FeedShape:
    """Follow a feed."""
    key, _ = call.house.following.follow(call.body.url, call.by)
    return _shape(call.house.watching.feed(key).watched)


@api.operation(
    "POST",
    "/feeds/find",
    role=Role.OPERATOR,
    takes=NewFeed,
    gives=FoundShapes,
    says="The feeds of the site at an address; none is followed yet.",
)
def find_feeds(call: Call) -> FoundShapes:
    """Find a site's feeds."""
    found = call.house.discovering.find(call.body.url)
    return FoundShapes(
        items=[
            FoundShape(url=one.url, title=one.title, kind=one.kind, entries=one.entries, newest=one.newest)
            for one in found
        ]
    )


@api.operation(
    "PATCH",
    "/feeds/{feed}",
    role=Role.OPERATOR,
    takes=FeedChange,
    gives=FeedShape,
    says="Pause a feed, read it again, or say what is known of its source.",
)
def change_feed(call: Call, feed: int) -> FeedShape:
    """Describe, pause or resume."""
    wish: FeedChange = call.body
    following, found = call.house.following, call.house.watching.feed(FeedId(feed)).watched.feed.id
    following.describe(found, call.by, name=wish.name, language=wish.language, agency=wish.agency)
    if wish.state is not None:
        act = following.pause if wish.state == "paused" else following.resume
        act([found], call.by)
    return _shape(call.house.watching.feed(found).watched)


@api.operation(
    "DELETE", "/feeds/{feed}", role=Role.OPERATOR, gives=None, says="Follow a feed no more. Its articles stay."
)
def remove_feed(call: Call, feed: int) -> None:
    """Remove."""
    call.house.following.remove(FeedId(feed), call.by)


@api.operation(
    "POST", "/feeds/{feed}/fetch", role=Role.OPERATOR, gives=FeedShape, says="Let the next worker read a feed."
)
def fetch_feed(call: Call, feed: int) -> FeedShape:
    """Fetch now."""
    call.house.following.wish(FeedId(feed), call.by)
    return _shape(call.house.watching.feed(FeedId(feed)).watched)


def _shape(watched: Watched) -> FeedShape:
    found = watched.feed
    return FeedShape(
        id=found.id,
        url=found.url,
        source=watched.name,
        language=watched.source.language,
        agency=watched.source.agency,
        state=found.state.value,
        condition=watched.health.condition.value,
        health=[_told(phrase) for phrase in watched.health.phrases],
        last_good_at=found.last_good_at,
        next_check_at=found.next_check_at,
        newest=watched.newest,
    )


def _told(phrase: Phrase) -> str:
    """In English; moments as ISO 8601 has them."""
    values = {name: one.isoformat() if isinstance(one, datetime) else one for name, one in phrase.values.items()}
    return phrase.message % values
