"""Providers that are slowed, as rows."""

from datetime import datetime, timedelta

from digest.model.pace import Pace
from digest.store import audit, paces
from digest.store.database import Database


def pace(now: datetime, name: str = "google", minutes: int = 30) -> Pace:
    return Pace(name, 10, now + timedelta(minutes=minutes), "unusual-rate", 0.5, now, now)


def test_a_row_is_begun_once(database: Database, now: datetime) -> None:
    """What is kept counts, not what would be begun."""
    with database.transaction() as tx:
        assert paces.lock(tx, [pace(now)], ["google", "yahoo"]) == {"google": pace(now)}
        assert paces.lock(tx, [pace(now, minutes=60)], ["google"]) == {"google": pace(now)}
        paces.write(tx, [pace(now, minutes=90)])
    with database.reading() as tx:
        assert paces.slowed(tx, now) == [pace(now, minutes=90)]


def test_what_is_over_slows_nobody_and_is_forgotten(database: Database, now: datetime) -> None:
    with database.transaction() as tx:
        paces.lock(tx, [pace(now), pace(now, "yahoo", 60)], [])
        later = now + timedelta(minutes=30)
        assert [one.provider for one in paces.slowed(tx, later)] == ["yahoo"]
        assert paces.forget(tx, later + timedelta(seconds=1)) == 1


def test_tokens_that_were_not_needed_come_back(database: Database, now: datetime) -> None:
    with database.transaction() as tx:
        paces.lock(tx, [pace(now)], [])
        paces.give_back(tx, "google", 2)
        assert [one.tokens for one in paces.slowed(tx, now)] == [2.5]


def test_own_pauses_are_told_from_operators(database: Database, now: datetime) -> None:
    with database.transaction() as tx:
        audit.note(tx, now, "olga", "edition.pause", "edition 1")
        audit.note(tx, now, "", "edition.pause", "edition 1", "too many complaints")
        assert paces.own_pauses(tx, now) == [(now, "too many complaints")]
        assert paces.own_pauses(tx, now + timedelta(seconds=1)) == []
        assert paces.first_sent(tx) is None
