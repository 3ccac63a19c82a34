"""What the schedule asks of editions: one a local day, nothing too late, no burst."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
import sqlalchemy as sa
from editing_world import DIGEST, add_digest, rendering

from digest.model.edition import Digest, Edition, EditionState, Schedule
from digest.model.ids import EditionId
from digest.services.scheduling import EditionsDue, due_editions
from digest.store import digests, editions
from digest.store.database import Database
from digest.store.tables import digests as table
from digest.store.tables import editions as rows

MADE = datetime(2026, 1, 15, 12, tzinfo=UTC)  # a Thursday
SLOT = datetime(2026, 1, 16, 6, tzinfo=UTC)  # 07:00 in Paris
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
NOTHING = EditionsDue((), ())


def all_editions(database: Database) -> list[Edition]:
    """Oldest first."""
    with database.reading() as tx:
        return sorted(editions.latest(tx, None, 100), key=lambda edition: (edition.send_at, edition.id))


def compose(database: Database, edition: EditionId, now: datetime, *, reason: str = "") -> None:
    with database.transaction() as tx:
        lease = editions.claim(tx, edition, now)
        assert lease is not None
        editions.compose(tx, edition, [], lease, now)
        editions.store_renderings(tx, edition, [rendering(edition, "fr")], now)
        editions.wait(tx, edition, reason)


def approve(database: Database, edition: EditionId, now: datetime) -> None:
    with database.transaction() as tx:
        assert editions.approve(tx, edition, "ada", "a hash", now)


def drafted(database: Database, now: datetime = SLOT) -> EditionId:
    """The edition of the first slot."""
    (edition,) = due_editions(database, now).compose
    return edition


def by_hand(database: Database, digest: Digest, moment: datetime) -> EditionId:
    with database.transaction() as tx:
        draft = Edition(EditionId(0), digest.id, date(2026, 1, 16), moment, EditionState.DRAFT, scheduled=False)
        made = editions.add(tx, draft, moment)
    assert made is not None
    compose(database, made.id, moment)
    return made.id


def test_a_slot_begins_an_edition_in_time_to_compose_it(database: Database) -> None:
    """A quarter of an hour before, once, however often it is asked."""
    digest = add_digest(database, MADE)
    assert due_editions(database, SLOT - 16 * MINUTE) == NOTHING
    assert all_editions(database) == []
    first, second = due_editions(database, SLOT - 15 * MINUTE), due_editions(database, SLOT)
    (edition,) = all_editions(database)
    assert first == second == EditionsDue((edition.id,), ())
    assert Edition(edition.id, digest.id, date(2026, 1, 16), SLOT, EditionState.DRAFT) == edition


def test_a_zone_that_is_known_no_longer_stops_its_own_digest_only(database: Database) -> None:
    """Zones are renamed and dropped; what is on its way ends, and the others begin."""
    lost = add_digest(database, MADE, replace(DIGEST, slug="lost"))
    waiting = by_hand(database, lost, SLOT)
    with database.transaction() as tx:
        tx.execute(sa.update(table).where(table.c.slug == "lost").values(zone="Atlantis/Poseidonis"))
        tx.execute(sa.update(rows).where(rows.c.id == waiting).values(scheduled=True))
    good = add_digest(database, MADE)
    due_editions(database, SLOT - 15 * MINUTE)
    due_editions(database, SLOT + 10 * HOUR)
    found = {edition.digest_id: edition.state for edition in all_editions(database)}
    assert found == {lost.id: EditionState.SKIPPED, good.id: EditionState.MISSED}


def test_an_approved_edition_is_planned_at_its_slot(database: Database) -> None:
    """Not before, though it is ready."""
    add_digest(database, MADE)
    edition = drafted(database, SLOT - 15 * MINUTE)
    compose(database, edition, SLOT - 14 * MINUTE)
    approve(database, edition, SLOT - 14 * MINUTE)
    assert due_editions(database, SLOT - MINUTE) == NOTHING
    assert EditionsDue((), (edition,)) == due_editions(database, SLOT)


@pytest.mark.parametrize(
    ("late", "state"),
    [(timedelta(0), "draft"), (3 * HOUR, "draft"), (3 * HOUR + MINUTE, "missed"), (20 * HOUR, "missed")],
    ids=["in time", "at the end of the window", "after it", "in the night"],
)
def test_an_outage_is_made_up_for_within_the_window(late: timedelta, state: str, database: Database) -> None:
    """Within the window the edition is still made; later it is recorded as missed, with the reason."""
    add_digest(database, MADE)
    asked = due_editions(database, SLOT + late)
    (edition,) = all_editions(database)
    assert state == edition.state.value
    assert (edition.id,) * (state == "draft") == asked.compose
    if state == "missed":
        assert "nothing ran from 2026-01-16 07:00 Europe/Paris until 2026-01-16 10:00" in edition.reason


def test_a_long_outage_ends_without_a_burst(database: Database) -> None:
    """Each day missed has its record, at most a week of them, and only today's edition is made."""
    add_digest(database, MADE)
    asked = due_editions(database, SLOT + timedelta(days=20))
    days = {edition.day: edition.state.value for edition in all_editions(database)}
    last = date(2026, 2, 5)
    missed = {last - timedelta(days=n): "missed" for n in range(1, 7)}
    assert {last: "draft", **missed} == days
    assert len(asked.compose) == 1


