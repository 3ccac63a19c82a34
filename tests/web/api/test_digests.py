"""Digests through the API."""

from collections.abc import Callable

import pytest
from api_program import Program

from digest.bootstrap import House
from digest.model.user import Role

Make = Callable[[Role], Program]
pytestmark = pytest.mark.usefixtures("drafted")


def test_a_digest_is_told_with_its_next_runs(program: Make) -> None:
    found = program(Role.VIEWER).told("GET", "/digests")["items"][0]
    assert (found["slug"], found["at"], found["zone"], found["topics"]) == (
        "levant",
        "07:00",
        "Europe/Paris",
        ["syria", "ukraine"],
    )
    assert [run[11:25] for run in found["next_runs"]] == ["07:00:00+01:00"] * 5


def test_what_is_named_changes_and_the_rest_stays(program: Make, house: House) -> None:
    answer = program(Role.OPERATOR).ask("PATCH", "/digests/levant", {"at": "06:30", "weekdays": [0, 4]})
    assert (answer.status_code, answer.json["at"], answer.json["zone"]) == (200, "06:30", "Europe/Paris")  # type: ignore[index]
    assert house.editing.digest("levant").schedule.weekdays == frozenset({0, 4})
    assert house.auditing.page(subject="digest levant").lines[0].who == "api:operator@example.org"


def test_whatever_the_form_of_a_digest_says_is_changed_here_too(program: Make) -> None:
    caller = program(Role.OPERATOR)
    spans = {"catch_up": "1h30m", "lead": "20m", "approval_window": "4h", "window": "36h"}
    wish = {**spans, "approval": "hold", "on_uncertain": "hold", "seeds": ["seed@example.org"], "template": "digest"}
    told = caller.told("PATCH", "/digests/levant", wish)
    assert {name: told[name] for name in wish} == wish
    assert caller.ask("PATCH", "/digests/levant", {"window": "90m"}).status_code == 422
    assert caller.ask("PATCH", "/digests/levant", {"template": "nothing"}).status_code == 422


def test_what_cannot_be_is_refused_with_the_reason(program: Make) -> None:
    answer = program(Role.OPERATOR).ask("PATCH", "/digests/levant", {"zone": "Mars/Olympus"})
    assert answer.status_code == 422
    assert "Mars/Olympus" in answer.json["detail"]  # type: ignore[index]


def test_a_digest_is_made_for_a_list(program: Make) -> None:
    caller = program(Role.OPERATOR)
    wish = {"slug": "evening", "readers": "morning", "topics": ["syria"], "at": "18:30", "zone": "Asia/Beirut"}
    made = caller.ask("POST", "/digests", wish)
    assert (made.status_code, caller.told("GET", "/digests/evening")["at"]) == (201, "18:30")
    again = caller.ask("POST", "/digests", wish)
    assert (again.status_code, "evening" in again.text) == (422, True)
    assert caller.ask("POST", "/digests", {**wish, "slug": "other", "readers": "none"}).status_code == 404
