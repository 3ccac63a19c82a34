"""The tick: what is due becomes hints, whoever asks and however often."""

from dataclasses import replace
from datetime import datetime, timedelta

import delivery_world as world
import sqlalchemy as sa
from clock import Clock
from editing_world import MADE, SLOT, add_digest, desk, rendering

from digest.model.edition import Edition, EditionState
from digest.model.ids import EditionId
from digest.services.operating import Hint, Operating
from digest.store import editions, links, mail_hosts, operations
from digest.store.database import Database
from digest.store.tables import deliveries, delivery_events, entries, feeds, sources
from digest.store.tables import editions as editions_table


def _operating(database: Database, now: datetime) -> Operating:
    clock = Clock(now)
    return Operating(database, desk(database, clock), clock, send_batch=500)


def _due_pages(database: Database, count: int, now: datetime) -> None:
    with database.transaction() as tx:
        tx.execute(sa.insert(sources).values(id=1, name="The Harbour Post"))
        later = now + timedelta(days=1)
        tx.execute(
            sa.insert(feeds).values(id=1, source_id=1, url="https://a.example/", created_at=now, next_check_at=later)
        )
        rows = [
            {"feed_id": 1, "key": str(n), "url": f"https://a.example/{n}", "first_seen_at": now} for n in range(count)
        ]
        tx.execute(sa.insert(entries), rows)


def test_an_edition_is_composed_when_its_lead_time_begins(database: Database) -> None:
    """Before it there is nothing to do; from then on every tick says so, until it is composed."""
    add_digest(database, MADE)
    _operating(database, SLOT).tidy()
    lead = timedelta(minutes=15)
    assert _operating(database, SLOT - lead - timedelta(minutes=1)).tick() == ()
    for _ in range(2):
        hints = _operating(database, SLOT - lead).tick()
        assert [hint.task for hint in hints] == ["edit.compose"]


def test_help_is_asked_for_as_much_as_waits(database: Database, now: datetime) -> None:
    """One worker for a few pages, several for many, never more than are there."""
    _due_pages(database, 45, now)
    _operating(database, now).tidy()
    assert _operating(database, now).tick() == (Hint("collect.work"),) * 3


def test_a_tick_leaves_a_trace(database: Database, now: datetime) -> None:
    """Health checks see when the last one ran."""
    _operating(database, now).tick()
    with database.reading() as tx:
        assert operations.last_beat(tx, "tick") == now


def test_tidying_forgets_what_gave_nothing(database: Database, now: datetime) -> None:
    """Old refusals go; what still waits stays."""
    _due_pages(database, 2, now)
    with database.transaction() as tx:
        tx.execute(sa.update(entries).where(entries.c.key == "0").values(state="refused"))
    assert _operating(database, now + timedelta(days=31)).tidy() == 1


def test_tidying_is_asked_for_once_a_day(database: Database, now: datetime) -> None:
    """From the first tick on, whenever beat was started."""
    day = timedelta(days=1)
    hints = []
    for moment in (now, now + day - timedelta(minutes=1), now + day):
        operating = _operating(database, moment)
        hints.append(operating.tick())
        if hints[-1]:
            operating.tidy()
    assert hints == [(Hint("housekeeping.daily"),), (), (Hint("housekeeping.daily"),)]


def test_a_drafts_links_are_looked_at_once(database: Database) -> None:
    """After each rendering; a hint that got lost comes again with the next tick."""
    digest, now = add_digest(database, MADE), SLOT - timedelta(minutes=10)
    with database.transaction() as tx:
        edition = editions.add(tx, Edition(EditionId(0), digest.id, SLOT.date(), SLOT, EditionState.DRAFT), now)
        assert edition is not None
        editions.store_renderings(tx, edition.id, [rendering(edition.id, "fr")], now)
    for _ in range(2):
        assert Hint("edit.check_links", (edition.id,)) in _operating(database, now).tick()
    with database.transaction() as tx:
        links.begin(tx, edition.id, now)
    assert "edit.check_links" not in {hint.task for hint in _operating(database, now).tick()}


def test_a_mailbox_that_is_set_is_read_at_each_tick(database: Database, now: datetime) -> None:
    """One that is not costs nothing."""
    operating = _operating(database, now)
    operating.tidy()
    assert operating.tick() == ()
    assert replace(operating, reads_mail=True).tick() == (Hint("track.read"),)


def test_domains_are_asked_for_where_that_is_set(database: Database, now: datetime) -> None:
    """While some are due."""
    operating = _operating(database, now)
    operating.tidy()
    with database.transaction() as tx:
        mail_hosts.keep(tx, {"firm.example"}, now)
    assert operating.tick() == ()
    assert replace(operating, locates=True).tick() == (Hint("housekeeping.locate"),)
    with database.transaction() as tx:
        mail_hosts.learn(tx, {"firm.example": ""}, now + timedelta(days=7))
    assert replace(operating, locates=True).tick() == ()


def test_refusals_are_looked_through_soon(database: Database, now: datetime) -> None:
    """Dead addresses among them are found before the next edition."""
    edition = world.seed(database, now, ["a@example.net"], approved=False)
    with database.transaction() as tx:
        tx.execute(sa.update(editions_table).values(state="sent"))
        tx.execute(sa.insert(deliveries).values(edition_id=edition, subscriber_id=1, state="rejected"))
        tx.execute(sa.insert(delivery_events).values(delivery_id=1, at=now, kind="rejected", code=550))
    operating = _operating(database, now)
    operating.tidy()
    assert Hint("track.review") in operating.tick()
