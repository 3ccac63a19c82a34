"""What happened by the hour and by the day, counted for plots and meters. Nothing is kept for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.event import EventKind
from digest.model.ids import EditionId, ListId
from digest.model.subscriber import SubscriptionState
from digest.store import mail_hosts
from digest.store.tables import articles, deliveries, delivery_events, lists, notices, subscribers, subscriptions

HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_OLDEST_NEWS = timedelta(days=30)  # a page read now is hardly older; lets the index of `published` serve


@dataclass(frozen=True, slots=True)
class Growth:
    """A day of a list, or of all: how many were on it at its end, came and went."""

    day: date
    confirmed: int
    came: int
    went: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """Mails that one mail provider refused, or sent back, for one reason."""

    domain: str
    kind: str  # of event: "bounced_hard", "bounced_soft", "blocked", "complained"; "rejected" until it was looked at
    code: int
    enhanced: str
    count: int
    text: str  # what the relay said, of one of them
    last_at: datetime


def events_by_hour(
    tx: Connection, kinds: Sequence[str], now: datetime, hours: int
) -> dict[str, list[tuple[datetime, int]]]:
    """Events of the ledger of each kind, in each of the last `hours` whole hours, and this one."""
    begins = _hours(now, hours)
    hour = _cut(tx, delivery_events.c.at, "hour")
    query = (
        sa.select(delivery_events.c.kind, hour, sa.func.count())
        .where(delivery_events.c.at >= begins[0], delivery_events.c.kind.in_(kinds))
        .group_by(delivery_events.c.kind, hour)
    )
    counts = {(kind, _moment(at)): count for kind, at, count in tx.execute(query)}
    return {kind: [(at, counts.get((kind, at), 0)) for at in begins] for kind in kinds}


def articles_by_hour(tx: Connection, now: datetime, hours: int) -> list[tuple[datetime, int]]:
    """Articles read, likewise."""
    begins = _hours(now, hours)
    hour = _cut(tx, articles.c.fetched_at, "hour")
    recent = articles.c.published >= begins[0] - _OLDEST_NEWS
    query = sa.select(hour, sa.func.count()).where(recent, articles.c.fetched_at >= begins[0]).group_by(hour)
    counts = {_moment(at): count for at, count in tx.execute(query)}
    return [(at, counts.get(at, 0)) for at in begins]


def since(tx: Connection, moment: datetime, kinds: Sequence[str]) -> dict[str, int]:
    """Events of each kind, articles read ("articles") and confirmations asked for ("signups") after a moment."""
    event = delivery_events.c
    query = sa.select(event.kind, sa.func.count()).where(event.at > moment, event.kind.in_(kinds)).group_by(event.kind)
    counts = dict.fromkeys(kinds, 0) | dict(tx.execute(query).all())
    recent = sa.and_(articles.c.published >= moment - _OLDEST_NEWS, articles.c.fetched_at > moment)
    asked = sa.and_(notices.c.kind == "confirm", notices.c.created_at > moment)
    for name, table, match in (("articles", articles, recent), ("signups", notices, asked)):
        counts[name] = tx.execute(sa.select(sa.func.count()).select_from(table).where(match)).scalar_one()
    return counts


def growth(tx: Connection, now: datetime, days: int, list_id: ListId | None = None) -> list[Growth]:
    """The last `days` days (UTC), oldest first. Who came back counts from then on only: the past is not known."""
    last = now.date()
    since = datetime.combine(last - (days - 1) * _DAY, datetime.min.time(), UTC)
    # All lists are named, for the index begins with them.
    here = (
        subscriptions.c.list_id == list_id
        if list_id is not None
        else subscriptions.c.list_id.in_(sa.select(lists.c.id))
    )
    on_it = sa.select(sa.func.count()).select_from(subscriptions).where(here, subscriptions.c.state == "confirmed")
    confirmed: int = tx.execute(on_it).scalar_one()
    came_then = sa.and_(here, subscriptions.c.state.in_(list(SubscriptionState)), subscriptions.c.confirmed_at >= since)
    came = _by_day(tx, subscriptions.c.confirmed_at, came_then)
    left = sa.and_(subscriptions.c.confirmed_at.is_not(None), subscriptions.c.state == "unsubscribed")
    went = _by_day(tx, subscriptions.c.unsubscribed_at, sa.and_(here, left, subscriptions.c.unsubscribed_at >= since))
    found = []
    for back in range(days):
        day = last - back * _DAY
        found.append(Growth(day, confirmed, came.get(day, 0), went.get(day, 0)))
        confirmed += went.get(day, 0) - came.get(day, 0)
    return found[::-1]


def refusals(tx: Connection, since: datetime, limit: int, edition: EditionId | None = None) -> list[Refusal]:
    """Mails refused for good or sent back since then, by provider, kind and code, most first; of an edition, or all."""
    domain = mail_hosts.domain(tx)
    event, told = delivery_events.c, delivery_events.alias("told")
    looked_at = sa.exists().where(told.c.delivery_id == event.delivery_id, told.c.key.is_not(None))
    counts = sa.or_(event.kind.in_([*EventKind]), sa.and_(event.kind == "rejected", ~looked_at))
    query = (
        sa.select(
            domain,
            event.kind,
            event.code,
            event.enhanced,
            sa.func.count(),
            sa.func.max(event.text),
            sa.func.max(event.at),
        )
        .join(deliveries, deliveries.c.id == event.delivery_id)
        .join(subscribers, subscribers.c.id == deliveries.c.subscriber_id)
        .where(event.at >= since, counts)
        .group_by(domain, event.kind, event.code, event.enhanced)
        .order_by(sa.func.count().desc(), domain, event.kind)
        .limit(limit)
    )
    if edition is not None:
        query = query.where(deliveries.c.edition_id == edition)
    return [Refusal(*row) for row in tx.execute(query)]


def _by_day(tx: Connection, column: sa.ColumnElement[Any], match: sa.ColumnElement[bool]) -> dict[date, int]:
    day = _cut(tx, column, "day")
    query = sa.select(day, sa.func.count()).select_from(subscriptions).where(match).group_by(day)
    return {_moment(at).date(): count for at, count in tx.execute(query)}


def _hours(now: datetime, hours: int) -> list[datetime]:
    this = now.replace(minute=0, second=0, microsecond=0)
    return [this - back * HOUR for back in range(hours, -1, -1)]


def _cut(tx: Connection, column: sa.ColumnElement[Any], unit: str) -> sa.ColumnElement[Any]:
    """The beginning of the hour or day, in UTC: a moment on PostgreSQL, text on SQLite."""
    if tx.dialect.name == "postgresql":
        return sa.func.date_trunc(sa.literal_column(f"'{unit}'"), sa.type_coerce(column, sa.DateTime(timezone=True)))
    # SQLite keeps moments as text that begins with the day and the hour; cutting it is much quicker than strftime.
    return sa.func.substr(
        sa.type_coerce(column, sa.Text), 1, len("2026-01-16 06") if unit == "hour" else len("2026-01-16")
    )


def _moment(found: str | datetime) -> datetime:
    if isinstance(found, datetime):
        return found.astimezone(UTC)
    return datetime.fromisoformat(found).replace(tzinfo=UTC)
