"""Deliveries through the API: an operator watches, pauses and stops an edition that is being sent."""

from collections.abc import Callable

import delivery_world as world
import pytest
import sqlalchemy as sa
from api_program import Program

from digest.bootstrap import House
from digest.model.edition import Edition, EditionState
from digest.model.user import Role
from digest.store.tables import deliveries, editions

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


@pytest.fixture
def flying(house: House) -> House:
    """An edition of which two mails are in doubt, one was refused and one waits."""
    now = house.clock()
    edition = world.seed(house.database, now, [f"{name}@example.net" for name in "abcd"])
    states = {1: "uncertain", 2: "uncertain", 3: "rejected", 4: "queued"}
    with house.database.transaction() as tx:
        tx.execute(sa.update(editions).values(state="sending", planned_at=now))
        for reader, state in states.items():
            text = "550 no such user" if state == "rejected" else ""
            row = {"edition_id": edition, "subscriber_id": reader, "state": state, "updated_at": now, "text": text}
            tx.execute(sa.insert(deliveries).values(**row))
    return house


def test_doubts_are_told_and_settled(program: Make, flying: House) -> None:
    """Those that are named; the others stay as they are."""
    caller, path = program(Role.OPERATOR), "/editions/1/doubts"
    told = caller.told("GET", path)
    assert [(one["delivery"], one["address"]) for one in told["doubts"]] == [(1, "a@example.net"), (2, "b@example.net")]
    assert told["rejected"] == [{"address": "c@example.net", "reason": "550 no such user"}]
    assert caller.told("POST", f"{path}/resend", {"deliveries": [1]}) == {"decided": 1}
    assert caller.told("POST", f"{path}/hold", {"deliveries": [2]}) == {"decided": 1}
    assert (world.states(flying.database)["a@example.net"], world.states(flying.database)["b@example.net"]) == (
        "deferred",
        "uncertain",
    )
    assert {one.action for one in flying.auditing.page(who="api:operator").lines} == {
        "delivery.resend",
        "delivery.hold",
    }


def test_what_is_not_in_doubt_is_refused_whole(program: Make, flying: House) -> None:
    caller = program(Role.OPERATOR)
    assert caller.ask("POST", "/editions/1/doubts/resend", {"deliveries": [1, 4]}).status_code == 404
    assert world.states(flying.database)["a@example.net"] == "uncertain"
    assert caller.ask("POST", "/editions/2/doubts/resend", {"deliveries": [1]}).status_code == 404
