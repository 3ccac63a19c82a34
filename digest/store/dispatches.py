"""Editions as they go out and as they went: in flight now, and the last that ended, each with its numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.edition import EditionState
from digest.model.ids import EditionId
from digest.model.phrase import phrase
from digest.store.tables import deliveries, digests, editions


@dataclass(frozen=True, slots=True)
class Dispatch:
    """An edition on its way, or at its end."""

    edition_id: EditionId
    digest_slug: str
    digest_name: str
    day: date
    state: EditionState
    reason: str
    send_at: datetime
    first_at: datetime | None = None  # when the first mail was taken
    last_at: datetime | None = None
    counts: Mapping[str, int] | None = None  # deliveries by state; None: not asked for

    @property
    def total(self) -> int:
        """Deliveries in all."""
        return sum((self.counts or {}).values())

    def count(self, state: str) -> int:
        """Deliveries in a state."""
        return (self.counts or {}).get(state, 0)


def in_flight(tx: Connection) -> list[Dispatch]:
    """What is being sent, and what waits for its moment, the next first; without numbers."""
    going = [EditionState.SENDING.value, EditionState.APPROVED.value]
    query = _shown().where(editions.c.state.in_(going)).order_by(editions.c.send_at, editions.c.id)
    return [_dispatch(row) for row in tx.execute(query)]


def ended(tx: Connection, limit: int) -> list[Dispatch]:
    """The last that ended, newest first."""
    over = [state.value for state in (EditionState.SENT, EditionState.SKIPPED, EditionState.MISSED)]
    query = _shown().where(editions.c.state.in_(over)).order_by(editions.c.send_at.desc(), editions.c.id.desc())
    found = [_dispatch(row) for row in tx.execute(query.limit(limit))]
    counts, times = _numbers(tx, [one.edition_id for one in found if one.state is EditionState.SENT])
    none: tuple[datetime | None, datetime | None] = (None, None)
    return [
        replace(
            one,
            first_at=times.get(one.edition_id, none)[0],
            last_at=times.get(one.edition_id, none)[1],
            counts=counts.get(one.edition_id, {}),
        )
        for one in found
    ]


def find(tx: Connection, edition_id: EditionId) -> Dispatch | None:
    """One, whatever its state; without numbers."""
    row = tx.execute(_shown().where(editions.c.id == edition_id)).one_or_none()
    return _dispatch(row) if row else None


Times = dict[EditionId, tuple[datetime | None, datetime | None]]


def _numbers(tx: Connection, wanted: list[EditionId]) -> tuple[dict[EditionId, dict[str, int]], Times]:
    at = deliveries.c.updated_at
    query = (
        sa.select(deliveries.c.edition_id, deliveries.c.state, sa.func.count(), sa.func.min(at), sa.func.max(at))
        .where(deliveries.c.edition_id.in_(wanted))
        .group_by(deliveries.c.edition_id, deliveries.c.state)
    )
    counts: dict[EditionId, dict[str, int]] = {}
    times: Times = {}
    for edition, state, count, first, last in tx.execute(query):
        counts.setdefault(EditionId(edition), {})[state] = count
        if state == "sent":
            times[EditionId(edition)] = (first, last)
    return counts, times


def _shown() -> sa.Select[Any]:
    return sa.select(
        editions.c.id,
        digests.c.slug,
        digests.c.name,
        editions.c.day,
        editions.c.state,
        editions.c.reason,
        editions.c.reason_parts,
        editions.c.send_at,
    ).join(digests, digests.c.id == editions.c.digest_id)


def _dispatch(row: sa.Row[Any]) -> Dispatch:
    return Dispatch(
        edition_id=EditionId(row.id),
        digest_slug=row.slug,
        digest_name=row.name,
        day=row.day,
        state=EditionState(row.state),
        reason=phrase(row.reason, row.reason_parts),
        send_at=row.send_at,
    )
