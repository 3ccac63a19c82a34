"""Editions in the database: each change of state happens once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from editing_world import SYRIA, UKRAINE, add_digest, add_stories, placement, rendering

from digest.model.edition import Edition, EditionState
from digest.model.ids import EditionId
from digest.store import editions
from digest.store.database import Database

DAY = date(2026, 1, 16)
MINUTE = timedelta(minutes=1)
Act = Callable[[sa.Connection, EditionId, datetime], bool]


def begin(database: Database, now: datetime) -> Edition:
    """A draft that nobody composed yet."""
    digest = add_digest(database, now)
    with database.transaction() as tx:
        made = editions.add(tx, Edition(EditionId(0), digest.id, DAY, now, EditionState.DRAFT), now)
    assert made is not None
    return made


def compose(database: Database, edition: Edition, now: datetime) -> None:
    """The draft without stories but with a rendering."""
    with database.transaction() as tx:
        lease = editions.claim(tx, edition.id, now)
        assert lease is not None
        assert editions.compose(tx, edition.id, [], lease, now)
        editions.store_renderings(tx, edition.id, [rendering(edition.id, "fr")], now)


def test_a_day_has_one_edition(database: Database, now: datetime) -> None:
    """Whoever comes second gets nothing, and the first is found by its day."""
    first = begin(database, now)
    with database.transaction() as tx:
        assert editions.add(tx, replace(first, send_at=now + MINUTE), now) is None
        assert first == editions.find(tx, first.id) == editions.find_day(tx, first.digest_id, DAY)
        assert [first] == editions.latest(tx, None, 5) == editions.latest(tx, first.digest_id, 5)
        assert editions.find_day(tx, first.digest_id, DAY + timedelta(days=1)) is None


def test_one_worker_composes(database: Database, now: datetime) -> None:
    """A lease keeps others out until it ends, and who lost it cannot record."""
    edition = begin(database, now)
    (story,) = add_stories(database, now, 1)
    later = now + editions.LEASE
    with database.transaction() as tx:
        lost = editions.claim(tx, edition.id, now)
        assert lost is not None
        assert editions.claim(tx, edition.id, later - MINUTE) is None
        taken = editions.claim(tx, edition.id, later)
        assert taken is not None
        assert not editions.compose(tx, edition.id, [placement(story)], lost, later)
        assert editions.compose(tx, edition.id, [placement(story)], taken, later)
        assert editions.claim(tx, edition.id, later + editions.LEASE) is None
        assert [placement(story)] == editions.placements(tx, edition.id)


def test_a_lease_is_given_back(database: Database, now: datetime) -> None:
    """After a failure the next worker need not wait."""
    edition = begin(database, now)
    with database.transaction() as tx:
        lease = editions.claim(tx, edition.id, now)
        assert lease is not None
        editions.give_back(tx, edition.id, lease)
        assert editions.claim(tx, edition.id, now) is not None


def test_placements_keep_their_order(database: Database, now: datetime) -> None:
    """Stories come back by topic and position, with what was dropped marked."""
    edition = begin(database, now)
    one, two, three = add_stories(database, now, 3)
    given = [
        placement(one, 1),
        replace(placement(two, 0), headlines={"fr": "Écoles rouvertes"}, update=True),
        placement(three, 0, UKRAINE, articles=[7, 9]),
    ]
    with database.transaction() as tx:
        lease = editions.claim(tx, edition.id, now)
        assert lease is not None
        editions.compose(tx, edition.id, given, lease, now)
        editions.drop(tx, edition.id, [one])
        assert [given[1], replace(given[0], dropped=True), given[2]] == editions.placements(tx, edition.id)
    assert {SYRIA, UKRAINE} == {one.topic_id for one in given}


def test_renderings_take_the_place_of_those_before(database: Database, now: datetime) -> None:
    """A second rendering leaves nothing of the first."""
    edition = begin(database, now)
    before, after = rendering(edition.id, "fr", "Before"), rendering(edition.id, "fr", "After")
    with database.transaction() as tx:
        editions.store_renderings(tx, edition.id, [before, rendering(edition.id, "en")], now)
        editions.store_renderings(tx, edition.id, [after], now)
        assert [after] == editions.all_renderings(tx, edition.id)


def approve(tx: sa.Connection, edition: EditionId, now: datetime) -> bool:
    return editions.approve(tx, edition, "ada", "a hash", now)


def send(tx: sa.Connection, edition: EditionId, now: datetime) -> bool:
    return editions.send_from(tx, edition, now, "ada", now)


def reopen(tx: sa.Connection, edition: EditionId, now: datetime) -> bool:
    return editions.reopen(tx, edition, now, now, scheduled=False)


def ending(end: EditionState) -> Act:
    return lambda tx, edition, now: editions.finish(tx, edition, end, now, reason="a reason", by="ada")


ACTS: dict[str, Act] = {
    "approve": approve,
    "send": send,
    "sending": editions.begin_sending,
    "reopen": reopen,
    **{end.value: ending(end) for end in (EditionState.SENT, *editions.ENDS_UNSENT)},
}
PATHS = [
    # what was done before, what may be done then, and where each leads
    (
        (),
        {"reopen": "draft", "skipped": "skipped", "missed": "missed", "cancelled": "cancelled", "approve": "approved"},
    ),
    (("approve",), {"send": "approved", "sending": "sending", "missed": "missed", "cancelled": "cancelled"}),
    (("approve", "sending"), {"sent": "sent"}),
    (("approve", "sending", "sent"), {}),
    (("skipped",), {"reopen": "draft"}),
    (("missed",), {"reopen": "draft"}),
    (("cancelled",), {"reopen": "draft"}),
]


@pytest.mark.parametrize(("before", "allowed"), PATHS, ids=lambda path: "-".join(path) or "draft")
def test_an_edition_goes_only_where_it_may(
    before: tuple[str, ...], allowed: dict[str, str], database: Database, now: datetime
) -> None:
    """Each act does something in some states only, and there it leads to one other."""
    edition = begin(database, now)
    compose(database, edition, now)
    with database.transaction() as tx:
        assert all(ACTS[step](tx, edition.id, now) for step in before)
    assert allowed == {name: end for name, act in ACTS.items() if (end := tried(database, edition, act, now))}


def tried(database: Database, edition: Edition, act: Act, now: datetime) -> str | None:
    """The state that `act` leads to, or None when it does nothing; all is as before afterwards."""
    with database.transaction() as tx:
        before = editions.find(tx, edition.id)
        attempt = tx.begin_nested()
        done, after = act(tx, edition.id, now), editions.find(tx, edition.id)
        attempt.rollback()
    assert before is not None
    assert after is not None
    assert done or before == after
    return after.state.value if done else None


def test_what_is_not_composed_cannot_be_approved(database: Database, now: datetime) -> None:
    """There is nothing to approve yet."""
    edition = begin(database, now)
    with database.transaction() as tx:
        assert not approve(tx, edition.id, now)


def test_reopening_leaves_nothing_of_the_first_attempt(database: Database, now: datetime) -> None:
    """A day begun anew is empty, and due when it was said."""
    edition = begin(database, now)
    compose(database, edition, now)
    with database.transaction() as tx:
        editions.finish(tx, edition.id, EditionState.SKIPPED, now, reason="1 story, minimum 3")
        editions.reopen(tx, edition.id, now + MINUTE, now, scheduled=False)
        assert replace(edition, send_at=now + MINUTE, scheduled=False) == editions.find(tx, edition.id)
        assert editions.all_renderings(tx, edition.id) == []


def test_history_names_who_did_what(database: Database, now: datetime) -> None:
    """Every change leaves a line, in order; one that did not happen leaves none."""
    edition = begin(database, now)
    compose(database, edition, now)
    with database.transaction() as tx:
        approve(tx, edition.id, now)
        approve(tx, edition.id, now)
        editions.finish(tx, edition.id, EditionState.CANCELLED, now, reason="a false report", by="ada")
        told = editions.history(tx, edition.id)
    assert [
        (now, "draft", "", ""),
        (now, "compose", "", "0 stories"),
        (now, "approve", "ada", "a hash"),
        (now, "cancelled", "ada", "a false report"),
    ] == told


def test_a_slot_takes_over_once_and_only_what_was_made_by_hand(database: Database, now: datetime) -> None:
    """Of two ticks that saw the same draft the later one must not throw away what was composed since."""
    edition = begin(database, now)
    with database.transaction() as tx:
        assert editions.reopen(tx, edition.id, now, now, scheduled=False)
        assert editions.reopen(tx, edition.id, now + MINUTE, now, scheduled=True)
        assert not editions.reopen(tx, edition.id, now + MINUTE, now, scheduled=True)
        editions.reopen(tx, edition.id, now, now, scheduled=False)
        editions.finish(tx, edition.id, EditionState.CANCELLED, now, reason="by an editor, meanwhile")
        assert not editions.reopen(tx, edition.id, now + MINUTE, now, scheduled=True)
