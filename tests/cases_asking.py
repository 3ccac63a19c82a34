"""Cases: how a feed is asked, how often, and what is kept of its answers."""

from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler

from stage import DAY, HOUR, Stage, case, http_date, rss

from digest.collect.polling import BROKEN_AFTER
from digest.model.feed import FeedState
from digest.store import hosts

SUBJECT = "Asking"
MINUTE = timedelta(minutes=1)


def dated(now: datetime, hours: float) -> bytes:
    """A feed of ten entries that came within so many hours."""
    dates = (http_date(now - timedelta(hours=hours) * number / 9) for number in range(10))
    return rss(*(f"<item><link>/{at}</link><pubDate>{date}</pubDate></item>" for at, date in enumerate(dates)))


@case(SUBJECT, "validators-come-back", "gives ETag and Last-Modified", "send both back, byte for byte, quotes included")
def _(stage: Stage) -> None:
    stage.serve("/feed", rss("bridge"), etag='W/"7é"', last_modified="whenever it was")
    stage.poll()
    stage.poll()
    second = stage.asked()[1]
    assert (second["if-none-match"], second["if-modified-since"]) == ('W/"7é"', "whenever it was")


@case(SUBJECT, "nothing-new", "304", "keep everything; ask again in an hour")
def _(stage: Stage) -> None:
    stage.serve("/feed", rss("bridge"), etag='"7"')
    stage.poll()
    stage.serve("/feed", status=304)
    assert stage.poll().state == "unchanged"
    assert (stage.entries(), stage.feed().etag, stage.rest()) == (["On the bridge"], '"7"', HOUR)


@case(SUBJECT, "nothing-new-since", "304 with a new Last-Modified", "send the new one from then on")
def _(stage: Stage) -> None:
    stage.serve("/feed", rss("bridge"), last_modified="Thursday")
    stage.poll()
    stage.serve("/feed", status=304, last_modified="Friday")
    stage.poll()
    assert stage.feed().last_modified == "Friday"


@case(
    SUBJECT, "broken-with-validators", "200 with an ETag and a broken body", "keep the validators of the last good one"
)
def _(stage: Stage) -> None:
    stage.serve("/feed", rss("bridge"), etag='"good"')
    stage.poll()
    stage.serve("/feed", b"<html><body>Sorry</body></html>", etag='"bad"')
    assert stage.poll().state == "failed"
    stage.serve("/feed", rss("bridge", "fish"), etag='"new"')
    stage.poll()
    assert stage.asked()[2]["if-none-match"] == '"good"'
    assert stage.entries() == ["On the bridge", "On the fish"]


@case(SUBJECT, "same-etag", "200 with the ETag that we sent", "do not parse it: nothing has changed")
def _(stage: Stage) -> None:
    stage.serve("/feed", rss("bridge"), etag='"7"', last_modified="Friday")
    stage.poll()
    stage.serve("/feed", b"no feed at all", etag='"7"')
    assert stage.poll().state == "unchanged"
    assert (stage.feed().etag, stage.feed().last_modified) == ('"7"', "Friday")


@case(SUBJECT, "expires-0", "`Expires: 0` beside validators", "do not trust the validators")
def _(stage: Stage) -> None:
    stage.serve("/feed", rss("bridge"), etag='"7"', expires="0")
    stage.poll()
    assert (stage.feed().etag, stage.rest()) == ("", DAY)


@case(SUBJECT, "hourly", "can say that nothing has changed", "ask once an hour")
def _(stage: Stage) -> None:
    stage.serve("/feed", rss("bridge"), etag='"7"')
    stage.poll()
    assert stage.rest() == HOUR


@case(SUBJECT, "daily", "cannot say so", "ask once a day")
def _(stage: Stage) -> None:
    stage.serve("/feed", rss("bridge"))
    stage.poll()
    assert stage.rest() == DAY


