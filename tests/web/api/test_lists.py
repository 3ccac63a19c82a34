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
