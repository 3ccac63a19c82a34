"""Refused mails through the API."""

from collections.abc import Callable

import delivery_world as world
import sqlalchemy as sa
from api_program import Program

from digest.bootstrap import House
from digest.model.user import Role
from digest.store.tables import deliveries, delivery_events


def test_refused_mails_are_counted_by_provider_and_reason(program: Callable[[Role], Program], house: House) -> None:
    """And name no reader."""
    edition = world.seed(house.database, house.clock(), ["a@example.net"])
    said = {"code": 550, "enhanced": "5.1.1", "text": "550 5.1.1 no such user"}
    with house.database.transaction() as tx:
        tx.execute(sa.insert(deliveries).values(edition_id=edition, subscriber_id=1))
        tx.execute(sa.insert(delivery_events).values(delivery_id=1, at=house.clock(), kind="rejected", **said))
    caller = program(Role.VIEWER)
    (told,) = caller.told("GET", "/refusals?days=30")["items"]
    assert (told["domain"], told["code"], told["enhanced"], told["count"]) == ("example.net", 550, "5.1.1", 1)
    assert "a@example.net" not in caller.ask("GET", "/refusals").text
