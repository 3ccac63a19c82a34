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
from digest.model.errors import BadFeed
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
    """The error says what it is; main() shows it as a sentence."""
    result = run(house, "add", f"{web.url}/front")
    assert isinstance(result.exception, BadFeed)
    assert "web page" in str(result.exception)


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
