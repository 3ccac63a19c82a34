"""`digest deliveries`: what people and scripts are told of an edition in flight, and what they can do with it."""

import json
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from clock import Clock
from delivery_world import SENDER, at_first, links, seed

from digest.cli.deliveries import deliveries
from digest.mail.journal import Journal
from digest.mail.memory import MemoryTransport
from digest.model.delivery import DeliveryState, Message
from digest.model.errors import Deferred, DeliveryError, Refused, Rejected, Uncertain
from digest.model.ids import EditionId
from digest.model.pace import Pace
from digest.services.admitting import Doorway
from digest.services.delivering import Delivering
from digest.services.monitoring import Monitoring
from digest.services.steering import Steering
from digest.store import paces, schema
from digest.store.database import Database

READERS = ["anna@example.net", "boris@example.net", "clara@gmail.com", "dora@googlemail.com", "emil@example.net"]


@pytest.fixture
def house(tmp_path: Path, clock: Clock, journal: Journal) -> SimpleNamespace:
    database = Database(f"sqlite:///{tmp_path}/digest.sqlite")
    schema.upgrade(database)
    transport = MemoryTransport()
    delivering = Delivering(database, transport, SENDER, links, clock, journal, jitter=lambda: 1.0)
    return SimpleNamespace(
        delivering=delivering,
        steering=Steering(database, clock),
        monitoring=Monitoring(database, lambda: (0, 0), lambda: Doorway(closed=False, requests=0, confirmed=0), clock),
        transport=transport,
    )


def run(house: SimpleNamespace, *arguments: str) -> str:
    return CliRunner().invoke(deliveries, list(arguments), obj=house, catch_exceptions=False).output


def planned(house: SimpleNamespace) -> EditionId:
    edition = seed(house.delivering.database, house.delivering.clock(), READERS)
    house.delivering.plan(edition)
    return edition


def sent(house: SimpleNamespace) -> EditionId:
    """One in doubt, one refused, two put off by the same house, one sent."""
    edition = planned(house)
    doubt, no = at_first(Uncertain("lost"), READERS[0]), at_first(Rejected("550 no such user", code=550), READERS[1])

    def answer(message: Message) -> DeliveryError | None:
        later = Deferred("greylisted", code=450) if message.recipient.endswith("mail.com") else None
        return doubt(message) or no(message) or later

    house.transport.answer = answer
    house.delivering.send_batch(edition)
    return edition


def test_people_see_counts_times_and_names(house: SimpleNamespace) -> None:
    """Who is in doubt, who was refused and why, who put us off."""
    edition = sent(house)
    assert run(house, "status", str(edition)).splitlines() == [
        f"Edition {edition}: 5 deliveries",
        "  sent               1",
        "  deferred           2",
        "  rejected           1",
        "  uncertain          1",
        "Mails from 2026-01-16 06:00 UTC to 2026-01-16 06:00 UTC.",
        "1 a minute, 0:00:00 left.",
        "Put off by google (2).",
        "In doubt (the relay's answer was lost):",
        "  anna@example.net",
        "Refused:",
        "  boris@example.net  550 no such user",
    ]


def test_scripts_get_one_object(house: SimpleNamespace) -> None:
    """Every state is counted, also those that nobody is in."""
    found = json.loads(run(house, "status", str(sent(house)), "--json"))
    assert {state.value for state in DeliveryState} == set(found["counts"])
    assert (found["total"], found["counts"]["sent"], found["deferred"]) == (5, 1, {"google": 2})
    assert found["uncertain"] == ["anna@example.net"]
    assert found["rejected"] == [{"address": "boris@example.net", "reason": "550 no such user"}]


def test_an_edition_is_paused_and_goes_on(house: SimpleNamespace) -> None:
    edition = planned(house)
    run(house, "pause", str(edition))
    assert "Paused since 2026-01-16 06:00 UTC." in run(house, "status", str(edition))
    assert house.delivering.send_batch(edition).counts == {}
    run(house, "resume", str(edition))
    assert house.delivering.send_batch(edition).counts == {DeliveryState.SENT: 5}


def test_an_edition_is_stopped_once_that_is_confirmed(house: SimpleNamespace) -> None:
    edition = planned(house)
    assert "Aborted" in CliRunner().invoke(deliveries, ["cancel", str(edition)], input="n\n", obj=house).output
    assert "5 mails are not sent" in run(house, "cancel", str(edition), "--yes")
    with pytest.raises(Refused):
        run(house, "resume", str(edition))


def test_what_is_in_doubt_is_settled_by_number(house: SimpleNamespace) -> None:
    edition = sent(house)
    (doubt,) = json.loads(run(house, "uncertain", str(edition), "--json"))
    assert (doubt["address"], doubt["held"]) == ("anna@example.net", False)
    run(house, "hold", str(doubt["delivery"]))
    assert "held, says cli:" in run(house, "uncertain", str(edition))
    assert run(house, "resend", str(doubt["delivery"])) == "1 will be sent again.\n"
    assert run(house, "uncertain", str(edition)) == "Nothing is in doubt.\n"


def test_refusals_are_counted_by_provider_and_reason(house: SimpleNamespace) -> None:
    """Over all editions; nobody is named."""
    assert run(house, "refusals") == "Nothing was refused for good in the last 7 days.\n"
    sent(house)
    told = run(house, "refusals", "--days", "1")
    assert ("example.net  550" in told, READERS[1] in told) == (True, False)
    line = json.loads(run(house, "refusals", "--json"))
    assert (line["domain"], line["code"], line["count"], line["text"]) == ("example.net", 550, 1, "550 no such user")


def test_slowed_providers_are_named(house: SimpleNamespace) -> None:
    """Until when, and why; and what is left of a warm-up's day."""
    edition, now = planned(house), house.delivering.clock()
    found = [
        Pace("*", 200, now + timedelta(hours=18), "warm-up", 12.0, now, now),
        Pace("google", 10, now + timedelta(minutes=30), "unusual-rate", 0.0, now, now),
        Pace("yahoo", 0, now + timedelta(hours=2), "tss04", 0.0, now, now),
    ]
    with house.delivering.database.transaction() as tx:
        paces.lock(tx, found, [])
    assert run(house, "status", str(edition)).splitlines()[-3:] == [
        "Warm-up: 12 of the day's 200 mails are left.",
        "google gets 10 a minute until 2026-01-16 06:30 UTC (unusual-rate).",
        "yahoo rests until 2026-01-16 08:00 UTC (tss04).",
    ]
    told = json.loads(run(house, "status", str(edition), "--json"))
    assert (told["warm_up"], [one["provider"] for one in told["slowed"]]) == (
        {"cap": 200, "left": 12},
        ["google", "yahoo"],
    )
