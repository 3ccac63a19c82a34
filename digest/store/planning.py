"""An edition's deliveries are planned: who gets it, which topics, and when. Nothing is claimed or sent here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.delivery import DeliveryState
from digest.model.ids import EditionId
from digest.store.database import insert
from digest.store.tables import deliveries, digests, editions, subscribers, subscriptions, suppressions, waves


@dataclass(frozen=True, slots=True)
class Wish:
    """An hour that readers of the edition's list chose. `zone` "" is the digest's."""

    zone: str
    at: time


def wishes(tx: Connection, edition: EditionId) -> list[Wish]:
    """Each hour that some confirmed reader of the edition's list chose, once."""
    query = (
        sa.select(subscriptions.c.zone, subscriptions.c.at)
        .join(digests, digests.c.list_id == subscriptions.c.list_id)
        .join(editions, editions.c.digest_id == digests.c.id)
        .where(editions.c.id == edition, subscriptions.c.state == "confirmed", subscriptions.c.at.is_not(None))
        .distinct()
        .order_by(subscriptions.c.zone, subscriptions.c.at)
    )
    return [Wish(zone, at) for zone, at in tx.execute(query)]


def add_waves(tx: Connection, edition: EditionId, due: Mapping[Wish, datetime]) -> None:
    """Say when the readers of each wish are due. Who has another wish, or none, is due at once."""
    rows = [{"edition_id": edition, "zone": wish.zone, "at": wish.at, "due_at": moment} for wish, moment in due.items()]
    if rows:
        tx.execute(insert(tx, waves).on_conflict_do_nothing(), rows)


def last_wave(tx: Connection, edition: EditionId) -> datetime | None:
    """When the last readers are due; None when all are at once."""
    found: datetime | None = tx.execute(
        sa.select(sa.func.max(waves.c.due_at)).where(waves.c.edition_id == edition),
    ).scalar_one()
    return found


def plan(tx: Connection, edition: EditionId, day: date, now: datetime, *, newest_first: bool = False) -> int:
    """A row for each confirmed reader who wants the edition's local `day`, in one statement; gives how many are new.

    Those who are suppressed get a row that says so. Repeating it adds only who was not there. The row keeps the
    reader's topics and language: what they change from now on counts for the next edition.

    `newest_first`: of readers that are due together, who confirmed last is claimed first.
    """
    kind = deliveries.c.next_attempt_at.type
    barred = _barred(edition)
    free = barred.c.address_hash.is_(None)
    state = sa.case((free, DeliveryState.QUEUED.value), else_=DeliveryState.SUPPRESSED.value)
    due = sa.case((free, sa.func.coalesce(waves.c.due_at, sa.literal(now, kind))), else_=None)
    wave = sa.and_(
        waves.c.edition_id == editions.c.id,
        waves.c.zone == subscriptions.c.zone,
        waves.c.at == subscriptions.c.at,
    )
    wants_the_day = subscriptions.c.weekdays.op("&")(1 << day.weekday()) != 0
    awake = sa.or_(subscriptions.c.paused_until.is_(None), subscriptions.c.paused_until <= now)
    columns = {
        "edition_id": editions.c.id,
        "subscriber_id": subscribers.c.id,
        "language": subscribers.c.language,
        "topics": subscriptions.c.topics,
        "state": state,
        "next_attempt_at": due,
        "updated_at": sa.literal(now, kind),
    }
    readers = (
        sa.select(*columns.values())
        .select_from(editions)
        .join(digests, digests.c.id == editions.c.digest_id)
        .join(subscriptions, subscriptions.c.list_id == digests.c.list_id)
        .join(subscribers, subscribers.c.id == subscriptions.c.subscriber_id)
        .outerjoin(barred, barred.c.address_hash == subscribers.c.address_hash)
        .outerjoin(waves, wave)
        .where(
            editions.c.id == edition,
            subscriptions.c.state == "confirmed",
            subscribers.c.erased_at.is_(None),
            wants_the_day,
            awake,
        )
    )
    if newest_first:  # rows are numbered in this order, and claimed by their numbers
        readers = readers.order_by(sa.func.coalesce(subscriptions.c.confirmed_at, subscriptions.c.requested_at).desc())
    statement = insert(tx, deliveries).from_select(list(columns), readers).on_conflict_do_nothing()
    return tx.execute(statement, execution_options={"preserve_rowcount": True}).rowcount


def _barred(edition: EditionId) -> sa.Subquery:
    """The addresses that must not be mailed, on the edition's list or at all, each once: they are joined as a whole."""
    its_list = (
        sa.select(digests.c.list_id)
        .join(editions, editions.c.digest_id == digests.c.id)
        .where(editions.c.id == edition)
        .scalar_subquery()
    )
    concerned = sa.or_(suppressions.c.list_id.is_(None), suppressions.c.list_id == its_list)
    return sa.select(suppressions.c.address_hash).where(concerned).distinct().subquery()
