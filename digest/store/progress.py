"""How an edition's deliveries stand: counted, timed, named. It changes nothing."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.delivery import DeliveryState, Doubt, Tally
from digest.model.ids import DeliveryId, EditionId
from digest.store import mail_hosts
from digest.store.tables import deliveries, subscribers

# Written out, not bound, so that the partial index of what can be claimed is used.
_CLAIMABLE = sa.text("deliveries.state IN ('queued', 'deferred')")


@dataclass(frozen=True, slots=True)
class Standing:
    """What the ledger says of an edition at one moment."""

    counts: dict[DeliveryState, int]
    later: int  # queued, and not due yet
    next_wave: datetime | None
    ready: int  # can be claimed now
    recent: int  # sent since the moment asked about
    first_at: datetime | None
    last_at: datetime | None


def standing(tx: Connection, edition: EditionId, now: datetime, since: datetime) -> Standing:
    """The edition's deliveries. Pages ask again and again, so indexes alone answer."""
    mine, due, at = deliveries.c.edition_id == edition, deliveries.c.next_attempt_at, deliveries.c.updated_at
    counts = counted(tx, edition)
    later = mine & _CLAIMABLE & (due > now)
    put_off = mine & (deliveries.c.state == DeliveryState.DEFERRED) & (due > now)
    sent = mine & (deliveries.c.state == DeliveryState.SENT)
    first_wave = later & (deliveries.c.state == DeliveryState.QUEUED)
    row = tx.execute(
        sa.select(
            _count(later).label("later"),
            _count(put_off).label("put_off"),
            _count(sent & (at >= since)).label("recent"),
            sa.select(sa.func.min(at)).where(sent).scalar_subquery().label("first_at"),
            sa.select(sa.func.max(at)).where(sent).scalar_subquery().label("last_at"),
            sa.select(due).where(first_wave).order_by(due).limit(1).scalar_subquery().label("next_wave"),
        )
    ).one()
    waiting = sum(counts.get(state, 0) for state in (DeliveryState.QUEUED, DeliveryState.DEFERRED))
    return Standing(
        counts=counts,
        later=row.later - row.put_off,
        next_wave=row.next_wave,
        ready=waiting - row.later,
        recent=row.recent,
        first_at=row.first_at,
        last_at=row.last_at,
    )


def counted(tx: Connection, edition: EditionId) -> dict[DeliveryState, int]:
    """How many of the edition's deliveries stand how."""
    query = (
        sa.select(deliveries.c.state, sa.func.count())
        .where(deliveries.c.edition_id == edition)
        .group_by(deliveries.c.state)
    )
    return {DeliveryState(state): count for state, count in tx.execute(query)}


def deferred_by(tx: Connection, edition: EditionId) -> Counter[str]:
    """For how many deliveries each domain said "later"."""
    domain = mail_hosts.domain(tx)
    query = (
        sa.select(domain, sa.func.count())
        .join(deliveries, deliveries.c.subscriber_id == subscribers.c.id)
        .where(deliveries.c.edition_id == edition, deliveries.c.state == DeliveryState.DEFERRED)
        .group_by(domain)
    )
    return Counter({name: count for name, count in tx.execute(query)})  # noqa: C416  (a row is no pair for a type checker)


def tally(tx: Connection, edition: EditionId) -> Tally:
    """How the edition's deliveries stand, and who is in doubt."""
    counts = counted(tx, edition)
    return Tally(sum(counts.values()), counts, tuple(doubt.address for doubt in doubts(tx, edition)))


def doubts(tx: Connection, edition: EditionId) -> list[Doubt]:
    """The deliveries whose answer was lost, by address."""
    query = _doubts().where(deliveries.c.edition_id == edition).order_by(subscribers.c.address)
    return [_doubt(row) for row in tx.execute(query)]


def find_doubts(tx: Connection, ids: Iterable[DeliveryId]) -> list[Doubt]:
    """Those of `ids` whose answer was lost."""
    query = _doubts().where(deliveries.c.id.in_(list(ids))).order_by(deliveries.c.id)
    return [_doubt(row) for row in tx.execute(query)]


def rejected(tx: Connection, edition: EditionId) -> list[tuple[str, str]]:
    """Whose mail was refused for good: address and reason."""
    query = (
        sa.select(subscribers.c.address, deliveries.c.text)
        .join(deliveries, deliveries.c.subscriber_id == subscribers.c.id)
        .where(deliveries.c.edition_id == edition, deliveries.c.state == DeliveryState.REJECTED)
        .order_by(subscribers.c.address)
    )
    return [(address, text) for address, text in tx.execute(query)]


def count_with(tx: Connection, edition: EditionId, state: DeliveryState, text: str) -> int:
    """How many of the edition's deliveries stand in `state` for this reason."""
    query = sa.select(sa.func.count()).where(
        deliveries.c.edition_id == edition, deliveries.c.state == state, deliveries.c.text == text
    )
    return tx.execute(query).scalar_one()


def _count(match: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(deliveries).where(match).scalar_subquery()


def _doubts() -> sa.Select[tuple[int, int, str, datetime, datetime, str, datetime]]:
    return (
        sa.select(
            deliveries.c.id,
            deliveries.c.edition_id,
            subscribers.c.address,
            deliveries.c.handed_at,
            deliveries.c.updated_at,
            deliveries.c.text,
            deliveries.c.next_attempt_at,
        )
        .join(subscribers, deliveries.c.subscriber_id == subscribers.c.id)
        .where(sa.text("deliveries.state = 'uncertain'"))
    )


def _doubt(row: sa.Row[tuple[int, int, str, datetime, datetime, str, datetime]]) -> Doubt:
    return Doubt(
        delivery_id=DeliveryId(row.id),
        edition_id=EditionId(row.edition_id),
        address=row.address,
        since=row.handed_at or row.updated_at,
        text=row.text,
        held=row.next_attempt_at is None,
    )
