"""The doctor looks at everything, hides nothing, and says what to do."""

from datetime import datetime, timedelta

import pytest

from digest.model.errors import Misconfigured
from digest.services.examining import Examination, Examining, Verdict
from digest.store import operations, schema
from digest.store.database import Database
from digest.store.tables import metadata


@pytest.fixture
def migrated(database: Database) -> Database:
    """A database that stands at this release's migration."""
    metadata.drop_all(database.engine)
    schema.upgrade(database)
    return database


def _doctor(database: Database, now: datetime, **probes: object) -> Examining:
    return Examining(database=database, probes=probes, clock=lambda: now)  # type: ignore[arg-type]


def test_a_tick_that_stopped_is_told(migrated: Database, now: datetime) -> None:
    """Never, long ago and just now are three different answers."""
    doctor = _doctor(migrated, now)
    assert ["No tick has run yet" in found.message for found in doctor.examine(("tick",))] == [True]
    for age, verdict in ((timedelta(minutes=40), Verdict.WARNING), (timedelta(minutes=1), Verdict.GOOD)):
        with migrated.transaction() as tx:
            operations.beat(tx, "tick", now - age)
        assert [found.verdict for found in doctor.examine(("tick",))] == [verdict]


def test_a_database_that_was_never_upgraded_is_bad(database: Database, now: datetime) -> None:
    """Tables without migrations are not ours; the answer names the command."""
    (found,) = _doctor(database, now).examine(("database",))
    assert found.verdict is Verdict.BAD
    assert "digest db upgrade" in found.message


def test_one_failure_does_not_hide_the_next(migrated: Database, now: datetime) -> None:
    """A probe that fails is reported, and the others are still made."""

    def broken() -> tuple[str, ...]:
        raise Misconfigured("The relay does not answer.")

    doctor = _doctor(migrated, now, relay=broken, topics=lambda: ("No topic is loaded.",), broker=lambda: ())
    assert list(doctor.examine(("relay", "topics", "broker"))) == [
        Examination("relay", Verdict.BAD, "The relay does not answer."),
        Examination("topics", Verdict.WARNING, "No topic is loaded."),
        Examination("broker", Verdict.GOOD, ""),
    ]


def test_a_clock_that_is_wrong_is_told(migrated: Database, now: datetime) -> None:
    """A database server whose time differs from ours is a warning; a file has no clock of its own."""
    verdicts = [found.verdict for found in _doctor(migrated, now).examine(("clock",))]
    assert verdicts == [Verdict.WARNING if migrated.postgres else Verdict.GOOD]
