"""What a list offers, and what readers choose of it."""

from datetime import UTC, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from clock import Clock

from digest.model.edition import Digest, Schedule
from digest.model.errors import BadInput, BadToken, NotFound, Refused
from digest.model.ids import DigestId, ListId, SubscriberId, TopicId
from digest.model.subscriber import Choice
from digest.services.choosing import PAUSE, Choosing, told
from digest.services.forgetting import Forgetting
from digest.services.subscribing import Circumstances, Subscribing
from digest.store import digests
from digest.store.database import Database
from digest.store.tables import audit
from digest.subscribe.links import Links
from digest.subscribe.tokens import Tokens

LINKS = Links(Tokens(["a key of these tests"]), "https://news.example.org")
HERE = Circumstances(source="web:test", ip="192.0.2.0/24", agent="A browser")
ONE = SubscriberId(1)
SYRIA, UKRAINE = TopicId("syria"), TopicId("ukraine")
EVERY_DAY = frozenset(range(7))


@pytest.fixture
def choosing(database: Database, clock: Clock) -> Choosing:
    """One reader, confirmed, on a list whose digest appears at eight in Kyiv."""
    subscribing = Subscribing(database, LINKS, "the key of addresses", clock)
    subscribing.create_list("morning", "Morning")
    subscribing.create_list("evening", "Evening")
    schedule = Schedule("Europe/Kyiv", time(8))
    made = Digest(DigestId(0), "d", "D", ListId(1), (SYRIA, UKRAINE), ("uk", "en"), schedule)
    with database.transaction() as tx:
        assert digests.add(tx, made, clock.now)
    subscribing.subscribe("morning", "anna@example.org", "en", HERE)
    subscribing.confirm(LINKS.confirm(ListId(1), ONE, clock.now + timedelta(days=1)).rpartition("/")[2], HERE)
    return Choosing(subscribing)


def _choice(choosing: Choosing) -> Choice:
    return choosing.sheet(ONE).standings[0].subscription.choice


def test_a_list_offers_what_its_digests_bring(choosing: Choosing) -> None:
    offer = choosing.offer("morning")
    assert (offer.topics, offer.languages, offer.zone) == ((SYRIA, UKRAINE), ("uk", "en"), "Europe/Kyiv")
    assert offer.weekdays == tuple(range(7))
    assert choosing.offer("evening").topics == ()
    assert [one.mailing_list.slug for one in choosing.offers()] == ["evening", "morning"]
    with pytest.raises(NotFound):
        choosing.offer("nothing")


@pytest.mark.parametrize(
    ("zone", "month", "expected"),
    [
        ("Europe/Kyiv", 1, time(8)),
        ("Europe/Paris", 1, time(7)),
        ("America/Los_Angeles", 1, time(22)),
        ("Asia/Kolkata", 1, time(11, 30)),
        ("Asia/Kolkata", 7, time(10, 30)),  # Kyiv has summer time, India none
    ],
)
def test_an_edition_is_ready_at_its_own_hour_whatever_clocks_show(
    choosing: Choosing, zone: str, month: int, expected: time
) -> None:
    assert choosing.offer("morning").ready(zone, datetime(2026, month, 16, 6, tzinfo=UTC)) == expected
    assert choosing.offer("evening").ready(zone, datetime(2026, month, 16, 6, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        (Choice((SYRIA, UKRAINE)), Choice()),  # all of them: those that are added later too
        (Choice((UKRAINE,)), Choice((UKRAINE,))),
        (Choice(weekdays=frozenset({0, 6}), at=time(7), zone="Europe/Paris"),) * 2,
    ],
)
def test_a_choice_is_kept_and_noted(choosing: Choosing, asked: Choice, kept: Choice) -> None:
    choosing.choose(ONE, "morning", asked, HERE)
    assert _choice(choosing) == kept
    lines = [line for line in choosing.sheet(ONE).consents if line.action == "changed"]
    expected = [] if kept == Choice() else [(told(kept), "web:test", "192.0.2.0/24", "A browser")]
    assert [(line.text, line.source, line.ip, line.agent) for line in lines] == expected


