"""Single readers through the API: as an operator answers one who asks."""

from collections.abc import Callable

import pytest
from api_program import Program
from editing_world import DIGEST, add_digest

from digest.bootstrap import House
from digest.model.user import Role

Make = Callable[[Role], Program]
WHO = {"address": "anna@example.org"}
ON = {**WHO, "mailing_list": DIGEST.slug}


@pytest.fixture
def caller(program: Make, house: House) -> Program:
    """An operator's program, and Anna on a digest's list."""
    add_digest(house.database, house.clock())
    house.enrolling.enrol(DIGEST.slug, b"address,name\nanna@example.org,Anna\n", proof="invented")
    return program(Role.OPERATOR)


def test_what_is_known_of_an_address_is_told(caller: Program) -> None:
    told = caller.told("POST", "/readers/find", WHO)
    assert (told["known"], told["name"], told["suppressions"]) == (True, "Anna", [])
    (place,) = told["subscriptions"]
    assert (place["mailing_list"], place["state"], place["paused_until"]) == (DIGEST.slug, "confirmed", None)
    assert [one["action"] for one in told["consents"]] == ["imported"]
    stranger = caller.told("POST", "/readers/find", {"address": "nobody@example.org"})
    assert (stranger["known"], stranger["subscriptions"]) == (False, [])
    record = caller.told("POST", "/readers/record", WHO)["record"]
    assert record["reader"]["address"] == WHO["address"]


def test_a_readers_choice_is_kept(caller: Program, house: House) -> None:
    """It is recorded as what a person of the house did."""
    choice = {"topics": ["syria"], "weekdays": [0, 4], "at": "08:30", "zone": "Asia/Beirut"}
    told = caller.told("POST", "/readers/choose", {**ON, **choice, "language": "en"})
    assert (told["subscriptions"][0]["choice"], told["language"]) == (choice, "en")
    again = caller.told("POST", "/readers/choose", ON)
    everything = {"topics": [], "weekdays": [0, 1, 2, 3, 4, 5, 6], "at": None, "zone": ""}
    assert (again["subscriptions"][0]["choice"], again["language"]) == (everything, "en")
    assert {one.who for one in house.auditing.page(action="subscriber").lines} == {"api:operator@example.org"}
    assert caller.ask("POST", "/readers/choose", {**ON, "topics": ["gardening"]}).status_code == 422


def test_a_reader_is_paused_resumed_and_taken_off(caller: Program) -> None:
    assert caller.told("POST", "/readers/pause", ON)["subscriptions"][0]["paused_until"]
    assert caller.told("POST", "/readers/resume", ON)["subscriptions"][0]["paused_until"] is None
    assert caller.told("POST", "/readers/unsubscribe", ON)["subscriptions"][0]["state"] == "unsubscribed"
    assert caller.ask("POST", "/readers/pause", ON).status_code == 404


def test_a_reader_is_forgotten_and_no_import_brings_them_back(caller: Program, house: House) -> None:
    assert caller.told("POST", "/readers/erase", WHO) == {"known": True}
    assert caller.told("POST", "/readers/erase", WHO) == {"known": False}
    told = caller.told("POST", "/readers/find", WHO)
    assert (told["known"], [one["reason"] for one in told["suppressions"]]) == (False, ["erased"])
    assert house.enrolling.enrol(DIGEST.slug, b"address\nanna@example.org\n", proof="invented").confirmed == 0


@pytest.mark.parametrize("what", ["record", "choose", "pause", "resume", "unsubscribe"])
def test_who_is_no_reader_is_told_so(caller: Program, what: str) -> None:
    body = {"address": "nobody@example.org"} | ({} if what == "record" else {"mailing_list": DIGEST.slug})
    assert caller.ask("POST", f"/readers/{what}", body).status_code == 404
