"""A dead man's switch on loopback: told once of what is over, again when it did not answer, never too late."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from clock import Clock
from delivery_world import seed
from web_server import WebServer, web_server

from digest.fetch.http import HttpFetcher
from digest.model.ids import EditionId
from digest.services.signalling import Signalling
from digest.store import pings
from digest.store.database import Database
from digest.store.tables import editions


@pytest.fixture
def switch() -> Iterator[WebServer]:
    with web_server() as served:
        yield served


def signalling(database: Database, clock: Clock, url: str) -> Signalling:
    return Signalling(database, HttpFetcher("test", clock, deadline=5, allow_private=True), url, clock)


def over(database: Database, clock: Clock, state: str) -> EditionId:
    edition = seed(database, clock(), [])
    with database.transaction() as tx:
        tx.execute(sa.update(editions).where(editions.c.id == edition).values(state=state, finished_at=clock()))
    return edition


@pytest.mark.parametrize(
    ("state", "path"),
    [
        ("sent", "/check?from=news"),
        ("skipped", "/check/fail?from=news"),
        ("missed", "/check/fail?from=news"),
        ("cancelled", "/check?from=news"),
    ],
)
def test_what_is_over_is_told_once(database: Database, clock: Clock, switch: WebServer, state: str, path: str) -> None:
    """As healthchecks.io has it: /fail when readers went without."""
    over(database, clock, state)
    switch.serve(path, b"OK")
    told = signalling(database, clock, f"{switch.url}/check?from=news")
    assert (told.tell(), told.tell()) == (1, 0)
    assert [asked for asked, _ in switch.asked] == [path]


@pytest.mark.parametrize("state", ["draft", "approved", "sending"])
def test_what_is_not_over_is_not_told(database: Database, clock: Clock, switch: WebServer, state: str) -> None:
    over(database, clock, state)
    assert signalling(database, clock, switch.url).tell() == 0
    assert switch.asked == []


def test_who_did_not_answer_is_asked_again_for_an_hour(database: Database, clock: Clock, switch: WebServer) -> None:
    over(database, clock, "sent")
    told = signalling(database, clock, switch.serve("/check", status=503))
    assert told.tell() == 0
    clock.pass_(minutes=59)
    assert (told.tell(), switch.times_asked("/check")) == (0, 2)
    clock.pass_(minutes=1)
    assert (told.tell(), switch.times_asked("/check")) == (0, 2)


def test_an_answer_ends_it(database: Database, clock: Clock, switch: WebServer) -> None:
    over(database, clock, "sent")
    told = signalling(database, clock, switch.serve("/check", status=503))
    assert told.tell() == 0
    switch.serve("/check", b"OK")
    assert (told.tell(), told.tell()) == (1, 0)


def test_without_an_address_nobody_is_told(database: Database, clock: Clock) -> None:
    edition = over(database, clock, "sent")
    assert signalling(database, clock, "").tell() == 0
    with database.reading() as tx:
        assert [found for found, _ in pings.due(tx, clock() + timedelta(minutes=1))] == [edition]