@case(SUBJECT, "short-list", "cannot say so, and its list covers ten hours", "ask when half of the list is replaced")
def _(stage: Stage) -> None:
    stage.serve("/feed", dated(stage.clock.now + DAY, 10))
    stage.poll()
    assert stage.rest() == 5 * HOUR


@case(SUBJECT, "very-short-list", "cannot say so, and its list covers minutes", "ask once an hour, no sooner")
def _(stage: Stage) -> None:
    stage.serve("/feed", dated(stage.clock.now + DAY, 0.2))
    stage.poll()
    assert stage.rest() == HOUR


@case(SUBJECT, "ttl", "RSS `ttl` of 180 minutes", "ask after three hours")
def _(stage: Stage) -> None:
    stage.serve("/feed", rss("bridge", head="<ttl>180</ttl>"), etag='"7"')
    stage.poll()
    assert stage.rest() == 3 * HOUR


@case(SUBJECT, "ttl-and-nothing-new", "RSS `ttl` of 180 minutes, then 304", "ask after three hours, as it said before")
def _(stage: Stage) -> None:
    stage.serve("/feed", rss("bridge", head="<ttl>180</ttl>"), etag='"7"')
    stage.poll()
    stage.serve("/feed", status=304)
    stage.poll()
    assert stage.rest() == 3 * HOUR


@case(SUBJECT, "max-age", "`Cache-Control: max-age=7200`", "ask after two hours")
def _(stage: Stage) -> None:
    stage.serve("/feed", rss("bridge"), etag='"7"', cache_control="public, max-age=7200")
    stage.poll()
    assert stage.rest() == 2 * HOUR


@case(SUBJECT, "expires", "`Expires` in three hours", "ask after three hours")
def _(stage: Stage) -> None:
    theirs = stage.clock.now - 30 * DAY  # their clock is wrong, and Expires is told by it

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response_only(200)
        handler.send_header("Date", http_date(theirs))
        handler.send_header("Expires", http_date(theirs + 3 * HOUR))
        handler.send_header("ETag", '"7"')
        handler.end_headers()
        handler.wfile.write(rss("bridge"))

    stage.web.answers["/feed"] = answer
    stage.poll()
    assert stage.rest() == 3 * HOUR


@case(SUBJECT, "max-age-of-a-year", "asks for a year", "ask after a day")
def _(stage: Stage) -> None:
    stage.serve("/feed", rss("bridge", head="<ttl>525600</ttl>"), etag='"7"', cache_control="max-age=31536000")
    stage.poll()
    assert stage.rest() == DAY


@case(
    SUBJECT,
    "restart",
    "was asked a moment ago, and we are started anew",
    "ask nothing: the next check is in the database",
)
def _(stage: Stage) -> None:
    stage.serve("/feed", rss(), etag='"7"')
    stage.poll()
    stage.restart()
    assert stage.work() == []
    stage.clock.now += HOUR
    stage.restart()
    assert stage.work() == [("/feed", "unchanged")]


def _throttled(stage: Stage, status: int, wait: str, expected: timedelta) -> None:
    stage.serve("/feed", status=status, retry_after=wait)
    assert stage.poll().state == "failed"
    assert stage.rest() == expected
    stage.clock.now += expected - timedelta(seconds=1)
    assert stage.work() == []


@case(SUBJECT, "429-seconds", "429, `Retry-After: 1800`", "come back after it, not before")
def _(stage: Stage) -> None:
    _throttled(stage, 429, "1800", 30 * MINUTE)


@case(SUBJECT, "429-date", "429, `Retry-After` as a date", "come back after it, not before")
def _(stage: Stage) -> None:
    _throttled(stage, 429, http_date(stage.clock.now + DAY + 2 * HOUR), 2 * HOUR)


@case(SUBJECT, "503-seconds", "503, `Retry-After: 1800`", "come back after it, not before")
def _(stage: Stage) -> None:
    _throttled(stage, 503, "1800", 30 * MINUTE)


