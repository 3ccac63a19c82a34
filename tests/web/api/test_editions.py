"""Editions through the API: drafted, looked at, held, approved, sent, cancelled."""

from collections.abc import Callable

from api_program import Program
from clock import Clock
from editing_world import DIGEST, HOUR, add_digest, report

from digest.bootstrap import House
from digest.model.edition import Edition
from digest.model.user import Role

Make = Callable[[Role], Program]


def test_todays_edition_is_drafted_once(program: Make, house: House, clock: Clock) -> None:
    add_digest(house.database, clock() - 24 * HOUR)
    report(house.database, clock())
    caller = program(Role.EDITOR)
    first, second = (caller.ask("POST", "/editions", {"digest": DIGEST.slug}) for _ in range(2))
    assert (first.status_code, first.json["state"]) == (201, "draft")  # type: ignore[index]
    assert first.json == second.json
    lines = house.auditing.page(action="edition.draft").lines
    assert [line.who for line in lines] == ["api:editor@example.org"]
    assert caller.told("GET", f"/editions?digest={DIGEST.slug}") == {"items": [first.json]}


def test_what_was_seen_is_what_is_approved(program: Make, drafted: Edition) -> None:
    """An approval that names other content is refused, and changes nothing."""
    caller = program(Role.EDITOR)
    path = f"/editions/{drafted.id}"
    seen = caller.told("GET", f"{path}/stories")["content"]
    assert caller.ask("POST", f"{path}/approve", {"content": "0" * 64}).status_code == 409
    assert caller.told("GET", path)["state"] == "draft"
    approved = caller.ask("POST", f"{path}/approve", {"content": seen})
    assert (approved.json["state"], approved.json["approved_by"]) == ("approved", "api:editor@example.org")  # type: ignore[index]
    assert caller.ask("POST", f"{path}/send").status_code == 200


def test_a_held_edition_is_released(program: Make, drafted: Edition) -> None:
    caller = program(Role.EDITOR)
    held = caller.ask("POST", f"/editions/{drafted.id}/hold", {"reason": "a name to be checked"})
    assert (held.json["held"], "a name to be checked" in held.json["reason"]) == (True, True)  # type: ignore[index]
    assert caller.told("POST", f"/editions/{drafted.id}/release")["held"] is False


def test_a_cancelled_edition_says_why(program: Make, drafted: Edition) -> None:
    answer = program(Role.EDITOR).ask("POST", f"/editions/{drafted.id}/cancel", {"reason": "a quiet day"})
    assert (answer.json["state"], answer.json["reason"]) == ("cancelled", "a quiet day")  # type: ignore[index]


def test_a_rendering_follows_the_choice_of_topics(program: Make, drafted: Edition) -> None:
    caller = program(Role.VIEWER)
    path = f"/editions/{drafted.id}/renderings/en"
    whole, syria = caller.told("GET", path), caller.told("GET", f"{path}?topics=syria")
    assert "Odesa" in whole["html"]
    assert "Odesa" not in syria["html"] + syria["subject"] + syria["preheader"]
    assert caller.ask("GET", f"/editions/{drafted.id}/renderings/xx").status_code == 404
