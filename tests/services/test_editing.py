"""What editors do: digests made and changed, editions drafted, looked at, approved, sent and cancelled."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from clock import Clock
from editing_world import (
    DIGEST,
    HOUR,
    MADE,
    MINUTE,
    SLOT,
    add_digest,
    add_list,
    desk,
    report,
    titles,
)

from digest.model.edition import EditionState, Schedule
from digest.model.errors import BadInput, NotFound, Refused
from digest.model.ids import EditionId, TopicId
from digest.services.editing import Editing
from digest.store import editions
from digest.store.database import Database


@pytest.fixture
def clock() -> Clock:
    return Clock(SLOT - 15 * MINUTE)


@pytest.fixture
def editing(database: Database, clock: Clock) -> Editing:
    return desk(database, clock)


# --- digests ------------------------------------------------------------------------------------------------


def test_a_digest_is_made_for_a_list(database: Database, editing: Editing) -> None:
    """It is there afterwards, and its next runs are told in its own time."""
    add_list(database, MADE, "levant")
    made = editing.create(DIGEST, "levant")
    assert [made] == editing.digests()
    assert made == editing.digest("levant") == editing.digest(made.id)
    first, second = editing.next_local_times(made, 2)
    assert first.isoformat() == "2026-01-16T07:00:00+01:00"
    assert second.isoformat() == "2026-01-17T07:00:00+01:00"
    paused = editing.change(replace(made, active=False))
    assert editing.next_local_times(paused) == ()


def test_a_digest_needs_a_list_and_a_name_of_its_own(database: Database, editing: Editing) -> None:
    """What is missing or taken is named."""
    with pytest.raises(NotFound, match="no list 'levant'"):
        editing.create(DIGEST, "levant")
    add_digest(database, MADE)
    with pytest.raises(BadInput, match="a digest 'levant' already"):
        editing.create(DIGEST, "levant")
    with pytest.raises(NotFound, match="no digest 'ponant'"):
        editing.digest("ponant")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"slug": "Le Vent"}, "a slug is small letters"),
        ({"name": " "}, "it needs a name"),
        ({"topics": ()}, "it needs a topic"),
        ({"topics": (TopicId("atlantis"),)}, "no topic 'atlantis', only syria, ukraine"),
        ({"languages": ()}, "it needs a language"),
        ({"languages": ("french!",)}, "'french!' is no language tag"),
        ({"schedule": Schedule("Europe/Pariss", time(7))}, "is no time zone"),
        ({"schedule": Schedule("UTC", time(7), frozenset())}, "it needs a weekday"),
        ({"schedule": Schedule("UTC", time(7), catch_up=-HOUR)}, "no time is negative"),
        ({"minimum_stories": 0}, "at least one story a day"),
        ({"stories_per_topic": 0}, "at least one story a topic"),
        ({"window": timedelta(0)}, "holds no news"),
        ({"template": "poster"}, "no template 'poster'"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_a_digest_that_cannot_be_is_refused(
    wrong: dict[str, object], told: str, sqlite_database: Database, clock: Clock
) -> None:
    """In words that say what to change; nothing is stored."""
    editing = desk(sqlite_database, clock)
    made = add_digest(sqlite_database, MADE)
    with pytest.raises(BadInput, match=told):
        editing.change(replace(made, **wrong))  # type: ignore[arg-type]
    assert [made] == editing.digests()


# --- by hand ------------------------------------------------------------------------------------------------


def test_a_draft_may_be_of_any_day(database: Database, editing: Editing, clock: Clock) -> None:
    """It holds the news of that day, waits for approval, and goes when somebody says so."""
    add_digest(database, MADE)
    then = datetime(2019, 11, 1, 13, tzinfo=UTC)
    report(database, then)
    drafted = editing.draft("levant", then)
    assert (date(2019, 11, 1), EditionState.DRAFT, "drafted by hand") == (drafted.day, drafted.state, drafted.reason)
    assert drafted == editing.draft("levant", then)
    editing.approve(drafted.id, "ada")
    assert editing.due(clock.now).plan == ()
    sent = editing.send(drafted.id, "ada")
    assert (clock.now, EditionState.APPROVED) == (sent.send_at, sent.state)
    assert (drafted.id,) == editing.due(clock.now).plan
    with pytest.raises(Refused, match="is approved; it is the one of 2019-11-01"):
        editing.draft("levant", then)


def test_a_day_that_came_to_nothing_may_be_drafted_again(database: Database, editing: Editing) -> None:
    """Skipped for want of news, or cancelled, it begins anew."""
    add_digest(database, MADE)
    first = editing.draft("levant")
    assert EditionState.SKIPPED is first.state
    report(database, SLOT - HOUR)
    second = editing.draft("levant")
    assert (first.id, EditionState.DRAFT) == (second.id, second.state)
    assert len(titles(editing, second.id)) == 3
    assert EditionState.CANCELLED is editing.cancel(second.id, "a false report", "ada").state
    assert EditionState.DRAFT is editing.draft("levant").state


def test_what_the_state_forbids_is_refused(database: Database, editing: Editing) -> None:
    """With how the edition stands."""
    add_digest(database, MADE)
    report(database, SLOT - HOUR)
    drafted = editing.draft("levant")
    with pytest.raises(Refused, match="is a draft; only an approved edition is sent"):
        editing.send(drafted.id)
    editing.approve(drafted.id, "ada")
    with pytest.raises(Refused, match="only a composed draft is rendered again"):
        editing.rerender(drafted.id)
    with database.transaction() as tx:
        editions.begin_sending(tx, drafted.id, SLOT)
    assert EditionState.SENDING is editing.send(drafted.id).state
    with pytest.raises(Refused, match="is sending; it cannot be cancelled"):
        editing.cancel(drafted.id, "too late")
    with pytest.raises(NotFound, match="no edition 999"):
        editing.show(EditionId(999))
