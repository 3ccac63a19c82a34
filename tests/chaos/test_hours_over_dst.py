"""Readers in eleven zones with hours of their own, while clocks change: each gets each edition once, at their hour."""

from collections import defaultdict
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from clock import Clock
from delivery_world import SENDER, add_reader, links, rendering, seed

from digest.compose.calendar import LONGEST_WAIT, slot_for
from digest.mail.journal import Journal
from digest.mail.memory import MemoryTransport
from digest.model.delivery import Message
from digest.model.edition import EditionState, Schedule
from digest.model.ids import EditionId
from digest.model.rendering import content_hash
from digest.services.delivering import Delivering
from digest.store import editions as kept
from digest.store.database import Database
from digest.store.tables import digests, editions, renderings

ZONES = (
    "Europe/Kyiv",
    "Asia/Damascus",
    "Europe/Moscow",
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "America/Santiago",
    "Asia/Beirut",
    "Pacific/Apia",
)
HOURS = (time(0), time(2, 30), time(3, 30), time(7), time(20))
TICK = timedelta(minutes=20)


def add_edition(database: Database, schedule: Schedule, day: datetime) -> tuple[EditionId, datetime]:
    """An approved edition of that local day."""
    slot = slot_for(schedule, day.date())
    with database.transaction() as tx:
        values = {"digest_id": 1, "day": slot.day, "send_at": slot.at, "composed_at": slot.at, "created_at": slot.at}
        edition = EditionId(tx.execute(sa.insert(editions).values(values).returning(editions.c.id)).scalar_one())
        made = rendering(edition, "fr", f"Le {slot.day}")
        kept.store_renderings(tx, edition, [made], slot.at)
        approved = {"state": "approved", "approved_hash": content_hash([made])}
        tx.execute(sa.update(editions).where(editions.c.id == edition).values(approved))
    return edition, slot.at


def populate(database: Database, zone: str, now: datetime) -> dict[str, tuple[time, str]]:
    """A digest in `zone` and its readers: address → the hour and the zone they chose."""
    readers = {f"{at:%H%M}.{n}@example.net": (at, other) for n, other in enumerate(ZONES) for at in HOURS}
    seed(database, now, [])
    with database.transaction() as tx:
        tx.execute(sa.delete(renderings))
        tx.execute(sa.delete(editions))
        tx.execute(sa.update(digests).values(zone=zone))
        for address, (at, other) in readers.items():
            add_reader(tx, 1, address, now, at=at, zone=other)
    return readers


@pytest.mark.parametrize(
    ("zone", "first"),
    [("Europe/Paris", datetime(2026, 3, 27)), ("America/Santiago", datetime(2026, 4, 3))],  # noqa: DTZ001  (local days)
)
def test_each_reader_gets_each_edition_once_at_their_hour(
    database: Database, clock: Clock, journal: Journal, zone: str, first: datetime
) -> None:
    """Over a change of clocks, with a worker that comes by every 20 minutes; an hour too far off means at once."""
    schedule = Schedule(zone, time(7))
    readers = populate(database, zone, clock())
    transport, got = MemoryTransport(), defaultdict[tuple[str, str], list[datetime]](list)
    delivering = Delivering(database, transport, SENDER, links, clock, journal)

    def note(message: Message) -> None:
        got[message.recipient, message.message_id.split(".")[0]].append(clock.now)

    transport.answer = note
    slots = [add_edition(database, schedule, first + timedelta(days=n)) for n in range(4)]
    clock.now = slots[0][1]
    while clock.now <= slots[-1][1] + LONGEST_WAIT + TICK:
        for edition, send_at in slots:
            if send_at <= clock.now:
                delivering.plan(edition)
                delivering.send_batch(edition)
        delivering.sweep()
        clock.pass_(minutes=20)
    assert len(got) == len(readers) * len(slots)
    assert len({moment for moments in got.values() for moment in moments}) > 20 * len(slots) // 2
    for (address, identifier), moments in got.items():
        send_at = next(at for edition, at in slots if identifier == f"<{edition}")
        assert len(moments) == 1, (address, identifier)
        _judge(*readers[address], send_at, moments[0])
    with database.reading() as tx:
        assert {edition.state for edition in kept.latest(tx, None, 9)} == {EditionState.SENT}


def _judge(at: time, zone: str, send_at: datetime, came: datetime) -> None:
    """At once, or in the 20 minutes after their clocks first showed the hour."""
    assert timedelta() <= came - send_at <= LONGEST_WAIT + TICK
    if came > send_at:
        local = ZoneInfo(zone)
        minutes = [came - n * timedelta(minutes=1) for n in range(21)]
        shown = [moment.astimezone(local).time() for moment in minutes]
        # Where clocks jump over the hour, the first moment after the gap stands for it.
        jumped = any(
            one.astimezone(local).utcoffset() != (one - timedelta(minutes=1)).astimezone(local).utcoffset()
            for one in minutes
        )
        assert at in shown or jumped, (at, zone, came.astimezone(UTC))
