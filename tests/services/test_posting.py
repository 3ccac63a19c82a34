"""Posting one batch: what is marked before a mail goes out, and what is recorded when something breaks."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from delivery_world import DAY, SENDER, links, rendering, seed, states

from digest.deliver.message import Letter
from digest.mail.memory import MemoryTransport
from digest.model.delivery import DeliveryState, Message, Recipient
from digest.model.errors import BadInput, DeliveryError, Rejected
from digest.model.ids import EditionId
from digest.model.rendering import Placeholder
from digest.render.segments import split
from digest.services.addressing import Links, Press
from digest.services.posting import Posting
from digest.store import deliveries, editions, planning
from digest.store.database import Database
from digest.store.tables import deliveries as table

READERS = [f"reader{number}@example.net" for number in range(4)]


def press(edition: EditionId, now: datetime) -> Press:
    segments = split(rendering(edition, "fr", "L’été à Damas"))
    letter = Letter(edition, "matin", "Le matin", "L’été à Damas", "fr", now, segments.content_type)
    return Press(SENDER, ("fr",), {"fr": letter}, {"fr": segments})


def claimed(database: Database, now: datetime) -> tuple[EditionId, Sequence[Recipient]]:
    edition = seed(database, now, READERS)
    with database.transaction() as tx:
        editions.begin_sending(tx, edition, now)
        planning.plan(tx, edition, DAY, now)
        return edition, deliveries.claim(tx, edition, "me", now, now + timedelta(minutes=10), 10)


def posting(
    database: Database, transport: MemoryTransport, made: Press, now: datetime, links: Links = links
) -> Posting:
    return Posting(
        database=database,
        transport=transport,
        press=made,
        deadline=now + timedelta(hours=12),
        links=links,
        owner="me",
        clock=lambda: now,
        jitter=lambda: 1.0,
        stop=lambda: False,
        progress=lambda _: None,
        mails_per_connection=10,
    )


def test_one_delivery_is_on_the_wire_at_a_time(database: Database, now: datetime) -> None:
    """Whenever a mail goes out, it alone is marked as handed over, and those before it are recorded."""
    edition, readers = claimed(database, now)
    seen: list[tuple[int, int]] = []

    def look(_: Message) -> None:
        with database.reading() as tx:
            handed = sa.select(sa.func.count()).where(table.c.state == "claimed", table.c.handed_at.is_not(None))
            sent = sa.select(sa.func.count()).where(table.c.state == "sent")
            seen.append((tx.execute(handed).scalar_one(), tx.execute(sent).scalar_one()))

    post = posting(database, MemoryTransport(answer=look), press(edition, now), now)
    post.post(readers)
    assert seen == [(1, 0), (1, 1), (1, 2), (1, 3)]
    assert post.counts == {DeliveryState.SENT: 4}


def test_a_failure_that_nobody_foresaw_loses_no_answer(database: Database, now: datetime) -> None:
    """What the relay took before is recorded; the mail on the wire stays marked."""
    edition, readers = claimed(database, now)

    def break_at_third(message: Message) -> DeliveryError | None:
        if message.recipient == READERS[2]:
            raise ZeroDivisionError
        return Rejected("no", code=550) if message.recipient == READERS[1] else None

    with pytest.raises(ZeroDivisionError):
        posting(database, MemoryTransport(answer=break_at_third), press(edition, now), now).post(readers)
    assert list(states(database).values()) == ["sent", "rejected", "claimed", "claimed"]


def test_a_fault_of_ours_is_nobodys_rejection(database: Database, now: datetime) -> None:
    """Links that cannot stand in a mail stop the batch instead of refusing every reader for good."""
    edition, readers = claimed(database, now)
    transport = MemoryTransport()
    post = posting(
        database, transport, press(edition, now), now, links=lambda _: dict.fromkeys(Placeholder, "not a link")
    )
    with pytest.raises(BadInput):
        post.post(readers)
    assert (set(states(database).values()), transport.sent) == ({"claimed"}, [])
