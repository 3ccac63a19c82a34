"""Deliveries through the API: an operator watches, pauses and stops an edition that is being sent."""

from collections.abc import Callable

from api_program import Program

from digest.bootstrap import House
from digest.model.edition import Edition, EditionState
from digest.model.user import Role

Make = Callable[[Role], Program]


def test_an_edition_being_sent_is_paused_resumed_and_stopped(program: Make, house: House, drafted: Edition) -> None:
    house.enrolling.enrol("levant", b"address\none@example.org\ntwo@example.org\n", proof="invented")
    house.editing.approve(drafted.id, "test")
    house.editing.send(drafted.id)
    house.delivering.plan(drafted.id)
    caller, path = program(Role.OPERATOR), f"/editions/{drafted.id}/deliveries"
    told = caller.told("GET", path)
    assert (told["total"], told["counts"]["queued"], told["paused"]) == (2, 2, False)
    assert caller.told("POST", f"{path}/pause")["paused"] is True
    assert house.delivering.send_batch(drafted.id).counts == {}
    assert caller.told("POST", f"{path}/resume")["paused"] is False
    assert caller.told("POST", f"{path}/stop")["counts"].get("queued", 0) == 0
    house.delivering.sweep()
    assert house.editing.show(drafted.id).edition.state is EditionState.SENT
    lines = house.auditing.page(action="edition", who="api:operator").lines
    assert {line.action for line in lines} >= {"edition.pause", "edition.resume", "edition.stop"}
