"""`digest feeds` as an operator types it, against a server on loopback."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from collecting_world import feed
from structlog.testing import capture_logs
from web_server import WebServer, web_server

from digest.bootstrap import House, read_settings
from digest.cli.feeds import feeds
from digest.model.errors import NotFound, Refused
from digest.model.feed import FeedState
from digest.model.ids import FeedId
from digest.store import feeds as store
from digest.store.database import Database


@pytest.fixture
def web() -> Iterator[WebServer]:
    """A paper with one feed, and a page that is none."""
    with web_server() as server:
        server.serve("/feed", feed("bridge"))
        server.serve("/front", b"<html><body>Front page</body></html>")
        yield server


@pytest.fixture
def house(sqlite_database: Database, tmp_path: Path) -> Iterator[House]:
    """A house that may ask this machine."""
    settings = read_settings(data_dir=tmp_path, secret_keys=("key",), address_key="key", fetch_allow_loopback=True)
    house = House(settings)
    house.__dict__["database"] = sqlite_database
    with capture_logs():
        yield house


def run(house: House, *arguments: str, text: bytes = b"") -> Result:
    """What the command says."""
    return CliRunner().invoke(feeds, arguments, obj=house, input=text)


def test_a_feed_is_added_once(house: House, web: WebServer) -> None:
    """Its name and its entries are told."""
    assert run(house, "add", f"{web.url}/feed").stdout == "Following The Paper as feed 1: 1 entries at the moment.\n"
    assert "Already following The Paper as feed 1" in run(house, "add", f"{web.url}/feed").stdout


def test_a_page_is_no_feed(house: House, web: WebServer) -> None:
    """When its site has no feed either, that is told, with what to do; main() shows it as a sentence."""
    del web.answers["/feed"]
    result = run(house, "add", f"{web.url}/front")
    assert isinstance(result.exception, NotFound)
    assert str(result.exception).startswith(f"No feed was found at {web.url}/front: look on it")


def test_a_site_is_asked_once(house: House, web: WebServer) -> None:
    """For its page, whether that is a feed or leads to one; and for each feed."""
    run(house, "add", f"{web.url}/feed")
    assert [path for path, _ in web.asked] == ["/feed"]
    web.serve("/front", b'<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head></html>')
    run(house, "add", f"{web.url}/front")
    assert [path for path, _ in web.asked[1:]] == ["/front", "/feed"]


def test_a_site_is_followed_by_its_only_feed(house: House, web: WebServer) -> None:
    """Its address is enough."""
    result = run(house, "add", f"{web.url}/front")
    assert (result.exit_code, result.stdout) == (0, "Following The Paper as feed 1: 1 entries at the moment.\n")
    assert [line.feed.url for line in house.following.listed()] == [f"{web.url}/feed"]


def test_of_several_feeds_one_is_chosen(house: House, web: WebServer) -> None:
    """They are told, and none is followed until somebody says which, or all."""
    link = '<link rel="alternate" type="application/rss+xml" href="/{}">'
    web.serve("/front", f"<html><head>{link.format('world')}{link.format('feed')}</head></html>".encode())
    web.serve("/world", feed("bridge", "fish"))
    told = run(house, "add", f"{web.url}/front")
    assert told.exit_code == 1
    assert "has 2. Follow one with --choose NUMBER, or --all" in told.stderr
    assert f"1  The Paper (rss, 2 entries, the latest of 2026-01-16 05:00)\n       {web.url}/world" in told.stdout
    assert house.following.listed() == []
    run(house, "add", f"{web.url}/front", "--choose", "2")
    assert [line.feed.url for line in house.following.listed()] == [f"{web.url}/feed"]
    assert "Already following" in run(house, "add", f"{web.url}/front", "--all").stdout
    assert len(house.following.listed()) == 2


def test_import_and_list(house: House, web: WebServer) -> None:
    """From a file or standard input; for people and for scripts."""
    opml = f'<opml><body><outline text="Paper" xmlUrl="{web.url}/feed"/><outline xmlUrl="feed:odd"/></body></opml>'
    result = run(house, "import", "-", text=opml.encode())
    assert result.stdout == "1 feeds added, 0 known already.\n"
    assert "left out: Line 1: 'feed:odd'" in result.stderr
    assert f"{web.url}/feed" in run(house, "list").stdout
    record = json.loads(run(house, "list", "--json").stdout)
    assert (record["id"], record["source"], record["state"], record["last_good_at"]) == (1, "Paper", "active", None)


def test_check_tells_what_is_wrong(house: House, web: WebServer) -> None:
    """With an exit code that a script understands, and without storing anything."""
    outlines = "".join(f'<outline text="{path}" xmlUrl="{web.url}/{path}"/>' for path in ("feed", "front"))
    run(house, "import", "-", text=f"<opml><body>{outlines}</body></opml>".encode())
    everything = run(house, "check", "--json")
    found = {record["id"]: record for record in map(json.loads, everything.stdout.splitlines())}
    assert (found[1]["ok"], found[1]["entries"], found[2]["ok"]) == (True, 1, False)
    assert "web page" in found[2]["problems"][0]
    assert (everything.exit_code, run(house, "check", "1").exit_code) == (1, 0)
    assert "FAILS" in run(house, "check", "2").stdout


def test_a_feed_is_read_now(house: House, web: WebServer) -> None:
    """Due or not; what it said is told, and a failure is exit code 1."""
    run(house, "add", f"{web.url}/feed")
    said = run(house, "read", "1")
    assert (said.exit_code, said.stdout) == (0, "read: 1 new entries\n")
    web.serve("/feed", b"<html><body>Closed</body></html>")
    said = run(house, "read", "1")
    assert said.exit_code == 1
    assert said.stdout.startswith("failed: 0 new entries (")


def followed(house: House, *paths: str) -> None:
    """Feeds that nobody asked yet."""
    for path in paths:
        house.following.follow(f"https://paper.example/{path}", "the tests")


def test_how_feeds_are(house: House) -> None:
    """In words, for people and for scripts; trouble shows in the exit code."""
    followed(house, "one", "two")
    house.following.pause([FeedId(2)], "the tests")
    said = run(house, "health")
    assert said.exit_code == 0
    assert "1  waiting   https://paper.example/one\n       It is read for the first time within minutes." in said.stdout
    record = json.loads(run(house, "health", "--condition", "paused", "--json").stdout)
    assert (record["id"], record["condition"], record["days"]) == (2, "paused", [0] * 14)
    assert run(house, "health", "--text", "nobody").stdout == ""
    with house.database.transaction() as tx:
        store.failed(tx, store.get(tx, FeedId(1)), "The server has trouble (503).", FeedState.BROKEN, house.clock())
    said = run(house, "health", "--text", "one")
    assert (said.exit_code, "It answers 503: its server is in trouble." in said.stdout) == (1, True)


def test_feeds_are_paused_and_resumed(house: House) -> None:
    """Several at once; what was so already is not counted."""
    followed(house, "one", "two")
    assert run(house, "pause", "1", "2", "99").stdout == "2 feeds paused.\n"
    assert isinstance(run(house, "fetch", "1").exception, Refused)
    assert run(house, "resume", "1").stdout == "1 feeds are read again.\n"
    assert run(house, "fetch", "1").exit_code == 0


def test_a_source_is_described(house: House) -> None:
    """What is not named stays as it is."""
    followed(house, "one")
    assert run(house, "set", "1", "--name", "The Paper", "--agency").stdout == (
        "The Paper: language unknown, an agency.\n"
    )
    assert run(house, "set", "1", "--language", "fr", "--no-agency").stdout == "The Paper: language fr, no agency.\n"


def test_a_feed_is_removed(house: House) -> None:
    followed(house, "one")
    assert run(house, "remove", "1").stdout == "https://paper.example/one is no longer followed; its articles stay.\n"
    assert isinstance(run(house, "remove", "1").exception, NotFound)


def test_the_list_is_exported(house: House) -> None:
    followed(house, "one")
    assert run(house, "import", "-", text=run(house, "export").stdout_bytes).stdout == (
        "0 feeds added, 1 known already.\n"
    )
