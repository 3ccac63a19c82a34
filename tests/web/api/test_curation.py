"""What editors change, through the API: one after the other, and never over somebody's head."""

from collections.abc import Callable
from typing import Any

import pytest
from api_program import Program

from digest.model.edition import Edition
from digest.model.user import Role

Make = Callable[[Role], Program]


@pytest.fixture
def caller(program: Make) -> Program:
    return program(Role.EDITOR)


def stories(caller: Program, drafted: Edition) -> dict[str, Any]:
    found: dict[str, Any] = caller.told("GET", f"/editions/{drafted.id}/stories?language=en")
    return found


def test_several_changes_of_a_story_are_made_in_turn(caller: Program, drafted: Edition) -> None:
    before = stories(caller, drafted)
    story = before["items"][0]
    wish = {"seen": before["revision"], "language": "en", "headline": "Schools open again", "pinned": True}
    after = caller.told("PATCH", f"/editions/{drafted.id}/stories/{story['id']}", wish)
    changed = next(one for one in after["items"] if one["id"] == story["id"])
    assert (changed["headline"], changed["pinned"], changed["summary"]) == (
        "Schools open again",
        True,
        story["summary"],
    )
    assert after["revision"] == before["revision"] + 2
    assert after["content"] != before["content"]


def test_what_somebody_changed_since_is_not_overwritten(caller: Program, drafted: Edition) -> None:
    seen = stories(caller, drafted)["revision"]
    story = stories(caller, drafted)["items"][0]["id"]
    path = f"/editions/{drafted.id}/stories/{story}"
    first = caller.ask("PATCH", path, {"seen": seen, "language": "en", "headline": "The first"})
    second = caller.ask("PATCH", path, {"seen": seen, "language": "en", "headline": "The second"})
    assert (first.status_code, second.status_code) == (200, 409)
    assert stories(caller, drafted)["items"][0]["headline"] == "The first"


def test_undoing_puts_it_back(caller: Program, drafted: Edition) -> None:
    before = stories(caller, drafted)
    path = f"/editions/{drafted.id}/stories/{before['items'][0]['id']}"
    dropped = caller.told("PATCH", path, {"seen": before["revision"], "dropped": True})
    assert [one["dropped"] for one in dropped["items"]].count(True) == 1
    caller.ask("POST", f"/editions/{drafted.id}/undo", {"seen": dropped["revision"]})
    assert stories(caller, drafted)["items"] == before["items"]


def test_a_note_stands_in_the_mail(caller: Program, drafted: Edition) -> None:
    seen = stories(caller, drafted)["revision"]
    path = f"/editions/{drafted.id}"
    caller.ask("PUT", f"{path}/note/en", {"seen": seen, "markdown": "Good **morning**."})
    assert "Good <strong>morning</strong>." in caller.told("GET", f"{path}/renderings/en")["html"]


@pytest.mark.parametrize(
    "wish",
    [
        {"headline": "No language"},
        {"topic": "syria"},
        {"language": "en", "headline": 7},
        {"language": "en", "headline": "x" * 501},
    ],
)
def test_half_a_wish_is_refused(caller: Program, drafted: Edition, wish: dict[str, Any]) -> None:
    story = stories(caller, drafted)["items"][0]["id"]
    assert caller.ask("PATCH", f"/editions/{drafted.id}/stories/{story}", {"seen": 0, **wish}).status_code == 422


def test_a_page_on_this_machine_is_not_added(caller: Program, drafted: Edition) -> None:
    """SSRF: the guard of the fetcher holds here too."""
    wish = {"seen": 0, "url": "http://127.0.0.1:9/secret", "topic": "syria"}
    answer = caller.ask("POST", f"/editions/{drafted.id}/stories", wish)
    assert answer.status_code == 409
    assert "127.0.0.1" in answer.json["detail"]  # type: ignore[index]
