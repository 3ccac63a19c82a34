"""The operator's feeds: what stands there, who may change it, and that nothing a publisher writes acts."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from html import escape

import pytest
from lxml import html
from signed import Signed

from digest.bootstrap import House
from digest.collect.health import Condition
from digest.fetch.canned import CannedFetcher
from digest.model.feed import Entry, FeedState
from digest.model.ids import FeedId
from digest.model.user import Role
from digest.services.discovering import Discovering
from digest.services.following import LARGEST_LIST
from digest.store import audit, entries, feeds
from digest.store.feeds import NewFeed
from digest.web.operator.feeds import CONDITIONS

SignIn = Callable[[Role], Signed]
EVIL = '"><script>alert(1)</script>\u202e<img src=x onerror=alert(2)>'


@pytest.fixture
def operator(signed_in: SignIn) -> Signed:
    return signed_in(Role.OPERATOR)


@pytest.fixture
def feed_id(house: House, now: datetime) -> FeedId:
    """A feed of somebody who means us no good, that fails since it was read."""
    with house.database.transaction() as tx:
        found, _ = feeds.add(tx, NewFeed("https://paper.example/feed?a=1&b=2", "paper.example", EVIL), now)
        feed = feeds.get(tx, found)
        entries.add(tx, found, [(Entry("1", "https://paper.example/1", EVIL), "paper.example")], now)
        feeds.failed(tx, feed, f"The server cannot be reached: {EVIL}.", FeedState.ACTIVE, now + timedelta(hours=2))
    return found


def state(house: House, feed_id: FeedId) -> FeedState:
    return house.watching.feed(feed_id).watched.feed.state


def test_the_table_tells_each_feed_in_words(operator: Signed, feed_id: FeedId) -> None:
    """With a plot of its days, and a box to tick."""
    page = html.fromstring(operator.get("/operate/feeds").text)
    (row,) = page.xpath("//table//tbody/tr")
    words = " ".join(row.text_content().split())
    assert "fails It cannot be reached:" in words
    assert "It could never be read. Next try in 2 hours." in words
    assert row.xpath(".//svg/@aria-label") == ["New entries a day: " + ", ".join(["0"] * 13 + ["1"])]
    assert row.xpath(".//input[@name='feed']/@value") == [str(feed_id)]


@pytest.mark.parametrize("path", ["/operate/feeds", "/operate/feeds/{}"])
def test_nothing_that_a_publisher_writes_acts(operator: Signed, feed_id: FeedId, path: str) -> None:
    """It stands there as text, and its direction stays its own."""
    answer = operator.get(path.format(feed_id))
    page = html.fromstring(answer.text)
    assert page.xpath("//script[not(@src)] | //img | //*[@onerror]") == []
    assert "<script>alert" not in answer.text
    marked = [one for one in page.xpath("//main//*[contains(text(), 'alert(1)')]") if one.tag != "h1"]
    assert marked
    assert {one.tag for one in marked} == {"bdi"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?text=paper.example", 1), ("?text=nobody", 0), ("?condition=failing", 1), ("?condition=fine", 0),
        ("?condition=odd", 1), ("?page=99", 1), ("?page=x", 1),
    ],
)  # fmt: skip
def test_feeds_are_found(operator: Signed, feed_id: FeedId, query: str, found: int) -> None:
    page = html.fromstring(operator.get(f"/operate/feeds{query}").text)
    assert len(page.xpath(f"//input[@id='feed-{feed_id}']")) == found


def test_a_feed_is_added_without_asking_it(operator: Signed, house: House) -> None:
    """It is told where it stands; the second time it is known."""
    first = operator.post("/operate/feeds", {"url": "https://paper.example/feed"})
    again = operator.post("/operate/feeds", {"url": "https://paper.example/feed#top"})
    (line,) = house.following.listed()
    assert [(one.status_code, one.location) for one in (first, again)] == [(303, f"/operate/feeds/{line.feed.id}")] * 2
    assert "We follow this one already." in operator.get(again.location or "").text


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/feed", "http://[::1]/feed", "http://169.254.169.254/", "http://localhost:8000/feed",
        "http://10.1.2.3/feed", "file:///etc/passwd", "javascript:alert(1)", "gopher://paper.example/", "",
    ],
)  # fmt: skip
def test_no_address_of_ours_is_followed(operator: Signed, house: House, url: str) -> None:
    """The form comes back with what was typed, and why not."""
    answer = operator.post("/operate/feeds", {"url": url})
    page = html.fromstring(answer.text)
    assert answer.status_code == 400
    assert page.xpath("//input[@id='url']/@value") == [url]
    assert page.xpath("//p[@id='error']//text()")
    assert house.following.listed() == []


SITE = "https://paper.example/"
FRONT = b'<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head></html>'
RSS = f"<rss><channel><title>{escape(EVIL)}</title><item><title>Talks</title><link>/talks</link></item></channel></rss>"


def test_a_sites_feeds_are_found_and_one_is_followed(operator: Signed, house: House) -> None:
    """They are told with their names, as text; none is followed until somebody says so."""
    fetcher = CannedFetcher({SITE: FRONT, f"{SITE}feed": RSS.encode()})
    collecting = replace(house.collecting, fetcher=fetcher, gap=timedelta(0))
    house.__dict__["discovering"] = Discovering(collecting, fetcher)
    page = html.fromstring(operator.post("/operate/feeds/find", {"url": SITE}).text)
    (form,) = page.xpath("//section[@aria-labelledby='found']//form")
    assert "1 entry at the moment." in form.text_content()
    assert page.xpath("//main//img") == []
    assert house.following.listed() == []
    operator.post("/operate/feeds", {"url": form.xpath(".//input[@name='url']/@value")[0]})
    assert [line.feed.url for line in house.following.listed()] == [f"{SITE}feed"]


@pytest.mark.parametrize("url", ["", "paper.example", "https://paper.example/nowhere", "http://127.0.0.1/"])
def test_where_no_feed_is_found_it_is_told(operator: Signed, house: House, url: str) -> None:
    """With what was typed, to be put right."""
    fetcher = house.fetcher(deadline=1) if "127" in url else CannedFetcher({})
    house.__dict__["discovering"] = Discovering(replace(house.collecting, gap=timedelta(0)), fetcher)
    answer = operator.post("/operate/feeds/find", {"url": url})
    page = html.fromstring(answer.text)
    assert answer.status_code == 400
    assert page.xpath("//input[@id='url']/@value") == [url]
    assert page.xpath("//p[@id='error']//text()")


def test_a_list_is_imported_line_by_line(operator: Signed) -> None:
    opml = b"""<opml><body><outline text="A &lt;b&gt;paper" xmlUrl="https://paper.example/feed"/>
    <outline text="Inside" xmlUrl="http://127.0.0.1/feed"/></body></opml>"""
    answer = operator.post("/operate/feeds/import", {"list": (io.BytesIO(opml), "feeds.opml")})
    rows = html.fromstring(answer.text).xpath("//tbody/tr")
    lines = [" ".join(row.text_content().split()) for row in rows]
    assert lines[0] == "1 A <b>paperhttps://paper.example/feed added"
    assert lines[1].startswith("2 Insidehttp://127.0.0.1/feed left out 127.0.0.1 leads to 127.0.0.1")
    again = operator.post("/operate/feeds/import", {"list": (io.BytesIO(opml), "feeds.opml")})
    assert "followed already" in html.fromstring(again.text).xpath("//tbody/tr[1]")[0].text_content()


@pytest.mark.parametrize("body", [b"", b"no list", b"<opml/>", b"x" * (LARGEST_LIST + 1)])
def test_what_is_no_list_is_told(operator: Signed, house: House, body: bytes) -> None:
    answer = operator.post("/operate/feeds/import", {"list": (io.BytesIO(body), "feeds.opml")})
    assert answer.status_code == 400
    assert html.fromstring(answer.text).xpath("//p[@id='list-error']//text()")
    assert operator.post("/operate/feeds/import").status_code == 400
    assert house.following.listed() == []


def test_a_request_beyond_measure_is_not_even_read(operator: Signed) -> None:
    body = io.BytesIO(b"x" * (2 * LARGEST_LIST))
    assert operator.post("/operate/feeds/import", {"list": (body, "feeds.opml")}).status_code == 413


@pytest.mark.usefixtures("feed_id")
def test_the_list_is_exported(operator: Signed) -> None:
    answer = operator.get("/operate/feeds/export.opml")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="feeds.opml"'
    assert b"https://paper.example/feed?a=1&amp;b=2" in answer.data
    assert b"<script" not in answer.data


def test_several_are_paused_and_resumed(operator: Signed, house: House, feed_id: FeedId) -> None:
    """The page that was left comes back, and no other site's."""
    back = "/operate/feeds?condition=failing"
    answer = operator.post("/operate/feeds/change", {"feed": [str(feed_id), "99", "x"], "do": "pause", "back": back})
    assert (answer.status_code, answer.location, state(house, feed_id)) == (303, back, FeedState.PAUSED)
    assert "1 feed is paused." in operator.get(back).text
    data = {"feed": str(feed_id), "do": "resume", "back": "//evil.example/"}
    assert operator.post("/operate/feeds/change", data).location == "/operate/feeds"
    assert state(house, feed_id) is FeedState.ACTIVE
    assert operator.post("/operate/feeds/change", {"do": "burn"}).status_code == 400


