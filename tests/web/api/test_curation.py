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


def test_headline_and_summary_are_one_change_and_null_gives_the_sources_own_back(
    caller: Program, drafted: Edition
) -> None:
    before = stories(caller, drafted)
    story = before["items"][0]
    path = f"/editions/{drafted.id}/stories/{story['id']}"
    wish = {"seen": before["revision"], "language": "en", "headline": "Our headline", "summary": "Our summary."}
    ours = caller.told("PATCH", path, wish)
    assert (ours["items"][0]["headline"], ours["items"][0]["summary"]) == ("Our headline", "Our summary.")
    assert ours["revision"] == before["revision"] + 1
    back = {"seen": ours["revision"], "language": "en", "headline": None, "summary": None, "lead": None}
    assert caller.told("PATCH", path, back)["items"] == before["items"]


def test_a_muted_story_is_left_out_until_it_is_told_again(caller: Program, drafted: Edition) -> None:
    before = stories(caller, drafted)
    path = f"/editions/{drafted.id}/stories/{before['items'][0]['id']}"
    muted = caller.told("PATCH", path, {"seen": before["revision"], "muted": True})
    assert [one["id"] for one in muted["items"] if one["muted"]] == [before["items"][0]["id"]]
    assert caller.ask("PATCH", path, {"seen": muted["revision"], "dropped": False}).status_code == 409
    again = caller.told("PATCH", path, {"seen": muted["revision"], "muted": False})
    assert not any(one["muted"] for one in again["items"])


def test_two_stories_become_one_and_one_becomes_two(caller: Program, drafted: Edition) -> None:
    before = stories(caller, drafted)
    into, other = before["items"][:2]
    path = f"/editions/{drafted.id}/stories/{into['id']}"
    merged = caller.told("POST", f"{path}/merge", {"seen": before["revision"], "other": other["id"]})
    whole = next(one for one in merged["items"] if one["id"] == into["id"])
    theirs = {one["id"] for one in other["articles"]}
    assert len(merged["items"]) == len(before["items"]) - 1
    assert {one["id"] for one in whole["articles"]} == {one["id"] for one in into["articles"]} | theirs
    parted = caller.told("POST", f"{path}/split", {"seen": merged["revision"], "articles": sorted(theirs)})
    assert sorted(theirs) in [sorted(one["id"] for one in item["articles"]) for item in parted["items"]]
    assert caller.ask("POST", f"{path}/split", {"seen": parted["revision"], "articles": []}).status_code == 422


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
        {"summary": None},
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
