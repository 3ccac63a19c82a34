"""What happened to an edition, through the API."""

from collections.abc import Callable

from api_program import Program

from digest.model.edition import Edition
from digest.model.user import Role


def test_what_was_changed_since_is_told_by_whom(program: Callable[[Role], Program], drafted: Edition) -> None:
    caller, path = program(Role.EDITOR), f"/editions/{drafted.id}"
    caller.ask("PUT", f"{path}/note/en", {"seen": 0, "markdown": "Good morning."})
    caller.ask("POST", f"{path}/undo", {"seen": 1})
    made = caller.told("GET", f"{path}/revisions")["items"]
    assert [(one["number"], one["action"], one["who"]) for one in made] == [
        (1, "note", "api:editor@example.org"),
        (2, "undo", "api:editor@example.org"),
    ]
    assert made[0]["touched"] == ["note en"]
    assert caller.told("GET", f"{path}/revisions?since=1")["items"] == made[1:]
    assert caller.ask("GET", "/editions/999999/revisions").status_code == 404


def test_the_record_names_who_did_what(program: Callable[[Role], Program], drafted: Edition) -> None:
    caller, path = program(Role.EDITOR), f"/editions/{drafted.id}"
    caller.ask("POST", f"{path}/hold", {"reason": "a name to be checked"})
    last = caller.told("GET", f"{path}/history")["items"][-1]
    assert (last["action"], last["who"]) == ("hold", "api:editor@example.org")
    assert "a name to be checked" in last["detail"]
