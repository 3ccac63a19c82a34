"""Standing publications in the database."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from editing_world import DIGEST, UKRAINE, add_digest, add_list

from digest.model.edition import Approval, OnUncertain, Schedule
from digest.store import digests
from digest.store.database import Database


def test_a_digest_comes_back_as_it_was_given(database: Database, now: datetime) -> None:
    """Each field survives, those of the schedule too."""
    schedule = Schedule(
        "Asia/Beirut", time(6, 45), frozenset({0, 4}), catch_up=timedelta(hours=1), lead_time=timedelta(minutes=5)
    )
    given = replace(
        DIGEST,
        schedule=schedule,
        approval=Approval.HOLD,
        approval_window=timedelta(minutes=40),
        on_uncertain=OnUncertain.HOLD,
        window=timedelta(hours=36),
        active=False,
    )
    made = add_digest(database, now, given)
    with database.reading() as tx:
        assert made == replace(given, id=made.id, list_id=made.list_id)
        assert made == digests.find(tx, "levant") == digests.find(tx, made.id)
        assert [made] == digests.every(tx)
        assert digests.active(tx) == []
        assert digests.find(tx, "ponant") is None


def test_a_slug_is_taken_once(database: Database, now: datetime) -> None:
    """The second digest of a name is not made, and the first stays as it is."""
    first = add_digest(database, now)
    listed = replace(DIGEST, name="Another", list_id=add_list(database, now, "other"))
    with database.transaction() as tx:
        assert digests.add(tx, listed, now) is None
        assert [first] == digests.every(tx)


def test_a_new_schedule_counts_from_its_change(database: Database, now: datetime) -> None:
    """Slots of the past are asked for from the digest's making on, or from when it was rescheduled."""
    made, later = add_digest(database, now), now + timedelta(days=2)
    renamed = replace(made, name="Le Matin", topics=(UKRAINE,))
    with database.transaction() as tx:
        digests.change(tx, renamed, later, rescheduled=False)
        assert [(renamed, now)] == digests.active(tx)
        digests.change(tx, renamed, later, rescheduled=True)
        assert [(renamed, later)] == digests.active(tx)
