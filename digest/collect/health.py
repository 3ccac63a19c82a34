"""How a feed is, in words a person understands. Pure: it asks nobody, and phrases are filled in by whoever shows them.

A phrase is English with slots, so that pages can say it in their language; a moment in a slot is shown as how long
ago it was, or in how long it comes.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from digest.model.feed import Feed, FeedState

MOVE_TOLD_FOR = timedelta(days=30)
SILENT_AFTER = timedelta(days=3)  # most feeds pause over a week-end; a paper that says nothing for longer is broken


class Condition(StrEnum):
    """How a feed is, worst first."""

    GONE = "gone"
    GIVEN_UP = "given up"
    FAILING = "failing"
    SILENT = "silent"  # it can be read, but brings nothing new
    WAITING = "waiting"  # it was never read yet
    FINE = "fine"
    PAUSED = "paused"

    @property
    def rank(self) -> int:
        """Its place, from 0: who needs somebody comes first."""
        return tuple(Condition).index(self)

    @property
    def troubled(self) -> bool:
        """Whether somebody should look at it."""
        return self.rank <= Condition.SILENT.rank


@dataclass(frozen=True, slots=True)
class Phrase:
    """English with `%(name)s` slots, and what stands in them."""

    message: str
    values: Mapping[str, str | int | datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Health:
    """How a feed is, and the sentences that tell it."""

    condition: Condition
    phrases: tuple[Phrase, ...]


def N_(message: str) -> str:  # noqa: N802  (gettext's own name: catalogs are made from what it marks)
    """Mark a phrase for the translators."""
    return message


_ERRORS = tuple(
    (re.compile(pattern), phrase)
    for pattern, phrase in (
        (r"come back later \((?P<status>\d+)\)", N_("It answers %(status)s: we are to come back later.")),
        (r"has trouble \((?P<status>\d+)\)", N_("It answers %(status)s: its server is in trouble.")),
        (r"asks for a login \((?P<status>\d+)\)", N_("It answers %(status)s: it asks for a login.")),
        (r"asks for a payment \((?P<status>\d+)\)", N_("It answers %(status)s: it asks for a payment.")),
        (r"does not let us read it \((?P<status>\d+)\)", N_("It answers %(status)s: we may not read it.")),
        (r"knows no such page \((?P<status>\d+)\)", N_("It answers %(status)s: there is no feed at this address.")),
        (r"forbids the server to show it \((?P<status>\d+)\)", N_("It answers %(status)s: the law forbids it.")),
        (r"does not serve it \((?P<status>\d+)\)", N_("It answers %(status)s: it does not serve the feed.")),
        (
            r"wants to see a browser",
            N_("It lets in browsers only, and asks for proof that we are one; its makers can let our program in."),
        ),
        (r"No complete answer within (?P<seconds>[\d.]+)", N_("It did not answer within %(seconds)s seconds.")),
        (r"cannot be reached: (?P<why>.+?)\.?$", N_("It cannot be reached: %(why)s.")),
        (r"redirects more than", N_("It sends us round in circles.")),
        (r"larger than [\d,]+ bytes|is announced as [\d,]+ bytes", N_("It is larger than any feed that we read.")),
        (r"is compressed as|compression is damaged", N_("It is compressed in a way that we cannot read.")),
        (r"from https to http", N_("It sends us from https to http, which anyone on the way could have written.")),
        (r"private network|not a public address", N_("It leads into a private network, where we never ask.")),
        (r"This is a web page, not a feed", N_("There is a web page now, not a feed: look on it for the new address.")),
        (r"answered with nothing|without any content", N_("It answers with nothing; perhaps it was closed.")),
        (r"are no RSS", N_("What it answers is no feed.")),
    )
)


def in_words(error: str) -> Phrase:
    """A failure as it was recorded, as a phrase; what we have no phrase for stays as it is."""
    for pattern, message in _ERRORS:
        found = pattern.search(error)
        if found:
            return Phrase(message, found.groupdict())
    return Phrase(N_("%(error)s"), {"error": error})


def health(feed: Feed, newest: datetime | None, followed_at: datetime, now: datetime) -> Health:
    """How `feed` is at `now`; `newest`: when it last brought something new."""
    condition = _condition(feed, newest, followed_at, now)
    return Health(condition, tuple(_told(condition, feed, newest or followed_at, now)))


def _told(condition: Condition, feed: Feed, newest: datetime, now: datetime) -> Iterator[Phrase]:
    """The sentences: what is wrong, since when, what comes next."""
    if condition in _SIMPLE:
        yield Phrase(_SIMPLE[condition])
    elif condition is Condition.SILENT:
        yield Phrase(N_("It can be read, but its last news came %(newest)s."), {"newest": newest})
    elif feed.failures:
        yield in_words(feed.error)
    if condition in {Condition.GONE, Condition.GIVEN_UP, Condition.FAILING, Condition.PAUSED}:
        yield from _last_read(feed)
    if condition is Condition.GIVEN_UP:
        yield Phrase(N_("We gave it up; failures in a row: %(failures)s."), {"failures": feed.failures})
    if condition is Condition.FAILING:
        yield _next(feed, now)
    yield from _moves(feed, now)


_SIMPLE = {
    Condition.GONE: N_("It says that it is gone for good (410)."),
    Condition.PAUSED: N_("It is not read until somebody resumes it."),
    Condition.WAITING: N_("It is read for the first time within minutes."),
}


def _condition(feed: Feed, newest: datetime | None, followed_at: datetime, now: datetime) -> Condition:
    ended = {
        FeedState.PAUSED: Condition.PAUSED,
        FeedState.GONE: Condition.GONE,
        FeedState.BROKEN: Condition.GIVEN_UP,
    }
    if feed.state in ended:
        return ended[feed.state]
    if feed.failures:
        return Condition.FAILING
    if feed.last_good_at is None:
        return Condition.WAITING
    return Condition.SILENT if now - (newest or followed_at) >= SILENT_AFTER else Condition.FINE


def _moves(feed: Feed, now: datetime) -> Iterator[Phrase]:
    """Where it went, and where it says that it will."""
    if feed.moved_at is not None and now - feed.moved_at <= MOVE_TOLD_FOR:
        yield Phrase(N_("It moved here from %(old)s %(when)s."), {"old": feed.moved_from, "when": feed.moved_at})
    if feed.move is None:
        return
    values: dict[str, str | int | datetime] = {"new": feed.move.target, "since": feed.move.since}
    if feed.move.seen:
        yield Phrase(N_("It first said %(since)s that it moved to %(new)s; we go with it once that has held."), values)
    else:
        yield Phrase(
            N_("It sends us on to %(new)s, first %(since)s, and nothing of what it had is there: look at it."), values
        )


def _last_read(feed: Feed) -> Iterator[Phrase]:
    if feed.last_good_at is not None:
        yield Phrase(N_("Last read %(good)s."), {"good": feed.last_good_at})
    elif feed.failures:
        yield Phrase(N_("It could never be read."))


def _next(feed: Feed, now: datetime) -> Phrase:
    if feed.next_check_at is None or feed.next_check_at <= now:
        return Phrase(N_("It is tried again within minutes."))
    return Phrase(N_("Next try %(next)s."), {"next": feed.next_check_at})
