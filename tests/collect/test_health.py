"""How a feed is, in words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from digest.collect.health import MOVE_TOLD_FOR, SILENT_AFTER, Condition, Health, health, in_words
from digest.model.feed import Feed, FeedState, Move
from digest.model.ids import FeedId, SourceId

NOW = datetime(2026, 1, 16, 6, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED = Feed(FeedId(1), SourceId(1), "https://paper.example/feed", last_good_at=NOW - HOUR)
FAILING = replace(FEED, failures=3, error="The server asks us to come back later (429).", next_check_at=NOW + 2 * HOUR)


def told(found: Health) -> str:
    """The sentences, with hours from now for moments."""
    return " ".join(
        one.message
        % {
            name: f"{(value - NOW) / HOUR:+g}h" if isinstance(value, datetime) else value
            for name, value in one.values.items()
        }
        for one in found.phrases
    )


@pytest.mark.parametrize(
    ("feed", "newest", "condition", "words"),
    [
        (FEED, NOW - HOUR, Condition.FINE, ""),
        (
            FAILING,
            NOW,
            Condition.FAILING,
            "It answers 429: we are to come back later. Last read -1h. Next try +2h.",
        ),
        (
            replace(FAILING, next_check_at=NOW, last_good_at=None),
            None,
            Condition.FAILING,
            "It answers 429: we are to come back later. It could never be read. It is tried again within minutes.",
        ),
        (
            replace(FAILING, state=FeedState.BROKEN, failures=20, error="The server has trouble (502)."),
            NOW,
            Condition.GIVEN_UP,
            "It answers 502: its server is in trouble. Last read -1h. We gave it up; failures in a row: 20.",
        ),
        (
            replace(FAILING, state=FeedState.GONE),
            NOW,
            Condition.GONE,
            "It says that it is gone for good (410). Last read -1h.",
        ),
        (
            replace(FEED, state=FeedState.PAUSED),
            NOW,
            Condition.PAUSED,
            "It is not read until somebody resumes it. Last read -1h.",
        ),
        (
            replace(FEED, last_good_at=None),
            None,
            Condition.WAITING,
            "It is read for the first time within minutes.",
        ),
        (FEED, NOW - SILENT_AFTER, Condition.SILENT, "It can be read, but its last news came -72h."),
    ],
)
def test_a_feed_is_told_in_words(feed: Feed, newest: datetime | None, condition: Condition, words: str) -> None:
    found = health(feed, newest, NOW - 100 * HOUR, NOW)
    assert (found.condition, told(found)) == (condition, words)


def test_a_feed_without_any_news_is_silent_from_when_it_was_followed() -> None:
    assert health(FEED, None, NOW - SILENT_AFTER, NOW).condition is Condition.SILENT
    assert health(FEED, None, NOW - HOUR, NOW).condition is Condition.FINE


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("The server has trouble (503).", "It answers 503: its server is in trouble."),
        ("The server asks for a login (401).", "It answers 401: it asks for a login."),
        ("The server knows no such page (404).", "It answers 404: there is no feed at this address."),
        ("The server does not let us read it (403).", "It answers 403: we may not read it."),
        ("The server does not serve it (418).", "It answers 418: it does not serve the feed."),
        ("The server wants to see a browser (a Cloudflare challenge).",
         "It lets in browsers only, and asks for proof that we are one; its makers can let our program in."),
        ("It is larger than 15,728,640 bytes; nothing that we read is.", "It is larger than any feed that we read."),
        ("Its compression is damaged: x.", "It is compressed in a way that we cannot read."),
        ("No complete answer within 30 seconds.", "It did not answer within 30 seconds."),
        ("The server cannot be reached: no such name.", "It cannot be reached: no such name."),
        ("paper.example leads to 10.0.0.1, which is not a public address; it is never fetched.",
         "It leads into a private network, where we never ask."),
        ("Something that nobody foresaw: 100 %.", "Something that nobody foresaw: 100 %."),
    ],
)  # fmt: skip
def test_a_failure_is_told_in_words(error: str, words: str) -> None:
    """What has no phrase of its own stays as it was recorded."""
    phrase = in_words(error)
    assert phrase.message % phrase.values == words


NEW = "https://new.example/feed"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"move": Move(NEW, NOW - HOUR, 2)},
            f"It first said -1h that it moved to {NEW}; we go with it once that has held.",
        ),
        (
            {"move": Move(NEW, NOW - HOUR, 0)},
            f"It sends us on to {NEW}, first -1h, and nothing of what it had is there: look at it.",
        ),
        ({"moved_from": FEED.url, "moved_at": NOW - HOUR}, f"It moved here from {FEED.url} -1h."),
        ({"moved_from": FEED.url, "moved_at": NOW - MOVE_TOLD_FOR - HOUR}, ""),
    ],
)
def test_a_move_is_told(change: dict[str, object], words: str) -> None:
    """While it is doubted, and for a month after it was believed; the feed is well."""
    found = health(replace(FEED, **change), NOW, NOW, NOW)  # type: ignore[arg-type]
    assert (found.condition, told(found)) == (Condition.FINE, words)


def test_who_needs_somebody_comes_first() -> None:
    assert [one for one in Condition if one.troubled] == list(Condition)[:4]
    assert [one.rank for one in Condition] == list(range(len(Condition)))
