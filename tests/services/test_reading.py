"""What pages and meters are told."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from digest.model.errors import BadToken, DatabaseDown, NotFound
from digest.model.ids import EditionId
from digest.services.reading import STALE, Reading
from digest.store import operations
from digest.store.database import Database
from digest.store.tables import lists
from digest.subscribe.links import Links
from digest.subscribe.tokens import Tokens

LINKS = Links(Tokens(["a key of these tests"]), "https://news.example.org")


@pytest.fixture
def reading(database: Database, now: datetime) -> Reading:
    return Reading(database, LINKS, lambda: now)


def test_health_follows_the_last_tick(reading: Reading, now: datetime) -> None:
    assert (reading.health().healthy, reading.health().tick) == (False, "never")
    with reading.database.transaction() as tx:
        operations.beat(tx, "tick", now - STALE)
    assert (reading.health().healthy, reading.health().tick) == (False, "stale")
    with reading.database.transaction() as tx:
        operations.beat(tx, "tick", now - STALE + timedelta(seconds=1))
    assert (reading.health().healthy, reading.health().tick_age) == (True, 179)


def test_health_does_not_raise_for_a_database_that_is_down(reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    def down() -> None:
        raise DatabaseDown("no connection")

    monkeypatch.setattr(reading.database, "reading", down)
    assert reading.health().database == "no connection"


def test_an_archive_of_nothing_is_empty_and_one_of_no_list_is_not_found(reading: Reading, now: datetime) -> None:
    with reading.database.transaction() as tx:
        tx.execute(sa.insert(lists).values(slug="morning", name="Morning", created_at=now))
    assert reading.archive("morning") == []
    with pytest.raises(NotFound):
        reading.archive("evening")


def test_a_web_copy_needs_our_link_and_an_edition(reading: Reading) -> None:
    with pytest.raises(BadToken):
        reading.web_copy("81.fr")
    with pytest.raises(NotFound):
        reading.web_copy(LINKS.view(EditionId(81), "fr").rpartition("/")[2])
