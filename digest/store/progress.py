"""How an edition's deliveries stand: counted, timed, named. It changes nothing."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.delivery import DeliveryState, Doubt, Tally
from digest.model.ids import DeliveryId, EditionId
from digest.store.tables import deliveries, subscribers

_WAITING = ("queued", "deferred")


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
    """The edition's deliveries, read once."""
    state, due, at = deliveries.c.state, deliveries.c.next_attempt_at, deliveries.c.updated_at
    rows = tx.execute(
        sa.select(
            state,
            sa.func.count(),
            sa.func.count(sa.case((due > now, 1))),
            sa.func.min(sa.case((due > now, due))),
            sa.func.count(sa.case((at >= since, 1))),
            sa.func.min(at),
            sa.func.max(at),
        )
        .where(deliveries.c.edition_id == edition)
        .group_by(state),
    ).all()
    counts = {DeliveryState(row[0]): row[1] for row in rows}
    later = {row[0]: (row[2], row[3]) for row in rows}
    recent, first_at, last_at = next((row[4:7] for row in rows if row[0] == DeliveryState.SENT), (0, None, None))
    waiting, next_wave = later.get(DeliveryState.QUEUED, (0, None))
    ready = sum(counts.get(DeliveryState(one), 0) - later.get(one, (0, None))[0] for one in _WAITING)
    return Standing(counts, waiting, next_wave, ready, recent, first_at, last_at)


def deferred_by(tx: Connection, edition: EditionId) -> Counter[str]:
    """For how many deliveries each domain said "later"."""
    address = subscribers.c.address
    at = sa.func.strpos(address, "@") if tx.dialect.name == "postgresql" else sa.func.instr(address, "@")
    domain = sa.func.lower(sa.func.substr(address, at + 1)).label("domain")
    query = (
        sa.select(domain, sa.func.count())
        .join(deliveries, deliveries.c.subscriber_id == subscribers.c.id)
        # Written out, so that the partial index of what can be claimed is used.
        .where(deliveries.c.edition_id == edition, sa.text("deliveries.state = 'deferred'"))
        .group_by(domain)
    )
    return Counter({name: count for name, count in tx.execute(query)})  # noqa: C416  (a row is no pair for a type checker)


def tally(tx: Connection, edition: EditionId) -> Tally:
    """How the edition's deliveries stand, and who is in doubt."""
    counted = (
        sa.select(deliveries.c.state, sa.func.count())
        .where(deliveries.c.edition_id == edition)
        .group_by(deliveries.c.state)
    )
    counts = {DeliveryState(state): count for state, count in tx.execute(counted)}
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
