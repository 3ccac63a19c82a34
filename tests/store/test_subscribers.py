"""Lists, readers, consents and suppressions in a real database."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from digest.model.ids import ListId, SubscriberId, TopicId
from digest.model.subscriber import Choice, Consent, Subscriber, SubscriptionState, Suppression, SuppressionReason
from digest.store import choices, subscribers
from digest.store.database import Database

ANNA = Subscriber(SubscriberId(0), "Anna@example.org", "Anna", "fr")


def test_a_mailbox_is_one_subscriber_however_often_it_comes(database: Database, now: datetime) -> None:
    with database.transaction() as tx:
        first = subscribers.add(tx, "anna@example.org", "hash", ANNA, now)
        again = subscribers.add(tx, "anna@example.org", "hash", Subscriber(SubscriberId(0), "ANNA@example.org"), now)
    assert first == again
    assert (first.address, first.name, first.language) == ("Anna@example.org", "Anna", "fr")


def test_a_slug_is_taken_once(database: Database, now: datetime) -> None:
    with database.transaction() as tx:
        made = subscribers.add_list(tx, "morning", "Morning", now)
        assert subscribers.add_list(tx, "morning", "Another", now) is None
        assert subscribers.find_list(tx, "morning") == made
        assert subscribers.all_lists(tx) == [made]
        assert subscribers.find_list(tx, ListId(99)) is None


def test_a_subscription_keeps_when_it_was_confirmed(database: Database, now: datetime) -> None:
    with database.transaction() as tx:
        made = subscribers.add_list(tx, "morning", "Morning", now)
        assert made is not None
        reader = subscribers.add(tx, "anna@example.org", "hash", ANNA, now)
        for state in (SubscriptionState.PENDING, SubscriptionState.CONFIRMED, SubscriptionState.UNSUBSCRIBED):
            subscribers.set_state(tx, made.id, [reader.id], state, now)
            assert subscribers.state_of(tx, made.id, reader.id) is state
        assert [one.confirmed_at for one in subscribers.export(tx, made.id)] == [now]


def test_a_list_is_exported_with_what_each_reader_chose(database: Database, now: datetime) -> None:
    choice = Choice((TopicId("syria"),), frozenset({0, 4}), time(8, 30), "Europe/Kyiv")
    with database.transaction() as tx:
        made = subscribers.add_list(tx, "morning", "Morning", now)
        assert made is not None
        reader = subscribers.add(tx, "anna@example.org", "hash", ANNA, now)
        subscribers.set_state(tx, made.id, [reader.id], SubscriptionState.CONFIRMED, now)
        choices.write(tx, made.id, reader.id, choice)
        assert [one.choice for one in subscribers.export(tx, made.id)] == [choice]
        assert [one.choice for _, one in subscribers.of_subscriber(tx, reader)] == [choice]


@pytest.mark.parametrize("everywhere", [True, False])
def test_a_suppression_counts_once_and_keeps_its_first_reason(
    database: Database, now: datetime, *, everywhere: bool
) -> None:
    with database.transaction() as tx:
        made = subscribers.add_list(tx, "morning", "Morning", now)
        assert made is not None
        scope = None if everywhere else made.id
        for reason in (SuppressionReason.BOUNCED, SuppressionReason.COMPLAINED):
            subscribers.suppress(tx, Suppression("hash", reason, now, scope))
        found = subscribers.suppressions_of(tx, ["hash", "other"], made.id)
        assert found == {"hash": [Suppression("hash", SuppressionReason.BOUNCED, now, scope)]}


def test_lifting_takes_back_only_the_reasons_given(database: Database, now: datetime) -> None:
    with database.transaction() as tx:
        made = subscribers.add_list(tx, "morning", "Morning", now)
        assert made is not None
        subscribers.suppress(tx, Suppression("hash", SuppressionReason.COMPLAINED, now))
        subscribers.suppress(tx, Suppression("hash", SuppressionReason.BOUNCED, now, made.id))
        assert subscribers.lift(tx, "hash", made.id, [SuppressionReason.BOUNCED]) == 1
        assert [one.reason for one in subscribers.suppressions_of(tx, ["hash"], made.id)["hash"]] == [
            SuppressionReason.COMPLAINED
        ]


def test_consents_come_back_as_they_were_noted(database: Database, now: datetime) -> None:
    with database.transaction() as tx:
        made = subscribers.add_list(tx, "morning", "Morning", now)
        assert made is not None
        line = Consent("hash", made.id, "requested", now, "Text", "web", "192.0.2.0/24")
        subscribers.note(tx, [line])
        subscribers.note(tx, [])
        assert subscribers.consents_of(tx, "hash") == [line]


def test_who_never_agreed_is_told_apart_from_who_did_or_left(database: Database, now: datetime) -> None:
    old = now - timedelta(days=31)
    with database.transaction() as tx:
        made = subscribers.add_list(tx, "morning", "Morning", old)
        assert made is not None
        people = {}
        for name in ("asked", "confirmed", "left", "recent"):
            person = Subscriber(SubscriberId(0), f"{name}@example.org")
            at = now if name == "recent" else old
            people[name] = subscribers.add(tx, person.address, name, person, at).id
            subscribers.set_state(tx, made.id, [people[name]], SubscriptionState.PENDING, at)
        subscribers.set_state(tx, made.id, [people["confirmed"]], SubscriptionState.CONFIRMED, old)
        subscribers.set_state(tx, made.id, [people["left"]], SubscriptionState.UNSUBSCRIBED, old)
        assert subscribers.never_confirmed(tx, now - timedelta(days=30), 10) == [people["asked"]]
        assert subscribers.never_confirmed(tx, old - timedelta(days=1), 10) == []
        subscribers.erase(tx, people["asked"], now)
        assert subscribers.never_confirmed(tx, now - timedelta(days=30), 10) == []


def test_a_list_is_opened_closed_and_indexed(database: Database, now: datetime) -> None:
    with database.transaction() as tx:
        made = subscribers.add_list(tx, "morning", "Morning", now)
        assert made is not None
        assert (made.open, made.indexed) == (True, False)
        changed = replace(made, open=False, indexed=True)
        subscribers.change_list(tx, changed)
        assert subscribers.find_list(tx, "morning") == changed
