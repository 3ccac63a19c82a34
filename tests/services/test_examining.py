"""The doctor looks at everything, hides nothing, and says what to do."""

from dataclasses import replace
from datetime import datetime

import pytest

from digest.model.errors import DatabaseDown, Misconfigured
from digest.services.examining import Examination, Examining, Verdict
from digest.services.judging import Sign
from digest.store import schema
from digest.store.database import Database
from digest.store.tables import metadata


@pytest.fixture
def migrated(database: Database) -> Database:
    """A database that stands at this release's migration."""
    metadata.drop_all(database.engine)
    schema.upgrade(database)
    return database


def _doctor(database: Database, now: datetime, **probes: object) -> Examining:
    signs = [
        Sign("tick", "Clock", Verdict.GOOD, "Ran."),
        Sign("disk", "Disk", Verdict.BAD, "%(n)s GB.", {"n": 1}, "Act."),
    ]
    return Examining(database=database, probes=probes, signs=lambda: signs, clock=lambda: now)  # type: ignore[arg-type]


def test_how_the_work_goes_is_told_as_on_the_operators_page(migrated: Database, now: datetime) -> None:
    """Only what was asked for; what to do stands with it."""
    found = list(_doctor(migrated, now).examine(("tick", "disk")))
    assert found == [
        Examination("tick", Verdict.GOOD, "Ran.", "Clock"),
        Examination("disk", Verdict.BAD, "1 GB. Act.", "Disk"),
    ]
    assert [one.name for one in _doctor(migrated, now).examine(("disk",))] == ["disk"]


def test_a_database_that_cannot_be_read_is_told_once(migrated: Database, now: datetime) -> None:
    def gone() -> list[Sign]:
        raise DatabaseDown("It is gone.")

    found = list(replace(_doctor(migrated, now), signs=gone).examine(("tick", "disk")))
    assert found == [Examination("tick", Verdict.BAD, "It is gone.")]


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
