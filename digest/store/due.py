"""Which editions wait for somebody to act. It decides nothing and changes nothing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.edition import Approval, Edition, EditionState
from digest.model.ids import DigestId, EditionId
from digest.model.phrase import phrase
from digest.model.rendering import Severity
from digest.store import revisions
from digest.store.editions import edition_of
from digest.store.tables import digests, edition_revisions, editions, findings, renderings


@dataclass(frozen=True, slots=True)
class Waiting:
    """A scheduled edition that is past its time and not yet being sent, with the limits that its digest sets."""

    edition_id: EditionId
    digest_id: DigestId
    state: EditionState  # draft or approved
    composed: bool
    send_at: datetime
    approved_at: datetime | None
    reason: str
    zone: str
    catch_up: timedelta
    approval_window: timedelta


def by_day(tx: Connection, since: date) -> dict[tuple[DigestId, date], Edition]:
    """The editions of the local days from `since` on."""
    query = sa.select(editions).where(editions.c.day >= since)
    found = [edition_of(row) for row in tx.execute(query).mappings()]
    return {(edition.digest_id, edition.day): edition for edition in found}


def to_compose(tx: Connection, now: datetime) -> tuple[EditionId, ...]:
    """Drafts that nobody composed yet, or whose composer was lost; and those whose renderings an editor outran."""
    free = sa.or_(editions.c.claimed_until.is_(None), editions.c.claimed_until <= now)
    query = sa.select(editions.c.id).where(
        editions.c.state == EditionState.DRAFT.value,
        sa.case((editions.c.composed_at.is_(None), free), else_=editions.c.rendered != editions.c.revision),
    )
    return _ids(tx, query)


def to_approve(tx: Connection, now: datetime) -> tuple[EditionId, ...]:
    """Curated drafts whose moment has come, that nobody is to be asked about, and that nothing speaks against.

    Who changed one after its moment is at work on it: it waits for them.
    """
    mine = findings.c.edition_id == editions.c.id
    blocked = sa.exists().where(mine, findings.c.severity == Severity.BLOCKING.value)
    shown = sa.exists().where(renderings.c.edition_id == editions.c.id)
    own = edition_revisions.c.edition_id == editions.c.id
    last = (edition_revisions.c.number == editions.c.revision) & (edition_revisions.c.action != revisions.REOPEN)
    curated = sa.exists().where(own, last, edition_revisions.c.at < editions.c.send_at)
    query = (
        sa.select(editions.c.id)
        .join(digests, digests.c.id == editions.c.digest_id)
        .where(
            editions.c.state == EditionState.DRAFT.value,
            editions.c.composed_at.is_not(None),
            editions.c.rendered == editions.c.revision,
            editions.c.scheduled,
            editions.c.send_at <= now,
            sa.not_(editions.c.held),
            digests.c.approval == Approval.AUTOMATIC.value,
            curated,
            shown,
            ~blocked,
        )
    )
    return _ids(tx, query)


def to_plan(tx: Connection, now: datetime) -> tuple[EditionId, ...]:
    """Approved editions whose moment has come, and that nobody holds."""
    query = sa.select(editions.c.id).where(
        editions.c.state == EditionState.APPROVED.value,
        editions.c.scheduled,
        sa.not_(editions.c.held),
        editions.c.send_at <= now,
    )
    return _ids(tx, query)


def waiting(tx: Connection, now: datetime) -> list[Waiting]:
    """Scheduled editions past their time, of which none was sent."""
    query = (
        sa.select(editions, digests.c.zone, digests.c.catch_up_minutes, digests.c.approval_minutes)
        .join(digests, digests.c.id == editions.c.digest_id)
        .where(
            editions.c.state.in_([EditionState.DRAFT.value, EditionState.APPROVED.value]),
            editions.c.scheduled,
            editions.c.send_at <= now,
        )
        .order_by(editions.c.send_at, editions.c.id)
    )
    return [
        Waiting(
            edition_id=EditionId(row.id),
            digest_id=DigestId(row.digest_id),
            state=EditionState(row.state),
            composed=row.composed_at is not None,
            send_at=row.send_at,
            approved_at=row.approved_at,
            reason=phrase(row.reason, row.reason_parts),
            zone=row.zone,
            catch_up=timedelta(minutes=row.catch_up_minutes),
            approval_window=timedelta(minutes=row.approval_minutes),
        )
        for row in tx.execute(query)
    ]


def _ids(tx: Connection, query: sa.Select[int]) -> tuple[EditionId, ...]:
    ordered = query.order_by(editions.c.send_at, editions.c.id)
    return tuple(EditionId(edition) for edition in tx.execute(ordered).scalars())
