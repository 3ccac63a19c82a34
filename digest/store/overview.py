"""What meters show of the whole: how many of everything stand how. It changes nothing."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.store.tables import (
    assignments,
    deliveries,
    digests,
    editions,
    entries,
    feeds,
    notices,
    subscriptions,
    ticks,
    waves,
)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows stand in which state, and the oldest that wait."""

    editions: Mapping[str, int]
    deliveries: Mapping[str, int]
    feeds: Mapping[str, int]
    notices: Mapping[str, int]
    subscriptions: Mapping[str, int]
    oldest_unsent: datetime | None  # when the oldest of the mails that are due and not sent was due
    ticks: Mapping[str, datetime]


@dataclass(frozen=True, slots=True)
class Collected:
    """How far collecting has come."""

    feeds: int
    feeds_read: int  # at least once, or tried in vain
    pages: Mapping[str, int]  # by state: "new" waits
    refused: tuple[tuple[str, str], ...]  # URL and reason
    topics: Mapping[str, int]  # articles by topic


def last_tick(tx: Connection) -> datetime | None:
    """When the database was last asked what is due."""
    return tx.execute(sa.select(ticks.c.at).where(ticks.c.name == "tick")).scalar_one_or_none()


def count(tx: Connection, since: datetime, now: datetime) -> Counts:
    """All that can be counted; deliveries of editions that were due after `since` only, for the ledger is long."""
    return Counts(
        editions=_by_state(tx, editions),
        deliveries=_deliveries(tx, since),
        feeds=_by_state(tx, feeds),
        notices=_by_state(tx, notices),
        subscriptions=_subscriptions(tx),
        oldest_unsent=_oldest_unsent(tx, now),
        ticks=dict(tx.execute(sa.select(ticks.c.name, ticks.c.at)).all()),
    )


def collected(tx: Connection) -> Collected:
    """What was collected so far, and what of it waits."""
    tried = sa.or_(feeds.c.last_good_at.is_not(None), feeds.c.failures > 0, feeds.c.state != "active")
    refused = sa.select(entries.c.url, entries.c.reason).where(entries.c.state == "refused").order_by(entries.c.url)
    topics = sa.select(assignments.c.topic_id, sa.func.count()).group_by(assignments.c.topic_id)
    return Collected(
        feeds=tx.execute(sa.select(sa.func.count()).select_from(feeds)).scalar_one(),
        feeds_read=tx.execute(sa.select(sa.func.count()).select_from(feeds).where(tried)).scalar_one(),
        pages=_by_state(tx, entries),
        refused=tuple((row.url, row.reason) for row in tx.execute(refused)),
        topics={row[0]: row[1] for row in tx.execute(topics.order_by(assignments.c.topic_id))},
    )


def _oldest_unsent(tx: Connection, now: datetime) -> datetime | None:
    """When the oldest mail that is due was due. Who chose a later hour waits by choice, and is not late."""
    here = deliveries.c
    sending, waiting = editions.c.state == "sending", here.state.in_(["queued", "deferred", "claimed"])
    any_wave, later = waves.alias(), waves.alias()
    its_waves = sa.exists().where(any_wave.c.edition_id == editions.c.id)
    at_once = sa.select(sa.func.min(editions.c.send_at)).where(
        sending, ~its_waves, sa.exists().where(here.edition_id == editions.c.id, waiting)
    )
    # A mail that was tried, or given back, has another next attempt: its reader's wish says when it was due.
    chosen = sa.exists().where(
        later.c.edition_id == here.edition_id, later.c.due_at == here.next_attempt_at, later.c.due_at > now
    )
    wish = (
        (waves.c.edition_id == editions.c.id)
        & (waves.c.zone == subscriptions.c.zone)
        & (waves.c.at == subscriptions.c.at)
    )
    theirs = (subscriptions.c.list_id == digests.c.list_id) & (subscriptions.c.subscriber_id == here.subscriber_id)
    in_waves = (
        sa.select(sa.func.min(sa.func.coalesce(waves.c.due_at, editions.c.send_at)))
        .select_from(deliveries)
        .join(editions, editions.c.id == here.edition_id)
        .join(digests, digests.c.id == editions.c.digest_id)
        .outerjoin(subscriptions, theirs)
        .outerjoin(waves, wish)
        .where(sending, waiting, its_waves, ~chosen)
    )
    found = (tx.execute(query).scalar_one() for query in (at_once, in_waves))
    return min((moment for moment in found if moment), default=None)


def _by_state(tx: Connection, table: sa.Table) -> dict[str, int]:
    query = sa.select(table.c.state, sa.func.count()).group_by(table.c.state).order_by(table.c.state)
    return dict(tx.execute(query).all())


def _deliveries(tx: Connection, since: datetime) -> dict[str, int]:
    query = (
        sa.select(deliveries.c.edition_id, deliveries.c.state, sa.func.count())
        .where(deliveries.c.edition_id.in_(sa.select(editions.c.id).where(editions.c.send_at > since)))
        .group_by(deliveries.c.edition_id, deliveries.c.state)
    )
    return _summed(tx, query)


def _subscriptions(tx: Connection) -> dict[str, int]:
    here = subscriptions.c
    return _summed(tx, sa.select(here.list_id, here.state, sa.func.count()).group_by(here.list_id, here.state))


def _summed(tx: Connection, query: sa.Select[Any]) -> dict[str, int]:
    """By state alone: grouped as their index has them, rows are counted without being sorted, so we add up."""
    found = Counter[str]()
    for _, state, count in tx.execute(query):
        found[state] += count
    return dict(sorted(found.items()))
