"""Requests, as the database keeps them: nothing is written for whoever is not to be heard."""

from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa

from digest.model.ids import ListId, SubscriberId
from digest.model.subscriber import Choice, Consent, SubscriptionState
from digest.store import choices, signups, subscribers
from digest.store.database import Database
from digest.store.signups import Applicant
from digest.store.tables import consents, notices, subscriptions
from digest.store.tables import subscribers as people

ANNA = Applicant("anna@example.org", "hash", "anna@example.org", "fr")
MORNING, ONE = ListId(1), SubscriberId(1)
CHOSEN = Choice((), frozenset({0}), time(7), "Europe/Kyiv")


@pytest.fixture(autouse=True)
def _list(database: Database, now: datetime) -> None:
    with database.transaction() as tx:
        assert subscribers.add_list(tx, "morning", "Morning", now)


def _ask(database: Database, now: datetime, *, heard: bool = True, at: datetime | None = None) -> None:
    with database.transaction() as tx:
        signups.meet(tx, ANNA, now, welcome=heard)
        signups.record(tx, ANNA, Consent("hash", MORNING, "requested", now, "Words."), CHOSEN, heard=heard)
        signups.ask(tx, ANNA, MORNING, at, now)


def _count(database: Database, table: sa.Table) -> int:
    with database.reading() as tx:
        return tx.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def test_who_is_heard_is_noted_with_what_they_chose(database: Database, now: datetime) -> None:
    _ask(database, now, at=now)
    with database.reading() as tx:
        assert signups.state_of(tx, ANNA, MORNING) is SubscriptionState.PENDING
        assert choices.find(tx, MORNING, ONE) == CHOSEN
        assert [line.text for line in subscribers.consents_of(tx, "hash")] == ["Words."]
        assert signups.asked_since(tx, ANNA, now - timedelta(days=1)) == [(now, False)]


def test_who_is_not_heard_leaves_no_trace(database: Database, now: datetime) -> None:
    _ask(database, now, heard=False)
    assert [_count(database, table) for table in (people, subscriptions, consents, notices)] == [0, 0, 0, 0]


def test_a_subscribed_readers_choice_is_not_a_strangers_to_change(database: Database, now: datetime) -> None:
    _ask(database, now)
    with database.transaction() as tx:
        subscribers.set_state(tx, MORNING, [ONE], SubscriptionState.CONFIRMED, now)
        mine = Choice((), frozenset({1}))
        choices.write(tx, MORNING, ONE, mine)
    _ask(database, now)
    with database.reading() as tx:
        assert choices.find(tx, MORNING, ONE) == mine
        assert signups.state_of(tx, ANNA, MORNING) is SubscriptionState.CONFIRMED


def test_a_mail_is_used_up_once_its_list_is_confirmed(database: Database, now: datetime) -> None:
    _ask(database, now, at=now)
    with database.transaction() as tx:
        subscribers.set_state(tx, MORNING, [ONE], SubscriptionState.CONFIRMED, now + timedelta(hours=1))
        assert signups.asked_since(tx, ANNA, now - timedelta(days=1)) == [(now, True)]


def test_only_mails_whose_hour_has_not_come_are_withdrawn(database: Database, now: datetime) -> None:
    _ask(database, now, at=now)
    _ask(database, now, at=now + timedelta(hours=5))
    with database.transaction() as tx:
        signups.withdraw(tx, ONE, MORNING, now)
        assert signups.asked_since(tx, ANNA, now - timedelta(days=1)) == [(now, False)]


def test_of_the_last_requests_those_that_were_confirmed_are_counted(database: Database, now: datetime) -> None:
    hour = timedelta(hours=1)
    with database.transaction() as tx:
        for number in range(6):
            lines = [Consent(f"h{number}", MORNING, "requested", now - number * hour)]
            if number in {1, 5}:
                lines.append(Consent(f"h{number}", MORNING, "confirmed", now))
            subscribers.note(tx, lines)
        assert signups.confirmed_of(tx, now - 10 * hour, now, 10) == (6, 2)
        assert signups.confirmed_of(tx, now - 10 * hour, now, 3) == (3, 1)
        assert signups.confirmed_of(tx, now - 10 * hour, now - 2 * hour, 10) == (4, 1)
        assert signups.confirmed_of(tx, now - 3 * hour, now, 10) == (3, 1)
        assert signups.confirmed_of(tx, now, now, 10) == (0, 0)
