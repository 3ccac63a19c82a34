"""Feeds through the API."""

from collections.abc import Callable

from api_program import Program

from digest.model.user import Role

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
