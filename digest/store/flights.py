"""An edition in flight: is it being sent, paused, stopped, over? Its deliveries one by one stand in deliveries.py.

It is being sent while its state says so. While `paused_at` is set nothing is claimed and nothing is handed over. A
`reason` that is set meanwhile says that an operator stopped it: what is on the wire ends, then the edition does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.edition import EditionState
from digest.model.ids import EditionId
from digest.model.phrase import Phrase, parts, phrase
from digest.model.text import N_
from digest.store import audit
from digest.store.tables import audit as audit_lines
from digest.store.tables import deliveries, editions

_SENDING = editions.c.state == EditionState.SENDING.value


@dataclass(frozen=True, slots=True)
class Flight:
    """How an edition that is being sent is steered."""

    edition_id: EditionId
    paused_at: datetime | None
    stopped: str  # why, by an operator; "" when it is not

    @property
    def goes_on(self) -> bool:
        """Whether mails may be claimed and handed over."""
        return self.paused_at is None


def in_flight(tx: Connection) -> list[Flight]:
    """The editions whose deliveries are planned and not over."""
    return [_flight(row) for row in tx.execute(_flying().order_by(editions.c.id))]


def find(tx: Connection, edition: EditionId) -> Flight | None:
    """The edition in flight; None when it is not being sent."""
    row = tx.execute(_flying().where(editions.c.id == edition)).one_or_none()
    return _flight(row) if row else None


def pause(tx: Connection, edition: EditionId, by: str, now: datetime, why: str = "") -> bool:
    """Hand nothing over until it is resumed. False when it is not being sent, or paused already."""
    return _steer(tx, edition, editions.c.paused_at.is_(None), {"paused_at": now}, "pause", by, now, why)


def paused_for(tx: Connection, edition: EditionId) -> str:
    """Why an edition was last paused, when it was not by an operator; "" otherwise."""
    of = audit_lines.c
    query = sa.select(of.detail).where(of.subject == f"edition {edition}", of.action == "edition.pause")
    return tx.execute(query.order_by(of.id.desc()).limit(1)).scalar_one_or_none() or ""


def resume(tx: Connection, edition: EditionId, by: str, now: datetime) -> bool:
    """Go on. False when it is not paused, or stopped for good."""
    paused = sa.and_(editions.c.paused_at.is_not(None), editions.c.reason == "")
    return _steer(tx, edition, paused, {"paused_at": None}, "resume", by, now)


def stop(tx: Connection, edition: EditionId, reason: str, by: str, now: datetime) -> bool:
    """Hand nothing over any more, for this `reason`. False when it is not being sent, or stopped already."""
    values = {"paused_at": now, "reason": str(reason), "reason_parts": parts(reason)}
    return _steer(tx, edition, editions.c.reason == "", values, "stop", by, now)


def send_again(tx: Connection, edition: EditionId, by: str, now: datetime) -> bool:
    """Send on an edition that was over, since an operator resends some of its mails. False when it was not over."""
    over = (editions.c.id == edition) & (editions.c.state == EditionState.SENT.value)
    values = {"state": EditionState.SENDING.value, "reason": "", "paused_at": None, "finished_at": None}
    changed = tx.execute(sa.update(editions).where(over).values(values)).rowcount == 1
    if changed:
        audit.note(tx, now, by, "edition.sending", f"edition {edition}", Phrase(N_("some mails again")))
    return changed


def lock(tx: Connection, edition: EditionId) -> None:
    """Let nobody else end it or send it on until the transaction ends; on SQLite every writer is alone."""
    tx.execute(sa.select(editions.c.id).where(editions.c.id == edition).with_for_update())


def is_open(tx: Connection, edition: EditionId) -> bool:
    """Whether any delivery can still change by itself; what an operator holds cannot."""
    states = (
        "state IN ('queued', 'deferred')",
        "state = 'claimed'",
        "state = 'uncertain' AND next_attempt_at IS NOT NULL",
    )
    waiting = (
        sa.exists().where(deliveries.c.edition_id == edition, sa.text(f"deliveries.{state}")) for state in states
    )
    return bool(tx.execute(sa.select(sa.or_(*waiting))).scalar_one())


def _flying() -> sa.Select[Any]:
    here = editions.c
    return sa.select(here.id, here.paused_at, here.reason, here.reason_parts).where(_SENDING)


def _flight(row: sa.Row[Any]) -> Flight:
    return Flight(EditionId(row.id), row.paused_at, phrase(row.reason, row.reason_parts))


def _steer(  # noqa: PLR0913, PLR0917  (the change, and the audit's line about it)
    tx: Connection,
    edition: EditionId,
    condition: sa.ColumnElement[bool],
    values: Mapping[str, object],
    action: str,
    by: str,
    now: datetime,
    why: str = "",
) -> bool:
    changed = tx.execute(sa.update(editions).where(_SENDING, editions.c.id == edition, condition).values(values))
    if changed.rowcount == 1:
        audit.note(tx, now, by, f"edition.{action}", f"edition {edition}", why)
    return changed.rowcount == 1