@case(SUBJECT, "503-date", "503, `Retry-After` as a date", "come back after it, not before")
def _(stage: Stage) -> None:
    _throttled(stage, 503, http_date(stage.clock.now + DAY + 2 * HOUR), 2 * HOUR)


@case(SUBJECT, "429-for-ever", "429, `Retry-After` of a year", "come back after a day")
def _(stage: Stage) -> None:
    _throttled(stage, 429, "31536000", DAY)


@case(SUBJECT, "429-zero", "429, `Retry-After: 0`, again and again", "come back in a minute, then two, up to an hour")
def _(stage: Stage) -> None:
    stage.serve("/feed", status=429, retry_after="0")
    rests = []
    for _ in range(9):
        stage.poll()
        rests.append(stage.rest() / MINUTE)
    assert rests == [1, 2, 4, 8, 16, 32, 60, 60, 60]


@case(SUBJECT, "ratelimit-reset", "429, `X-RateLimit-Reset: 7200`", "come back after it")
def _(stage: Stage) -> None:
    stage.serve("/feed", status=429, x_ratelimit_reset="7200")
    stage.poll()
    assert stage.rest() == 2 * HOUR


@case(SUBJECT, "429-for-weeks", "429 for weeks", "never give it up")
def _(stage: Stage) -> None:
    stage.serve("/feed", status=429, retry_after="60")
    for _ in range(BROKEN_AFTER + 5):
        stage.poll()
    assert stage.feed().state is FeedState.ACTIVE
    stage.serve("/feed", status=500)
    stage.poll()
    assert stage.feed().state is FeedState.ACTIVE  # what comes after is judged by itself
    stage.serve("/feed", rss("bridge"))
    assert stage.poll().state == "read"


@case(SUBJECT, "429-rests-the-host", "429 for one of its feeds", "leave the whole host alone for as long")
def _(stage: Stage) -> None:
    stage.serve("/other", rss())
    stage.poll("/other")
    stage.serve("/feed", status=429, retry_after="7200")
    stage.poll()
    stage.clock.now += HOUR
    assert stage.collecting.collect_feed(stage.ids["/other"]) is None
    stage.clock.now += 2 * HOUR
    assert stage.collecting.collect_feed(stage.ids["/other"]) is not None


@case(SUBJECT, "500", "500", "keep all; come back in an hour, then two, up to a day")
def _(stage: Stage) -> None:
    stage.serve("/feed", rss("bridge"), etag='"7"')
    stage.poll()
    stage.serve("/feed", b"oops", 500)
    rests = []
    for _ in range(6):
        stage.poll()
        rests.append(stage.rest() / HOUR)
    assert rests == [1, 2, 4, 8, 16, 24]
    assert (stage.feed().etag, stage.feed().state, stage.entries()) == ('"7"', FeedState.ACTIVE, ["On the bridge"])


@case(SUBJECT, "broken-for-weeks", "fails twenty times in a row", "give it up, and tell who keeps the feeds")
def _(stage: Stage) -> None:
    stage.serve("/feed", b"oops", 500)
    for _ in range(BROKEN_AFTER):
        stage.poll()
    assert stage.feed().state is FeedState.BROKEN
    assert [action for action, _ in stage.told()] == ["feed.broken"]
    stage.clock.now += 30 * DAY
    assert stage.work() == []


@case(SUBJECT, "404", "404", "come back later and later; tell that there is no feed at this address")
def _(stage: Stage) -> None:
    assert "knows no such page (404)" in stage.poll().reason
    assert (stage.feed().state, stage.rest()) == (FeedState.ACTIVE, HOUR)


@case(SUBJECT, "410", "410", "retire the feed at once, and tell who keeps the feeds")
def _(stage: Stage) -> None:
    stage.serve("/feed", status=410)
    stage.poll()
    assert stage.feed().state is FeedState.GONE
    assert [action for action, _ in stage.told()] == ["feed.gone"]
    stage.clock.now += 30 * DAY
    assert stage.work() == []


