"""Feeds through the API."""

from collections.abc import Callable

import pytest
from api_program import Program

from digest.bootstrap import House
from digest.model.user import Role
from digest.services.discovering import Discovering, FoundFeed

Make = Callable[[Role], Program]
URL = "https://feeds.example/morning.xml"


def test_a_feed_is_followed_paused_and_asked_for(program: Make) -> None:
    caller = program(Role.OPERATOR)
    made = caller.ask("POST", "/feeds", {"url": URL})
    assert (made.status_code, made.json["url"], made.json["condition"]) == (201, URL, "waiting")  # type: ignore[index]
    path = f"/feeds/{made.json['id']}"  # type: ignore[index]
    assert caller.told("PATCH", path, {"state": "paused"})["state"] == "paused"
    assert caller.told("PATCH", path, {"state": "active"})["state"] == "active"
    assert caller.ask("POST", f"{path}/fetch").status_code == 200
    assert caller.ask("PATCH", path, {"state": "gone"}).status_code == 422


def test_feeds_are_found_by_their_address(program: Make) -> None:
    caller = program(Role.OPERATOR)
    for name in ("morning", "evening"):
        caller.ask("POST", "/feeds", {"url": f"https://feeds.example/{name}.xml"})
    found = caller.told("GET", "/feeds?text=evening")
    assert [one["url"] for one in found["items"]] == ["https://feeds.example/evening.xml"]


def test_what_is_known_of_a_feeds_source_is_put_right(program: Make, house: House) -> None:
    """Without pausing it, and with a line in the audit."""
    caller = program(Role.OPERATOR)
    path = f"/feeds/{caller.told('POST', '/feeds', {'url': URL})['id']}"
    told = caller.told("PATCH", path, {"name": "The Example Wire", "language": "FR", "agency": True})
    assert (told["source"], told["language"], told["agency"], told["state"]) == (
        "The Example Wire",
        "fr",
        True,
        "active",
    )
    assert caller.told("PATCH", path, {"agency": False})["source"] == "The Example Wire"
    assert caller.ask("PATCH", path, {"language": "no language"}).status_code == 422
    assert {one.who for one in house.auditing.page(action="feed.describe").lines} == {"api:operator@example.org"}


def test_a_feed_is_followed_no_more(program: Make) -> None:
    caller = program(Role.OPERATOR)
    path = f"/feeds/{caller.told('POST', '/feeds', {'url': URL})['id']}"
    assert caller.ask("DELETE", path).status_code == 204
    assert caller.ask("DELETE", path).status_code == 404
    assert caller.told("GET", "/feeds")["items"] == []


def test_a_site_is_asked_for_its_feeds(program: Make, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """None is followed by that; an address that is none, or leads into our own network, is refused in words."""
    caller = program(Role.OPERATOR)
    for url, status in (("no address", 422), ("http://169.254.169.254/", 422)):
        refused = caller.ask("POST", "/feeds/find", {"url": url})
        assert (refused.status_code, bool(refused.json["detail"])) == (status, True)  # type: ignore[index]
    found = (FoundFeed(URL, "Morning", "rss", 12, house.clock()),)
    monkeypatch.setattr(Discovering, "find", lambda *_: found)
    told = caller.told("POST", "/feeds/find", {"url": "https://feeds.example/"})
    assert [(one["url"], one["kind"], one["entries"]) for one in told["items"]] == [(URL, "rss", 12)]
    assert caller.told("GET", "/feeds")["items"] == []
