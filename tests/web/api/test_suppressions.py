"""Suppressions through the API."""

from collections.abc import Callable

from api_program import Program

from digest.model.user import Role

Make = Callable[[Role], Program]
WHOSE = {"address": "somebody@example.org"}


def test_an_address_is_suppressed_found_and_lifted(program: Make) -> None:
    caller = program(Role.OPERATOR)
    assert caller.told("POST", "/suppressions/find", WHOSE) == {"reader": False, "suppressions": []}
    barred = caller.told("POST", "/suppressions", WHOSE)["suppressions"]
    assert [(one["reason"], one["list_name"]) for one in barred] == [("manual", "")]
    assert caller.told("GET", "/suppressions") == {"counts": {"manual": 1}}
    lifted = caller.told("POST", "/suppressions/lift", {**WHOSE, "reason": "they asked by telephone"})
    assert lifted["suppressions"] == []
    assert caller.ask("POST", "/suppressions/lift", {**WHOSE, "reason": "again"}).status_code == 404