def test_one_feed_is_changed(operator: Signed, house: House, feed_id: FeedId, now: datetime) -> None:
    """Each button does what it says and leads back to the feed; the audit names who pressed it."""
    path = f"/operate/feeds/{feed_id}"
    assert operator.post(f"{path}/fetch").location == path
    assert house.watching.feed(feed_id).watched.feed.next_check_at == now
    assert operator.post(f"{path}/pause").location == path
    assert operator.post(f"{path}/fetch").status_code == 409
    assert operator.post(f"{path}/resume").location == path
    operator.post(f"{path}/describe", {"name": "The Paper", "language": "fr", "agency": "on"})
    source = house.watching.feed(feed_id).watched.source
    assert (source.name, source.language, source.agency) == ("The Paper", "fr", True)
    assert operator.post(f"{path}/describe", {"name": "X", "language": "not a code"}).status_code == 400
    assert operator.post(f"{path}/remove").location == "/operate/feeds"
    assert operator.get(path).status_code == 404
    with house.database.reading() as tx:
        from_audit = {(line.who, line.action) for line in audit.lines(tx) if line.subject == f"feed {feed_id}"}
    verbs = ("fetch", "pause", "resume", "describe", "remove")
    assert from_audit == {(operator.user.email, f"feed.{verb}") for verb in verbs}


