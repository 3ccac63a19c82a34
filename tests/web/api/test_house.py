"""The house through the API."""

from collections.abc import Callable

from api_program import Program

from digest.model.user import Role

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
