"""Lists through the API: a program asks, the mailbox's owner decides."""

from collections.abc import Callable

from api_program import Program

from digest.bootstrap import House
from digest.model.user import Role

Make = Callable[[Role], Program]


def test_lists_are_told(program: Make) -> None:
    caller = program(Role.VIEWER)
    morning = {"slug": "morning", "name": "The morning <digest>", "open": True, "indexed": False, "readers": {}}
    assert caller.told("GET", "/lists") == {"items": [morning]}
    assert caller.told("GET", "/lists/morning") == morning


def test_nobody_is_subscribed_without_their_word(program: Make, house: House) -> None:
    """The answer is the same for an address that we know and one that we do not."""
    caller = program(Role.OPERATOR)
    answers = [
        caller.ask("POST", "/lists/morning/subscribers", {"address": "reader@example.org", "language": "fr"})
        for _ in range(2)
    ]
    assert [(one.status_code, one.json) for one in answers] == [(202, {"asked": True})] * 2
    assert [one.state.value for one in house.subscribing.members("morning")] == ["pending"]
    refused = caller.ask("POST", "/lists/morning/subscribers", {"address": "no address"})
    assert refused.status_code == 422


def test_a_list_is_made(program: Make) -> None:
    caller = program(Role.OPERATOR)
    made = caller.ask("POST", "/lists", {"slug": "evening", "name": "The evening"})
    assert (made.status_code, made.json) == (201, caller.told("GET", "/lists/evening"))
    assert caller.ask("POST", "/lists", {"slug": "evening", "name": "Again"}).status_code == 409


def test_a_list_is_closed_and_shown_to_search_engines(program: Make, house: House) -> None:
    """What is not named stays as it is."""
    caller = program(Role.OPERATOR)
    assert caller.told("PATCH", "/lists/morning", {"open": False})["open"] is False
    told = caller.told("PATCH", "/lists/morning", {"indexed": True})
    assert (told["open"], told["indexed"]) == (False, True)
    assert caller.ask("PATCH", "/lists/evening", {"open": True}).status_code == 404
    assert {one.who for one in house.auditing.page(action="list.set").lines} == {"api:operator@example.org"}


def test_a_lists_growth_is_told_day_by_day(program: Make, house: House) -> None:
    house.enrolling.enrol("morning", b"address\none@example.org\ntwo@example.org\n", proof="invented")
    days = program(Role.VIEWER).told("GET", "/lists/morning/growth?days=2")["items"]
    assert [one["readers"] for one in days] == [0, 2]
    assert (days[1]["day"], days[1]["came"], days[1]["went"]) == (house.clock().date().isoformat(), 2, 0)
