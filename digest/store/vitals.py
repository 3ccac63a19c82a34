"""How the whole house does, as one reading of the database: what is due and waits, who ran last, how full it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.event import EventKind
from digest.model.pace import Pace
from digest.store import entries, feeds, flights, imports, notices, paces, tables
from digest.store.tables import deliveries, delivery_events, editions, relays, ticks

RETURNS_OF = timedelta(days=1)
SILENT_AFTER = timedelta(days=2)  # a feed that gave nothing for so long is told


@dataclass(frozen=True, slots=True)
class Queue:
    """What is due now and waits for a worker."""

    name: str
    waiting: int
    oldest: datetime | None  # since when the first of it is due


@dataclass(frozen=True, slots=True)
class RelayState:
    """A relay that refused us, until it takes a mail again."""

    name: str
    resume_at: datetime | None
    failures: int
    error: str


@dataclass(frozen=True, slots=True)
class Vitals:
    """One reading."""

    ticks: Mapping[str, datetime]  # who ran last: "tick", "housekeeping", "worker send" …
    queues: tuple[Queue, ...]
    relays: tuple[RelayState, ...]
    last_sent: datetime | None
    uncertain: int  # held for an operator
    editions: Mapping[str, int]
    paused: int  # editions that are stopped for a while
    feeds: Mapping[str, int]
    silent: int  # active feeds without a good answer for days
    database_octets: int
    paused_for: tuple[str, ...] = ()  # why, of those that were not paused by an operator
    returns: Mapping[str, int] = field(default_factory=dict)  # mails of a day: "sent", and each kind of what came back
    slowed: tuple[Pace, ...] = ()  # providers that get fewer mails, or none, for a while


def read(tx: Connection, now: datetime) -> Vitals:
    """Read them."""
    sent = sa.select(delivery_events.c.at).where(delivery_events.c.kind == "sent")
    held = sa.text("deliveries.state = 'uncertain'")
    return Vitals(
        ticks=dict(tx.execute(sa.select(ticks.c.name, ticks.c.at)).all()),
        queues=tuple(_queues(tx, now)),
        relays=tuple(RelayState(*row) for row in tx.execute(_relays())),
        last_sent=tx.execute(sent.order_by(delivery_events.c.at.desc()).limit(1)).scalar_one_or_none(),
        uncertain=_count(tx, deliveries, sa.and_(held, deliveries.c.next_attempt_at.is_(None))),
        editions=by_state(tx, editions),
        paused=_count(tx, editions, sa.and_(editions.c.state == "sending", editions.c.paused_at.is_not(None))),
        paused_for=_paused_for(tx),
        returns=_returns(tx, now),
        slowed=tuple(paces.slowed(tx, now)),
        feeds=by_state(tx, tables.feeds),
        silent=_count(tx, tables.feeds, _silent(now)),
        database_octets=_octets(tx),
    )


def by_state(tx: Connection, table: sa.Table) -> dict[str, int]:
    """How many rows stand in each state."""
    query = sa.select(table.c.state, sa.func.count()).group_by(table.c.state).order_by(table.c.state)
    return dict(tx.execute(query).all())


def _queues(tx: Connection, now: datetime) -> list[Queue]:
    of = editions.c
    drafts = sa.and_(
        of.state == "draft", of.composed_at.is_(None), sa.or_(of.claimed_until.is_(None), of.claimed_until <= now)
    )
    approved = sa.and_(of.state == "approved", of.scheduled, of.send_at <= now)
    mails = sa.and_(
        of.state == "sending",
        of.paused_at.is_(None),
        deliveries.c.edition_id == of.id,
        sa.text("deliveries.state IN ('queued', 'deferred')"),  # written out, so that the partial index is used
        deliveries.c.next_attempt_at <= now,
    )
    page, feed, notice, roster = tables.entries.c, tables.feeds.c, tables.notices.c, tables.imports.c
    asked = (
        ("feeds", feeds.due(now), sa.func.coalesce(feed.next_check_at, feed.created_at)),
        ("pages", entries.due(now), sa.func.coalesce(page.next_attempt_at, page.first_seen_at)),
        ("drafts", drafts, of.created_at),
        ("approved", approved, of.send_at),
        ("deliveries", mails, deliveries.c.next_attempt_at),
        ("notices", notices.due(now), sa.func.coalesce(notice.next_attempt_at, notice.created_at)),
        ("imports", imports.due(now), roster.created_at),
    )
    found = []
    for name, waits, since in asked:
        oldest = sa.type_coerce(sa.func.min(since), of.send_at.type)
        found.append(Queue(name, *tx.execute(sa.select(sa.func.count(), oldest).where(waits)).one()))
    return found


def _paused_for(tx: Connection) -> tuple[str, ...]:
    paused = sa.and_(editions.c.state == "sending", editions.c.paused_at.is_not(None))
    ids = tx.execute(sa.select(editions.c.id).where(paused).order_by(editions.c.id)).scalars().all()
    return tuple(why for why in (flights.paused_for(tx, edition) for edition in ids) if why)


def _returns(tx: Connection, now: datetime) -> dict[str, int]:
    event = delivery_events.c
    kinds = ["sent", *EventKind]
    query = sa.select(event.kind, sa.func.count()).where(event.at > now - RETURNS_OF, event.kind.in_(kinds))
    return dict(tx.execute(query.group_by(event.kind)).all())


def _silent(now: datetime) -> sa.ColumnElement[bool]:
    feed = tables.feeds.c
    return sa.and_(feed.state == "active", sa.func.coalesce(feed.last_good_at, feed.created_at) < now - SILENT_AFTER)


def _relays() -> sa.Select[Any]:
    return sa.select(relays.c.name, relays.c.resume_at, relays.c.failures, relays.c.error).order_by(relays.c.name)


def _count(tx: Connection, table: sa.Table, match: sa.ColumnElement[bool]) -> int:
    return tx.execute(sa.select(sa.func.count()).select_from(table).where(match)).scalar_one()


def _octets(tx: Connection) -> int:
    if tx.dialect.name == "postgresql":
        return int(tx.execute(sa.select(sa.func.pg_database_size(sa.func.current_database()))).scalar_one())
    pages, size = (int(tx.exec_driver_sql(f"PRAGMA {name}").scalar_one()) for name in ("page_count", "page_size"))
    return pages * size