def test_a_new_digest_is_not_asked_for_yesterday(database: Database) -> None:
    """Slots from before it was made are nobody's."""
    add_digest(database, SLOT + MINUTE)
    assert due_editions(database, SLOT + 2 * MINUTE) == NOTHING
    assert all_editions(database) == []


def test_a_new_schedule_is_not_asked_for_this_morning(database: Database) -> None:
    """Moved at noon from the evening to the morning, it begins tomorrow."""
    digest = add_digest(database, MADE, replace(DIGEST, schedule=Schedule("Europe/Paris", time(18))))
    noon = SLOT + 5 * HOUR
    with database.transaction() as tx:
        digests.change(tx, replace(digest, schedule=Schedule("Europe/Paris", time(7))), noon, rescheduled=True)
    assert due_editions(database, noon + MINUTE) == NOTHING
    tomorrow = due_editions(database, noon + 19 * HOUR)
    assert len(tomorrow.compose) == 1


def test_a_changed_zone_does_not_serve_a_day_twice(database: Database) -> None:
    """The local day names the edition, whatever the zone was when it was made."""
    digest = add_digest(database, MADE)
    compose(database, drafted(database), SLOT)
    west = replace(digest, schedule=Schedule("America/New_York", time(7)))
    with database.transaction() as tx:
        digests.change(tx, west, SLOT + HOUR, rescheduled=True)
    due_editions(database, SLOT + 6 * HOUR + MINUTE)
    assert [date(2026, 1, 16)] == [edition.day for edition in all_editions(database)]


@pytest.mark.parametrize(
    "changed",
    [{"active": False}, {"schedule": Schedule("Europe/Paris", time(7), frozenset({5, 6}))}],
    ids=["paused", "weekends only"],
)
def test_what_is_not_asked_for_is_not_made(changed: dict[str, object], database: Database) -> None:
    """Neither for a paused digest, nor on other weekdays."""
    add_digest(database, MADE, replace(DIGEST, **changed))  # type: ignore[arg-type]
    assert due_editions(database, SLOT) == NOTHING


def ends(database: Database, edition: EditionId, moments: Sequence[datetime]) -> list[str]:
    """The edition's state after it was asked at each of `moments`."""
    told = []
    for moment in moments:
        due_editions(database, moment)
        told.append(next(one.state.value for one in all_editions(database) if one.id == edition))
    return told


def test_a_held_edition_waits_for_an_editor_and_then_is_skipped(database: Database) -> None:
    """The reason says until when it waited, and for what."""
    add_digest(database, MADE)
    edition = drafted(database)
    compose(database, edition, SLOT, reason="it waits for an editor")
    assert ends(database, edition, [SLOT + 2 * HOUR, SLOT + 2 * HOUR + MINUTE]) == ["draft", "skipped"]
    (skipped,) = all_editions(database)
    assert skipped.reason == "nobody approved it until 2026-01-16 09:00 Europe/Paris (it waits for an editor)"


def test_an_approved_edition_is_not_sent_when_it_is_no_longer_news(database: Database) -> None:
    """After the window, though approved in time, it is missed."""
    add_digest(database, MADE)
    edition = drafted(database)
    compose(database, edition, SLOT - MINUTE)
    approve(database, edition, SLOT - MINUTE)
    assert ends(database, edition, [SLOT + 3 * HOUR, SLOT + 3 * HOUR + MINUTE]) == ["approved", "missed"]
    assert "could not be sent" in all_editions(database)[0].reason
    assert due_editions(database, SLOT + 4 * HOUR) == NOTHING


