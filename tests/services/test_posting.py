"""Posting one batch: what is marked before a mail goes out, and what is recorded when something breaks."""

from datetime import datetime, timedelta

import pytest
from delivery_world import DAY, links, press, seed, states

from digest.mail.journal import Journal, Mark
from digest.mail.memory import MemoryTransport
from digest.model.delivery import DeliveryState, Message
from digest.model.errors import BadInput, DeliveryError, Rejected
from digest.model.ids import DeliveryId
from digest.model.rendering import Placeholder
from digest.services.addressing import Links
from digest.services.clerk import Clerk
from digest.services.posting import Posting
from digest.store import editions, planning
from digest.store.database import Database

READERS = [f"reader{number}@example.net" for number in range(4)]


@pytest.fixture
def clerk(database: Database, journal: Journal, now: datetime) -> Clerk:
    """At the ledger of an edition that is being sent."""
    edition = seed(database, now, READERS)
    with database.transaction() as tx:
        editions.begin_sending(tx, edition, now)
        planning.plan(tx, edition, DAY, now)
    return Clerk(database, journal, press(edition, now), edition, "me", timedelta(minutes=10), 10, lambda: now)


def posting(clerk: Clerk, transport: MemoryTransport, links: Links = links) -> Posting:
    return Posting(
        clerk=clerk,
        transport=transport,
        press=clerk.press,
        links=links,
        deadline=clerk.clock() + timedelta(hours=12),
        clock=clerk.clock,
        jitter=lambda: 1.0,
        stop=lambda: False,
        progress=lambda _: None,
    )


def test_only_what_is_on_the_wire_is_marked_so(clerk: Clerk) -> None:
    """Whenever a mail goes out, it alone is in the journal as handed over; those before it were answered."""
    seen: list[tuple[list[DeliveryId], list[DeliveryId]]] = []

    def look(_: Message) -> None:
        (page,) = clerk.pages()
        seen.append((page.with_mark(Mark.HANDED), page.with_mark(Mark.TAKEN)))

    with clerk:
        post = posting(clerk, MemoryTransport(answer=look))
        post.post()
    assert seen == [([1], []), ([2], [1]), ([3], [1, 2]), ([4], [1, 2, 3])]
    assert post.counts == {DeliveryState.SENT: 4}
    assert (set(states(clerk.database).values()), list(clerk.journal.folder.iterdir())) == ({"sent"}, [])


def test_a_failure_that_nobody_foresaw_loses_no_answer(clerk: Clerk) -> None:
    """What the relay answered before is recorded; the mail on the wire stays in the journal; the rest is given back."""

    def break_at_third(message: Message) -> DeliveryError | None:
        if message.recipient == READERS[2]:
            raise ZeroDivisionError
        return Rejected("no", code=550) if message.recipient == READERS[1] else None

    post = posting(clerk, MemoryTransport(answer=break_at_third))
    with pytest.raises(ZeroDivisionError), clerk:
        post.post()
    assert list(states(clerk.database).values()) == ["sent", "rejected", "claimed", "queued"]
    (left,) = clerk.journal.left()
    assert left.with_mark(Mark.HANDED) == [3]


def test_a_fault_of_ours_is_nobodys_rejection(clerk: Clerk) -> None:
    """Links that cannot stand in a mail stop the batch instead of refusing every reader for good."""
    transport = MemoryTransport()
    post = posting(clerk, transport, lambda _: dict.fromkeys(Placeholder, "not a link"))
    with pytest.raises(BadInput), clerk:
        post.post()
    assert (set(states(clerk.database).values()), transport.sent) == ({"queued"}, [])