@pytest.mark.parametrize(
    "bad",
    [
        Choice((TopicId("weather"),)),
        Choice((TopicId("<script>"),)),
        Choice(weekdays=frozenset()),
        Choice(at=time(7), zone="Mars/Olympus"),
        Choice(at=time(7), zone="../../etc/passwd"),
    ],
)
def test_what_is_not_offered_cannot_be_chosen(choosing: Choosing, bad: Choice) -> None:
    with pytest.raises(BadInput):
        choosing.choose(ONE, "morning", bad, HERE)
    assert _choice(choosing) == Choice()


def test_a_reader_pauses_for_two_weeks_and_resumes(choosing: Choosing, clock: Clock) -> None:
    assert choosing.pause(ONE, "morning", HERE) == clock.now + PAUSE
    assert choosing.sheet(ONE).standings[0].subscription.paused_until == clock.now + PAUSE
    choosing.resume(ONE, "morning", HERE)
    choosing.resume(ONE, "morning", HERE)
    assert choosing.sheet(ONE).standings[0].subscription.paused_until is None
    assert [line.action for line in choosing.sheet(ONE).consents][2:] == ["paused", "resumed"]


def test_what_is_not_confirmed_cannot_be_paused(choosing: Choosing, clock: Clock) -> None:
    clock.pass_(days=2)
    choosing.subscribing.subscribe("evening", "anna@example.org", "en", HERE)
    with pytest.raises(Refused):
        choosing.pause(ONE, "evening", HERE)


def test_the_language_is_one_that_appears(choosing: Choosing) -> None:
    choosing.choose_language(ONE, "uk", HERE)
    assert choosing.sheet(ONE).subscriber.language == "uk"
    with pytest.raises(BadInput):
        choosing.choose_language(ONE, "xx", HERE)
    choosing.choose_language(ONE, "", HERE)
    assert choosing.sheet(ONE).subscriber.language == ""


def test_a_list_that_is_not_theirs_is_not_found(choosing: Choosing) -> None:
    for slug in ("evening", "nothing"):
        with pytest.raises(NotFound):
            choosing.choose(ONE, slug, Choice(), HERE)
        with pytest.raises(NotFound):
            choosing.leave(ONE, slug, HERE)
    choosing.leave(ONE, "morning", HERE)
    with pytest.raises(NotFound):
        choosing.choose(ONE, "morning", Choice((SYRIA,)), HERE)


def test_what_an_operator_changes_is_audited_and_what_a_reader_changes_is_not(choosing: Choosing) -> None:
    choosing.choose(ONE, "morning", Choice((SYRIA,)), HERE)
    choosing.choose(ONE, "morning", Choice((UKRAINE,)), Circumstances(by="cli:anna"))
    with choosing.subscribing.database.reading() as tx:
        told = sa.select(audit.c.who, audit.c.action, audit.c.subject).where(audit.c.action != "list.create")
        lines = [tuple(row) for row in tx.execute(told)]
    assert lines == [("cli:anna", "subscriber.changed", "subscriber 1")]


def test_readers_are_known_by_link_or_address_until_they_are_erased(choosing: Choosing) -> None:
    token = LINKS.preferences(ONE).rpartition("/")[2]
    assert choosing.reader(token) == choosing.reader_at("ANNA@example.org") == ONE
    Forgetting(choosing.subscribing).erase_reader(ONE)
    with pytest.raises(BadToken):
        choosing.reader(token)
    for missing in (lambda: choosing.reader_at("anna@example.org"), lambda: choosing.sheet(ONE)):
        with pytest.raises(NotFound):
            missing()


def test_a_choice_is_told_in_one_line() -> None:
    assert told(Choice()) == "topics: all; days: every day; hour: when it is ready"
    chosen = Choice((SYRIA,), frozenset({0, 6}), time(7, 5), "Europe/Paris")
    assert told(chosen) == "topics: syria; days: mon,sun; hour: 07:05 Europe/Paris"