def test_a_late_approval_counts_from_itself(database: Database) -> None:
    """An editor who approves after the catch-up window still wants it sent."""
    add_digest(database, MADE, replace(DIGEST, approval_window=10 * HOUR))
    edition = drafted(database)
    compose(database, edition, SLOT)
    approve(database, edition, SLOT + 9 * HOUR)
    assert EditionsDue((), (edition,)) == due_editions(database, SLOT + 10 * HOUR)


def test_an_edition_that_nobody_could_compose_is_missed(database: Database) -> None:
    """It is tried until its window ends."""
    add_digest(database, MADE)
    edition = drafted(database)
    assert ends(database, edition, [SLOT + 3 * HOUR, SLOT + 3 * HOUR + MINUTE]) == ["draft", "missed"]
    assert "it was not composed" in all_editions(database)[0].reason


def test_the_slot_takes_over_what_was_drafted_by_hand_before(database: Database) -> None:
    """A trial in the night does not cost readers their morning, nor give them the night's news."""
    digest = add_digest(database, MADE)
    edition = by_hand(database, digest, SLOT - 5 * HOUR)
    assert EditionsDue((edition,), ()) == due_editions(database, SLOT)
    (taken,) = all_editions(database)
    assert (taken.scheduled, taken.composed_at, taken.send_at) == (True, None, SLOT)


def test_what_somebody_holds_stays_held_when_the_slot_takes_it_over(database: Database) -> None:
    """It is composed with fresh news, and waits."""
    digest = add_digest(database, MADE)
    edition = by_hand(database, digest, SLOT - 5 * HOUR)
    with database.transaction() as tx:
        editions.hold(tx, edition, "wait for Ana", "ada", SLOT - 4 * HOUR)
    assert EditionsDue((edition,), ()) == due_editions(database, SLOT)
    (taken,) = all_editions(database)
    assert (taken.held, taken.reason, taken.composed_at) == (True, "held by ada: wait for Ana", None)


def test_what_was_approved_by_hand_goes_at_the_slot(database: Database) -> None:
    """An editor's choice is not composed anew."""
    digest = add_digest(database, MADE)
    edition = by_hand(database, digest, SLOT - HOUR)
    approve(database, edition, SLOT - HOUR)
    assert EditionsDue((), (edition,)) == due_editions(database, SLOT)


def test_a_draft_by_hand_after_the_slot_is_left_alone(database: Database) -> None:
    """It goes when somebody sends it, and never comes too late."""
    digest = add_digest(database, SLOT + MINUTE)
    edition = by_hand(database, digest, SLOT + HOUR)
    assert ends(database, edition, [SLOT + 2 * HOUR, SLOT + 20 * HOUR]) == ["draft", "draft"]
    approve(database, edition, SLOT + 2 * HOUR)
    assert due_editions(database, SLOT + 3 * HOUR) == NOTHING


@pytest.mark.parametrize(
    ("zone", "at", "start"),
    [
        ("Europe/Kyiv", time(3, 30), datetime(2026, 3, 15, tzinfo=UTC)),
        ("Europe/Kyiv", time(3, 30), datetime(2026, 10, 11, tzinfo=UTC)),
        ("America/Santiago", time(0, 0), datetime(2026, 8, 23, tzinfo=UTC)),
        ("Australia/Lord_Howe", time(2, 15), datetime(2026, 9, 20, tzinfo=UTC)),
    ],
    ids=["gap", "fold", "no midnight", "half an hour"],
)
def test_every_local_day_is_served_once_whatever_happens(
    zone: str, at: time, start: datetime, sqlite_database: Database
) -> None:
    """A month with a clock change, two beats, and outages of up to nine hours: a record for each day, never a burst."""
    add_digest(sqlite_database, start, replace(DIGEST, schedule=Schedule(zone, at)))
    chance = Random(11)
    ticks, now = list[datetime](), start
    while now < start + timedelta(days=28):
        ticks.append(now)
        due_editions(sqlite_database, now)
        asked = due_editions(sqlite_database, now).compose
        assert len(asked) <= 1
        for edition in asked:
            compose(sqlite_database, edition, now)
        now += chance.choice((5 * MINUTE, HOUR, chance.randrange(1, 540) * MINUTE))
    made = all_editions(sqlite_database)
    assert [edition.day for edition in made] == [made[0].day + timedelta(days=n) for n in range(len(made))]
    assert len(made) in {27, 28, 29}
    served = {
        edition.day: any(edition.send_at - 15 * MINUTE <= tick <= edition.send_at + 3 * HOUR for tick in ticks)
        for edition in made
    }
    assert {edition.day: edition.composed_at is not None for edition in made} == served
    assert {edition.day: edition.state is not EditionState.MISSED for edition in made} == served