def test_what_became_of_entries_is_shown_by_state(operator: Signed, feed_id: FeedId) -> None:
    rows = "//table[.//caption[contains(text(), 'Entries')]]//tbody/tr"
    for query, number in (("", 1), ("?state=new", 1), ("?state=done", 0), ("?state=odd", 1), ("?page=2", 0)):
        page = html.fromstring(operator.get(f"/operate/feeds/{feed_id}{query}").text)
        assert len(page.xpath(rows)) == number, query


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_others_look_and_change_nothing(signed_in: SignIn, house: House, feed_id: FeedId, role: Role) -> None:
    """They see no button, and none works."""
    browser, path = signed_in(role), f"/operate/feeds/{feed_id}"
    for page in ("/operate/feeds", path):
        answer = browser.get(page)
        assert answer.status_code == 200
        assert html.fromstring(answer.text).xpath("//main//form[@method='post']//button") == []
    for verb in ("/fetch", "/pause", "/resume", "/describe", "/remove"):
        assert browser.post(f"{path}{verb}").status_code == 403
    for url in ("/operate/feeds", "/operate/feeds/import", "/operate/feeds/change"):
        assert browser.post(url, {"do": "pause", "feed": str(feed_id)}).status_code == 403
    assert browser.get("/operate/feeds/new").status_code == 403
    assert state(house, feed_id) is FeedState.ACTIVE


def test_every_condition_has_its_word() -> None:
    assert set(CONDITIONS) == set(Condition)