@case(SUBJECT, "challenge", "403 with `cf-mitigated: challenge`", "tell that it lets in browsers only; do not play one")
def _(stage: Stage) -> None:
    stage.serve("/feed", b"<html>Checking your browser</html>", 403, cf_mitigated="challenge")
    assert "wants to see a browser" in stage.poll().reason


@case(
    SUBJECT,
    "who-asks",
    "looks at who asks, and sets a cookie",
    "say our name and where to complain; no cookie, no referrer",
)
def _(stage: Stage) -> None:
    stage.serve("/feed", rss("bridge"), set_cookie="id=7")
    stage.poll()
    stage.poll()
    headers = stage.asked()[1]
    assert headers["user-agent"] == "news-digest/1.0 (+https://desk.example/bot)"
    assert headers["accept"].startswith("application/rss+xml")
    assert set(headers) == {"host", "user-agent", "accept", "accept-encoding"}


@case(SUBJECT, "empty", "200 without a byte", "keep what we had, and tell that it answers with nothing")
def _(stage: Stage) -> None:
    stage.serve("/feed", rss("bridge"), etag='"7"')
    stage.poll()
    stage.serve("/feed", b"", etag='"empty"')
    assert "answered with nothing" in stage.poll().reason
    assert (stage.feed().etag, stage.entries()) == ('"7"', ["On the bridge"])


@case(SUBJECT, "login-page", "200 with a page that asks for a login", "keep what we had, and tell that it is a page")
def _(stage: Stage) -> None:
    stage.serve("/feed", b"<!doctype html><html><body><form>Log in</form></body></html>", etag='"page"')
    assert "web page, not a feed" in stage.poll().reason
    assert stage.feed().etag == ""


@case(SUBJECT, "error-as-200", "200 with an error in JSON", "keep what we had, and tell that it is no feed")
def _(stage: Stage) -> None:
    stage.serve("/feed", b'{"error": "database down"}', etag='"error"', content_type="application/json")
    assert "no JSON Feed" in stage.poll().reason
    assert stage.feed().etag == ""


@case(
    SUBJECT,
    "gap",
    "has several pages for us",
    "ask one after the other, a second apart, however many workers there are",
)
def _(stage: Stage) -> None:
    stage.serve("/feed", rss("bridge", "fish"))
    stage.pages("bridge", "fish")
    stage.poll()
    first = stage.collecting._claim()  # another worker is at work
    assert first is None  # the feed was asked at this moment
    began = stage.clock.now
    assert stage.work() == [("/bridge", "done"), ("/fish", "done")]
    assert stage.clock.now - began >= timedelta(seconds=2)


@case(SUBJECT, "sent-on-by-another", "redirects its pages to a second host", "leave that one alone as well")
def _(stage: Stage) -> None:
    stage.serve("/feed", rss("bridge"))
    stage.serve("/bridge", status=302, location=stage.url("/fish", "fish.example"))
    stage.pages("fish")
    stage.poll()
    assert stage.work() == [("/bridge", "done")]
    with stage.database.transaction() as tx:
        host = f"fish.example:{stage.web.port}"
        assert not hosts.take(tx, host, stage.clock.now, stage.clock.now + MINUTE)
        assert hosts.take(tx, host, stage.clock.now + timedelta(seconds=1), stage.clock.now + MINUTE)


@case(SUBJECT, "one-at-a-time", "is being asked by another worker", "ask something else meanwhile")
def _(stage: Stage) -> None:
    stage.serve("/feed", rss("bridge", "fish"))
    stage.pages("bridge", "fish")
    stage.poll()
    stage.clock.now += MINUTE
    assert stage.collecting._claim() is not None
    assert stage.collecting._claim() is None
