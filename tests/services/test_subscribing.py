"""Readers come, confirm, change their mind and go; what is kept of it, and what is not."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from clock import Clock

from digest.model.errors import BadAddress, BadInput, BadToken, NotFound, Refused
from digest.model.ids import ListId, SubscriberId
from digest.model.subscriber import SubscriptionState, Suppression, SuppressionReason
from digest.services.enrolling import Enrolling
from digest.services.forgetting import Forgetting
from digest.services.subscribing import Circumstances, Subscribing
from digest.store import subscribers
from digest.store.database import Database
from digest.store.tables import consents, deliveries, digests, editions, notices, subscriptions, suppressions
from digest.store.tables import subscribers as people
from digest.subscribe.links import Links
from digest.subscribe.tokens import Tokens, address_hash

LINKS = Links(Tokens(["a key of these tests"]), "https://news.example.org")
KEY = "the key of addresses"
HERE = Circumstances("What was shown.", "web:test", "192.0.2.0/24")


@pytest.fixture
def subscribing(database: Database, clock: Clock) -> Subscribing:
    service = Subscribing(database, LINKS, KEY, clock)
    service.create_list("morning", "The morning digest")
    return service


def _count(database: Database, table: sa.Table) -> int:
    with database.reading() as tx:
        return tx.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def _state(subscribing: Subscribing, address: str) -> str:
    return ",".join(place.state for _, place in Forgetting(subscribing).show(address).subscriptions)


def _confirm_token(now: datetime) -> str:
    return LINKS.confirm(ListId(1), SubscriberId(1), now + timedelta(days=7)).rpartition("/")[2]


def _leave_token() -> str:
    return LINKS.unsubscribe(ListId(1), SubscriberId(1)).rpartition("/")[2]


def _kinds(database: Database) -> list[str]:
    with database.reading() as tx:
        return list(tx.execute(sa.select(notices.c.kind).order_by(notices.c.id)).scalars())


def _join(subscribing: Subscribing, clock: Clock) -> None:
    subscribing.subscribe("morning", "reader@example.org", "fr", HERE)
    subscribing.confirm(_confirm_token(clock.now), HERE)


def test_whoever_asks_is_pending_until_the_mailbox_confirms(subscribing: Subscribing, clock: Clock) -> None:
    subscribing.subscribe("morning", "Reader@Example.org", "fr", HERE)
    assert _state(subscribing, "reader@example.org") == "pending"
    subscribing.confirm(_confirm_token(clock.now), HERE)
    assert _state(subscribing, "reader@example.org") == "confirmed"
    assert _kinds(subscribing.database) == ["confirm", "welcome"]


def test_clicks_that_come_together_are_recorded_once(
    subscribing: Subscribing, database: Database, clock: Clock
) -> None:
    """Mail programs and people press at the same time."""
    _join(subscribing, clock)
    with ThreadPoolExecutor(12) as threads:
        list(threads.map(lambda _: subscribing.unsubscribe(_leave_token(), HERE), range(12)))
    with database.reading() as tx:
        actions = list(tx.execute(sa.select(consents.c.action).order_by(consents.c.id)).scalars())
    assert actions == ["requested", "confirmed", "unsubscribed"]


def test_each_step_leaves_a_line_of_consent(subscribing: Subscribing, clock: Clock) -> None:
    _join(subscribing, clock)
    subscribing.unsubscribe(_leave_token(), HERE)
    lines = Forgetting(subscribing).show("reader@example.org").consents
    assert [line.action for line in lines] == ["requested", "confirmed", "unsubscribed"]
    assert (lines[0].text, lines[0].source, lines[0].ip) == ("What was shown.", "web:test", "192.0.2.0/24")


def test_confirming_and_leaving_twice_is_doing_it_once(subscribing: Subscribing, clock: Clock) -> None:
    _join(subscribing, clock)
    subscribing.confirm(_confirm_token(clock.now), HERE)
    for _ in range(3):
        subscribing.unsubscribe(_leave_token(), HERE)
    assert _count(subscribing.database, consents) == 3
    assert _kinds(subscribing.database) == ["confirm", "welcome"]


def test_one_confirmation_mail_a_day_and_three_in_thirty_days(subscribing: Subscribing, clock: Clock) -> None:
    start = clock.now
    for hours in (0, 1, 25, 26, 50, 100, 24 * 29, 24 * 31):
        clock.now = start + timedelta(hours=hours)
        subscribing.subscribe("morning", "reader@example.org", "fr", HERE)
    assert _kinds(subscribing.database) == ["confirm"] * 4  # at 0, 25, 50 and, once the first are old, 24 * 31


def test_a_confirmed_reader_who_asks_again_gets_no_mail(subscribing: Subscribing, clock: Clock) -> None:
    _join(subscribing, clock)
    clock.now += timedelta(days=2)
    subscribing.subscribe("morning", "reader@example.org", "en", HERE)
    assert _state(subscribing, "reader@example.org") == "confirmed"
    assert _kinds(subscribing.database) == ["confirm", "welcome"]


def test_asking_does_not_undo_leaving_but_confirming_does(subscribing: Subscribing, clock: Clock) -> None:
    _join(subscribing, clock)
    subscribing.unsubscribe(_leave_token(), HERE)
    clock.now += timedelta(days=2)
    subscribing.subscribe("morning", "reader@example.org", "fr", HERE)
    assert _state(subscribing, "reader@example.org") == "unsubscribed"
    subscribing.confirm(_confirm_token(clock.now), HERE)
    assert _state(subscribing, "reader@example.org") == "confirmed"


def test_a_stranger_cannot_change_a_readers_language(subscribing: Subscribing, clock: Clock) -> None:
    _join(subscribing, clock)
    clock.now += timedelta(days=2)
    subscribing.subscribe("morning", "reader@example.org", "ru", HERE)
    found = Forgetting(subscribing).show("reader@example.org").subscriber
    assert found is not None
    assert found.language == "fr"


@pytest.mark.parametrize("reason", [SuppressionReason.COMPLAINED, SuppressionReason.MANUAL])
def test_who_complained_or_was_shut_out_is_not_even_asked(subscribing: Subscribing, reason: SuppressionReason) -> None:
    hashed = address_hash(KEY, "reader@example.org")
    with subscribing.database.transaction() as tx:
        subscribers.suppress(tx, Suppression(hashed, reason, subscribing.clock()))
    subscribing.subscribe("morning", "reader@example.org", "fr", HERE)
    assert (_count(subscribing.database, notices), _count(subscribing.database, people)) == (0, 0)


def test_a_confirmation_that_comes_after_a_complaint_is_refused(subscribing: Subscribing, clock: Clock) -> None:
    subscribing.subscribe("morning", "reader@example.org", "fr", HERE)
    subscribing.suppress("reader@example.org")
    with pytest.raises(Refused):
        subscribing.confirm(_confirm_token(clock.now), HERE)
    assert _state(subscribing, "reader@example.org") == "pending"


def test_confirming_again_lifts_a_bounce(subscribing: Subscribing, clock: Clock) -> None:
    _join(subscribing, clock)
    hashed = address_hash(KEY, "reader@example.org")
    with subscribing.database.transaction() as tx:
        subscribers.suppress(tx, Suppression(hashed, SuppressionReason.BOUNCED, clock.now))
    clock.now += timedelta(days=2)
    subscribing.subscribe("morning", "reader@example.org", "fr", HERE)
    subscribing.confirm(_confirm_token(clock.now), HERE)
    assert Forgetting(subscribing).show("reader@example.org").suppressions == ()


def test_a_link_that_is_too_old_or_forged_changes_nothing(subscribing: Subscribing, clock: Clock) -> None:
    subscribing.subscribe("morning", "reader@example.org", "fr", HERE)
    token = _confirm_token(clock.now)
    clock.now += timedelta(days=7, seconds=1)
    for bad in (token, "x", ""):
        with pytest.raises(BadToken):
            subscribing.confirm(bad, HERE)
    with pytest.raises(BadToken):
        subscribing.unsubscribe(token, HERE)
    assert _state(subscribing, "reader@example.org") == "pending"


def test_erasing_forgets_the_reader_and_no_import_brings_them_back(subscribing: Subscribing, clock: Clock) -> None:
    _join(subscribing, clock)
    assert Forgetting(subscribing).erase("READER@example.org")
    report = Enrolling(subscribing.database, KEY, clock).enrol(
        "morning", b"email\nreader@example.org\n", proof="Paper."
    )
    assert (report.confirmed, [one.line for one in report.problems]) == (0, [2])
    dossier = Forgetting(subscribing).show("reader@example.org")
    assert dossier.subscriber is None
    assert [one.reason for one in dossier.suppressions] == [SuppressionReason.ERASED]
    with subscribing.database.reading() as tx:
        row = tx.execute(sa.select(people)).one()
    assert (row.address, row.name, row.language, row.address_hash) == ("", "", "", "")


def test_erasing_keeps_the_ledgers_counts(subscribing: Subscribing, clock: Clock) -> None:
    _join(subscribing, clock)
    with subscribing.database.transaction() as tx:
        _add_delivery(tx, clock.now)
    Forgetting(subscribing).erase("reader@example.org")
    assert _count(subscribing.database, deliveries) == 1
    assert subscribing.unsubscribe(_leave_token(), HERE).subscriber is None


def test_an_erased_reader_can_come_back_by_confirming(subscribing: Subscribing, clock: Clock) -> None:
    _join(subscribing, clock)
    Forgetting(subscribing).erase("reader@example.org")
    subscribing.subscribe("morning", "reader@example.org", "fr", HERE)
    token = LINKS.confirm(ListId(1), SubscriberId(2), clock.now + timedelta(days=7)).rpartition("/")[2]
    subscribing.confirm(token, HERE)
    assert _state(subscribing, "reader@example.org") == "confirmed"
    assert _count(subscribing.database, suppressions) == 0


def test_erasing_an_unknown_address_suppresses_it(subscribing: Subscribing) -> None:
    assert not Forgetting(subscribing).erase("nobody@example.org")
    assert len(Forgetting(subscribing).show("nobody@example.org").suppressions) == 1


def test_an_export_can_be_opened_in_a_spreadsheet(subscribing: Subscribing, clock: Clock) -> None:
    _join(subscribing, clock)
    subscribing.subscribe("morning", "+49@example.org", "", HERE)
    rows = list(csv.reader(io.StringIO("".join(subscribing.export("morning", "ada")), newline="")))
    assert rows[0] == ["address", "name", "language", "state", "confirmed_at"]
    assert [(row[0], row[3]) for row in rows[1:]] == [
        ("reader@example.org", "confirmed"),
        ("'+49@example.org", "pending"),
    ]


@pytest.mark.parametrize("slug", ["", "Morning", "a b", "-a", "a-", "a" * 41, "é", "a\nb"])
def test_a_slug_is_plain_for_it_stands_in_headers(subscribing: Subscribing, slug: str) -> None:
    with pytest.raises(BadInput):
        subscribing.create_list(slug, "A name")


def test_a_list_needs_a_name_and_a_slug_of_its_own(subscribing: Subscribing) -> None:
    with pytest.raises(BadInput):
        subscribing.create_list("evening", " \n ")
    with pytest.raises(Refused):
        subscribing.create_list("morning", "Another")
    assert subscribing.create_list("evening", "Evening\r\nBcc: x@example.org").name == "Evening Bcc: x@example.org"


def test_what_is_not_there_is_said(subscribing: Subscribing) -> None:
    with pytest.raises(NotFound):
        subscribing.subscribe("nothing", "reader@example.org", "fr", HERE)
    with pytest.raises(NotFound):
        subscribing.list_named("nothing")
    with pytest.raises(BadAddress):
        subscribing.subscribe("morning", "reader", "fr", HERE)
    assert _count(subscribing.database, subscriptions) == 0


def test_the_states_of_the_store_are_those_of_the_model(subscribing: Subscribing, clock: Clock) -> None:
    _join(subscribing, clock)
    with subscribing.database.reading() as tx:
        assert subscribers.state_of(tx, ListId(1), SubscriberId(1)) is SubscriptionState.CONFIRMED


def _add_delivery(tx: sa.Connection, now: datetime) -> None:
    tx.execute(
        sa.insert(digests).values(
            slug="d", name="D", list_id=1, zone="UTC", at=now.time(), due_from=now, created_at=now
        )
    )
    tx.execute(sa.insert(editions).values(digest_id=1, day=now.date(), send_at=now, state="sent", created_at=now))
    tx.execute(sa.insert(deliveries).values(edition_id=1, subscriber_id=1, state="sent"))
