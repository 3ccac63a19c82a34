"""What readers chose of a list, and whether they pause. Their subscriptions stand in subscribers.py."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.ids import ListId, SubscriberId, TopicId
from digest.model.subscriber import Choice
from digest.store.tables import subscriptions


def find(tx: Connection, list_id: ListId, subscriber: SubscriberId) -> Choice | None:
    """What the reader chose of the list; None when they have nothing to do with it."""
    row = tx.execute(sa.select(*COLUMNS).where(_place(list_id, subscriber))).one_or_none()
    return from_row(row) if row else None


def write(tx: Connection, list_id: ListId, subscriber: SubscriberId, choice: Choice) -> None:
    """Keep what the reader chose."""
    values = {
        "topics": list(choice.topics),
        "weekdays": to_mask(choice.weekdays),
        "at": choice.at,
        "zone": choice.zone,
    }
    tx.execute(sa.update(subscriptions).where(_place(list_id, subscriber)).values(**values))


def pause(tx: Connection, list_id: ListId, subscriber: SubscriberId, until: datetime | None) -> None:
    """Send nothing before `until`; None: send again."""
    tx.execute(sa.update(subscriptions).where(_place(list_id, subscriber)).values(paused_until=until))


COLUMNS = (subscriptions.c.topics, subscriptions.c.weekdays, subscriptions.c.at, subscriptions.c.zone)


def from_row(row: Any) -> Choice:  # noqa: ANN401  (any row that holds COLUMNS)
    """The choice in a row that holds COLUMNS."""
    return Choice(tuple(TopicId(topic) for topic in row.topics), from_mask(row.weekdays), row.at, row.zone)


def to_mask(weekdays: Iterable[int]) -> int:
    """Days as the column keeps them: bit 0 is Monday."""
    return sum(1 << day for day in set(weekdays))


def from_mask(mask: int) -> frozenset[int]:
    """The days of a mask."""
    return frozenset(day for day in range(7) if mask >> day & 1)


def _place(list_id: ListId, subscriber: SubscriberId) -> sa.ColumnElement[bool]:
    return sa.and_(subscriptions.c.list_id == list_id, subscriptions.c.subscriber_id == subscriber)
