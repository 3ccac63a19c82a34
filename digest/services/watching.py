"""Watching feeds: how each is in words, how much it brings a day, and what became of it. It changes nothing."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from digest.collect.health import Condition, Health, health
from digest.model.feed import EntryState, Feed, Source
from digest.model.ids import FeedId
from digest.store import watched
from digest.store.database import Database
from digest.store.watched import SeenEntry, WatchedFeed

# Doors may not ask the store for these.
__all__ = ["Page", "SeenEntry", "Shown", "Watched", "Watching"]

DAYS = 14  # of the plots
FEEDS_A_PAGE = 100
ENTRIES_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Watched:
    """A feed, how it is, and how many new entries it brought on each of the last days (UTC), the oldest first."""

    feed: Feed
    source: Source
    followed_at: datetime
    newest: datetime | None  # when it last brought something new
    health: Health
    days: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """What people call it."""
        return self.source.name or self.feed.url


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the feeds that were asked for. `page` counts from 1."""

    feeds: tuple[Watched, ...]
    found: int  # on all pages
    page: int
    pages: int
    conditions: Mapping[Condition, int]  # of all feeds, whatever was asked for


@dataclass(frozen=True, slots=True)
class Shown:
    """One feed with what it brought lately, `page` by page."""

    watched: Watched
    first_day: date
    states: Mapping[EntryState, int]  # how many of all its entries stand how
    entries: tuple[SeenEntry, ...]
    page: int
    more: bool  # whether there is another page


@dataclass(frozen=True, slots=True)
class Watching:
    """For those who keep the list of feeds."""

    database: Database
    clock: Callable[[], datetime]

    def page(self, *, condition: Condition | None = None, text: str = "", page: int = 1) -> Page:
        """Feeds in a condition, whose name or address holds `text`; those in trouble first, then the longest silent."""
        with self.database.reading() as tx:
            everything = self._examined(watched.watched(tx))
            wanted = [one for one in everything if _fits(one, condition, text.strip().casefold())]
            pages = max(1, -(-len(wanted) // FEEDS_A_PAGE))
            page = min(max(page, 1), pages)
            shown = sorted(wanted, key=_urgency)[(page - 1) * FEEDS_A_PAGE : page * FEEDS_A_PAGE]
            days = watched.by_day(tx, [one.feed.id for one in shown], self._since())
        numbers = Counter(one.health.condition for one in everything)
        conditions = {one: numbers[one] for one in Condition if numbers[one]}
        return Page(tuple(self._with_days(one, days) for one in shown), len(wanted), page, pages, conditions)

    def troubled(self) -> tuple[Watched, ...]:
        """The feeds that somebody should look at, the worst first; without their days."""
        with self.database.reading() as tx:
            found = self._examined(watched.watched(tx))
        return tuple(sorted((one for one in found if one.health.condition.troubled), key=_urgency))

    def feed(self, feed_id: FeedId, *, state: EntryState | None = None, page: int = 1) -> Shown:
        """The feed and its entries, the latest first; those in a state, or all. Raises NotFound."""
        start = (max(page, 1) - 1) * ENTRIES_A_PAGE
        with self.database.reading() as tx:
            (found,) = self._examined([watched.one(tx, feed_id)])
            days = watched.by_day(tx, [feed_id], self._since())
            states = watched.states_of(tx, feed_id)
            entries = watched.entries_of(tx, feed_id, state, limit=ENTRIES_A_PAGE + 1, offset=start)
        return Shown(
            watched=self._with_days(found, days),
            first_day=self._since().date(),
            states=states,
            entries=tuple(entries[:ENTRIES_A_PAGE]),
            page=max(page, 1),
            more=len(entries) > ENTRIES_A_PAGE,
        )

    def _since(self) -> datetime:
        first = self.clock().astimezone(UTC).date() - timedelta(days=DAYS - 1)
        return datetime.combine(first, time(), UTC)

    def _examined(self, found: Sequence[WatchedFeed]) -> list[Watched]:
        now = self.clock()
        return [
            Watched(
                one.feed, one.source, one.followed_at, one.newest, health(one.feed, one.newest, one.followed_at, now)
            )
            for one in found
        ]

    def _with_days(self, one: Watched, days: Mapping[FeedId, Mapping[date, int]]) -> Watched:
        first, numbers = self._since().date(), days.get(one.feed.id, {})
        each = tuple(numbers.get(first + timedelta(days=number), 0) for number in range(DAYS))
        return replace(one, days=each)


def _fits(one: Watched, condition: Condition | None, text: str) -> bool:
    right = condition is None or one.health.condition is condition
    return right and (not text or text in one.source.name.casefold() or text in one.feed.url.casefold())


def _urgency(one: Watched) -> tuple[int, float, str, int]:
    condition = one.health.condition
    silent_since = (one.newest or one.followed_at).timestamp() if condition.troubled else 0
    return condition.rank, silent_since, one.name.casefold(), one.feed.id
