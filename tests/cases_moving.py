"""Cases: redirects, and feeds that moved for good or only seem to."""

from datetime import timedelta

from stage import DAY, HOUR, Stage, case, rss

SUBJECT = "Moving"


def _moves(stage: Stage, polls: int, status: int, after: timedelta = 2 * HOUR) -> str:
    """The feed's address after so many polls that find it moved."""
    stage.serve("/feed", rss("bridge", "fish"), etag='"old"')
    stage.poll()
    stage.serve("/feed", status=status, location="/new")
    for number in range(polls):
        stage.serve("/new", rss("bridge", f"news-{number}"), etag=f'"{number}"')
        stage.poll(after=after)
    return stage.feed().url


@case(SUBJECT, "301", "301 to the feed's new address, five times", "take the new address, ask it anew, and tell so")
def _(stage: Stage) -> None:
    assert _moves(stage, 4, 301) == stage.url("/feed")
    stage.serve("/new", rss("bridge", "mill"), etag='"5"')
    stage.poll()
    found = stage.feed()
    assert (found.url, found.moved_from, found.etag) == (stage.url("/new"), stage.url("/feed"), "")
    assert [action for action, _ in stage.told()] == ["feed.move"]
    stage.poll()
    assert "if-none-match" not in stage.asked("/new")[-1]
    assert len(stage.asked("/feed")) == 6


@case(SUBJECT, "308", "308 to it, for three days", "take the new address")
def _(stage: Stage) -> None:
    assert _moves(stage, 1, 308) == stage.url("/feed")
    stage.serve("/new", rss("bridge", "mill"), etag='"5"')
    stage.poll(after=3 * DAY)
    assert stage.feed().url == stage.url("/new")


@case(SUBJECT, "301-once", "301 once", "follow it, and keep the address")
def _(stage: Stage) -> None:
    assert _moves(stage, 1, 301) == stage.url("/feed")
    assert stage.entries() == ["On the bridge", "On the fish", "On the news-0"]


@case(SUBJECT, "302", "302, for weeks", "follow it, and never take its address")
def _(stage: Stage) -> None:
    assert _moves(stage, 10, 302, 3 * DAY) == stage.url("/feed")
    assert stage.feed().move is None


@case(SUBJECT, "307", "307, for weeks", "follow it, and never take its address")
def _(stage: Stage) -> None:
    assert _moves(stage, 10, 307, 3 * DAY) == stage.url("/feed")


@case(SUBJECT, "301-then-302", "301, and from there 302", "take the address that is for good, if any")
def _(stage: Stage) -> None:
    stage.serve("/today", rss("bridge"))
    stage.serve("/new", status=302, location="/today")
    stage.serve("/feed", status=301, location="/new")
    for _ in range(5):
        stage.poll()
    assert stage.feed().url == stage.url("/new")


@case(
    SUBJECT,
    "maintenance",
    "301 to a page that says “back soon”, for a week",
    "keep the address, and count it as failures",
)
def _(stage: Stage) -> None:
    stage.serve("/feed", rss("bridge"))
    stage.poll()
    stage.serve("/soon", b"<html><body>We are back soon</body></html>")
    stage.serve("/feed", status=301, location="/soon")
    for _ in range(7):
        stage.poll()
    assert (stage.feed().url, stage.feed().failures, stage.feed().move) == (stage.url("/feed"), 7, None)


@case(SUBJECT, "tracker", "301 to another address each time", "follow each, and take none")
def _(stage: Stage) -> None:
    for number in range(10):
        stage.serve(f"/feed?visit={number}", rss("bridge"))
        stage.serve("/feed", status=301, location=f"/feed?visit={number}")
        stage.poll()
    assert stage.feed().url == stage.url("/feed")


@case(
    SUBJECT,
    "domain-sold",
    "301 to a feed that shows nothing of what it had",
    "never take it, and tell who keeps the feeds",
)
def _(stage: Stage) -> None:
    stage.serve("/feed", rss("bridge"))
    stage.poll()
    stage.serve("/casino", rss("roulette"))
    stage.serve("/feed", status=301, location="/casino")
    for _ in range(10):
        stage.poll()
    move = stage.feed().move
    assert stage.feed().url == stage.url("/feed")
    assert move is not None
    assert (move.target, move.seen) == (stage.url("/casino"), 0)


@case(SUBJECT, "moved-back", "301 four times, then its own answer", "forget the move")
def _(stage: Stage) -> None:
    _moves(stage, 4, 301)
    stage.serve("/feed", rss("bridge"))
    stage.poll()
    assert stage.feed().move is None


@case(
    SUBJECT, "moved-onto-another", "301 to a feed that we follow already", "read both, and leave the choice to a person"
)
def _(stage: Stage) -> None:
    stage.serve("/new", rss("bridge"))
    stage.poll("/new")
    assert _moves(stage, 8, 301) == stage.url("/feed")


@case(SUBJECT, "moved-with-its-site", "301 to a new host whose links are new too", "take it: the headlines go on")
def _(stage: Stage) -> None:
    stage.serve("/feed", rss("bridge", "fish"))
    stage.poll()
    link = stage.url("/a/bridge", "new.example")
    stage.serve("/new", rss(f"<item><title>On the bridge</title><link>{link}</link></item>"))
    stage.serve("/feed", status=301, location=stage.url("/new", "new.example"))
    for _ in range(5):
        stage.poll()
    assert stage.feed().url == stage.url("/new", "new.example")


@case(SUBJECT, "circle", "sends us round in circles", "stop after five redirects, and tell so")
def _(stage: Stage) -> None:
    stage.serve("/feed", status=301, location="/feed")
    assert "more than 5 times" in stage.poll().reason
    assert len(stage.asked()) == 6


@case(SUBJECT, "five-redirects", "five redirects to the feed", "follow them")
def _(stage: Stage) -> None:
    for number in range(5):
        stage.serve("/feed" if number == 0 else f"/{number}", status=302, location=f"/{number + 1}")
    stage.serve("/5", rss("bridge"))
    assert stage.poll().added == 1


@case(SUBJECT, "redirect-to-nowhere", "302 without saying where", "tell so")
def _(stage: Stage) -> None:
    stage.serve("/feed", status=302)
    assert "without saying where" in stage.poll().reason
