"""Which editions wait for somebody."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from editing_world import add_digest

from digest.model.edition import Edition, EditionState
from digest.model.ids import EditionId
from digest.store import due, editions
from digest.store.database import Database

DAY = date(2026, 1, 16)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


def begin(database: Database, now: datetime, *, send_at: datetime, scheduled: bool = True) -> Edition:
    digest = add_digest(database, now)
    draft = Edition(EditionId(0), digest.id, DAY, send_at, EditionState.DRAFT, scheduled=scheduled)
    with database.transaction() as tx:
        made = editions.add(tx, draft, now)
    assert made is not None
    return made


def compose(tx: sa.Connection, edition: EditionId, now: datetime) -> None:
    lease = editions.claim(tx, edition, now)
    assert lease is not None
    editions.compose(tx, edition, [], lease, now)


def approve(tx: sa.Connection, edition: EditionId, now: datetime) -> None:
    compose(tx, edition, now)
    editions.approve(tx, edition, "ada", "a hash", now)


def cancel(tx: sa.Connection, edition: EditionId, now: datetime) -> None:
    editions.finish(tx, edition, EditionState.CANCELLED, now)


def claim(tx: sa.Connection, edition: EditionId, now: datetime) -> None:
    editions.claim(tx, edition, now)


@pytest.mark.parametrize(
    ("act", "at_once", "after_the_lease"),
    [(None, True, True), (claim, False, True), (compose, False, False), (cancel, False, False)],
    ids=["new", "claimed", "composed", "cancelled"],
)
def test_drafts_wait_to_be_composed(
    act: Callable[[sa.Connection, EditionId, datetime], None] | None,
    *,
    at_once: bool,
    after_the_lease: bool,
    database: Database,
    now: datetime,
) -> None:
    """Until somebody composes them; a composer that is gone keeps nobody waiting for long."""
    edition = begin(database, now, send_at=now + 15 * MINUTE)
    with database.transaction() as tx:
        if act:
            act(tx, edition.id, now)
        assert ((edition.id,) if at_once else ()) == due.to_compose(tx, now + SECOND)
        assert ((edition.id,) if after_the_lease else ()) == due.to_compose(tx, now + editions.LEASE)


@pytest.mark.parametrize("scheduled", [True, False], ids=["scheduled", "by hand"])
def test_approved_editions_wait_for_their_moment(*, scheduled: bool, database: Database, now: datetime) -> None:
    """Those by hand wait until somebody sends them."""
    edition = begin(database, now, send_at=now, scheduled=scheduled)
    with database.transaction() as tx:
        assert due.to_plan(tx, now) == ()
        approve(tx, edition.id, now)
        assert due.to_plan(tx, now - SECOND) == ()
        assert ((edition.id,) if scheduled else ()) == due.to_plan(tx, now)
        editions.send_from(tx, edition.id, now + MINUTE, "ada", now)
        assert due.to_plan(tx, now) == ()
        assert (edition.id,) == due.to_plan(tx, now + MINUTE)
        editions.begin_sending(tx, edition.id, now)
        assert due.to_plan(tx, now + MINUTE) == ()


def test_what_waits_past_its_time_comes_with_its_limits(database: Database, now: datetime) -> None:
    """Drafts and approved editions, with what their digest allows."""
    edition = begin(database, now, send_at=now)
    with database.transaction() as tx:
        assert due.waiting(tx, now - SECOND) == []
        (fresh,) = due.waiting(tx, now)
        assert (edition.id, EditionState.DRAFT, False, "Europe/Paris") == (
            fresh.edition_id,
            fresh.state,
            fresh.composed,
            fresh.zone,
        )
        assert (fresh.catch_up, fresh.approval_window) == (180 * MINUTE, 120 * MINUTE)
        compose(tx, edition.id, now)
        editions.wait(tx, edition.id, "it waits for an editor")
        assert [replace(fresh, composed=True, reason="it waits for an editor")] == due.waiting(tx, now)
        editions.approve(tx, edition.id, "ada", "a hash", now + MINUTE)
        (approved,) = due.waiting(tx, now)
        assert (EditionState.APPROVED, now + MINUTE) == (approved.state, approved.approved_at)
        editions.begin_sending(tx, edition.id, now)
        assert due.waiting(tx, now) == []


def test_what_was_drafted_by_hand_never_comes_too_late(database: Database, now: datetime) -> None:
    """It may be of a day long ago."""
    begin(database, now, send_at=now - timedelta(days=2000), scheduled=False)
    with database.reading() as tx:
        assert due.waiting(tx, now) == []


def test_editions_are_found_by_digest_and_day(database: Database, now: datetime) -> None:
    """From a day on."""
    edition = begin(database, now, send_at=now)
    with database.reading() as tx:
        assert {(edition.digest_id, DAY): edition} == due.by_day(tx, DAY)
        assert due.by_day(tx, DAY + timedelta(days=1)) == {}
