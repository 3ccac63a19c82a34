"""The house through the API."""

from collections.abc import Callable

from api_program import Program

from digest.bootstrap import House
from digest.model.user import Role
from digest.services.knocking import Knocking

Make = Callable[[Role], Program]


def test_health_is_told_in_words(program: Make) -> None:
    """Nothing ticks in this test: that is worth a warning, and said so."""
    found = program(Role.VIEWER).told("GET", "/health")
    assert found["verdict"] == "warning"
    signs = {one["name"]: one for one in found["signs"]}
    assert signs["tick"]["verdict"] == "warning"


def test_the_audit_names_who_did_what(program: Make) -> None:
    caller = program(Role.OPERATOR)
    caller.ask("POST", "/feeds", {"url": "https://feeds.example/morning.xml"})
    found = caller.told("GET", "/audit?action=feed")
    assert [(one["who"], one["action"]) for one in found["items"]] == [("api:operator@example.org", "feed.add")]


def test_who_does_not_answer_is_named(program: Make, house: House) -> None:
    house.__dict__["knocking"] = Knocking({"relay": ("192.0.2.1", 25)}, lambda *_: "Nobody opens.")
    (told,) = program(Role.OPERATOR).told("POST", "/health/check")["items"]
    assert told == {"name": "Relay", "address": "192.0.2.1:25", "trouble": "Nobody opens."}
