"""Requests are let in within limits; who asks cannot learn who is known, and nobody's mailbox is filled."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa
from clock import Clock

from digest.model.errors import BadAddress, NotFound, Refused, TooOften
from digest.model.ids import ListId, SubscriberId
from digest.model.subscriber import Choice
from digest.services.admitting import Admitting
from digest.services.forgetting import Forgetting
from digest.services.subscribing import Circumstances, Subscribing
from digest.store.database import Database
from digest.store.tables import acts, audit, consents, notices
from digest.subscribe import limits
from digest.subscribe.links import Links
from digest.subscribe.tokens import Tokens

LINKS = Links(Tokens(["a key of these tests"]), "https://news.example.org")
KEY = "the key of addresses"
FEW = 20  # requests, instead of the hundreds that are judged in earnest


@pytest.fixture
def admitting(database: Database, clock: Clock) -> Admitting:
    subscribing = Subscribing(database, LINKS, KEY, clock)
    subscribing.create_list("morning", "Morning")
    return Admitting(subscribing)


def _ask(admitting: Admitting, address: str = "anna@example.org", network: int = 0) -> None:
    ip = f"10.{network // 256}.{network % 256}.0/24"
    admitting.request("morning", address, "en", Choice(), Circumstances("Words.", "web", ip))


def _count(admitting: Admitting, table: sa.Table) -> int:
    with admitting.subscribing.database.reading() as tx:
        return tx.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def _confirm(admitting: Admitting, subscriber: int) -> None:
    until = admitting.subscribing.clock() + timedelta(days=1)
    token = LINKS.confirm(ListId(1), SubscriberId(subscriber), until).rpartition("/")[2]
    admitting.subscribing.confirm(token, Circumstances())


@contextmanager
def _statements(database: Database) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(database.engine, "before_cursor_execute", note)


def test_a_storm_of_requests_for_one_victim_is_one_mail(sqlite_database: Database, clock: Clock) -> None:
    """Over hours, from as many networks as it takes."""
    subscribing = Subscribing(sqlite_database, LINKS, KEY, clock)
    subscribing.create_list("morning", "Morning")
    admitting = Admitting(subscribing)
    told = 0
    for number in range(300):
        clock.pass_(seconds=12)
        try:
            _ask(admitting, network=number)
        except TooOften:
            told += 1
    assert _count(admitting, notices) == 1
    assert _count(admitting, consents) <= limits.ADDRESS.most
    assert told > 0


@pytest.mark.parametrize("standing", ["stranger", "pending", "confirmed", "left", "suppressed", "erased"])
def test_whoever_is_asked_for_the_same_statements_run(admitting: Admitting, clock: Clock, standing: str) -> None:
    subscribing = admitting.subscribing
    if standing != "stranger":
        _ask(admitting)
    if standing in {"confirmed", "left"}:
        _confirm(admitting, 1)
    if standing == "left":
        subscribing.leave(ListId(1), SubscriberId(1), Circumstances())
    if standing == "suppressed":
        subscribing.suppress("anna@example.org")
    if standing == "erased":
        Forgetting(subscribing).erase("anna@example.org")
    clock.pass_(days=2)
    with _statements(subscribing.database) as seen:
        _ask(admitting)
    with _statements(subscribing.database) as expected:
        _ask(admitting, "nobody@example.com", network=1)
    assert seen == expected


@pytest.mark.parametrize(
    ("kind", "address", "network"),
    [
        ("NETWORK", "a{n}@d{n}.example", "0"),
        ("PROVIDER", "a{n}@example.org", "{n}"),
        ("EVERYBODY", "a{n}@d{n}.example", "{n}"),
    ],
)
def test_a_limit_holds_for_its_window(
    admitting: Admitting, clock: Clock, monkeypatch: pytest.MonkeyPatch, kind: str, address: str, network: str
) -> None:
    monkeypatch.setattr(limits, kind, limits.Limit(5, timedelta(minutes=30)))

    def ask(number: int) -> None:
        _ask(admitting, address.format(n=number), int(network.format(n=number)))

    for number in range(5):
        ask(number)
    before = _count(admitting, acts)
    with pytest.raises(TooOften):
        ask(5)
    assert _count(admitting, acts) == before
    clock.pass_(minutes=30)
    ask(5)
    assert _count(admitting, acts) == before + 4


def test_what_is_counted_names_nobody(admitting: Admitting) -> None:
    _ask(admitting)
    with admitting.subscribing.database.reading() as tx:
        keys = " ".join(tx.execute(sa.select(acts.c.key)).scalars())
    assert not any(word in keys for word in ("anna", "example", "10.0"))


def test_the_form_closes_when_few_confirm_and_opens_by_itself(
    admitting: Admitting, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "JUDGED", FEW)
    for number in range(FEW):
        _ask(admitting, f"a{number}@d{number}.example", number)
        if number % 7 == 0:
            _confirm(admitting, number + 1)
    assert not admitting.doorway().closed  # nobody is expected to have confirmed yet
    clock.now += limits.PATIENCE
    for _ in range(3):
        with pytest.raises(Refused) as told:
            _ask(admitting, "more@example.org", 1000)
        assert not isinstance(told.value, TooOften)
    assert len(admitting.look()) == 1
    with admitting.subscribing.database.reading() as tx:
        done = sa.select(audit.c.action).where(audit.c.action != "list.create")
        assert list(tx.execute(done).scalars()) == ["signup.close"]
    clock.now += limits.MEMORY
    assert (admitting.doorway().closed, admitting.look()) == (False, ())
    _ask(admitting, "more@example.org", 1000)


def test_the_form_stays_open_when_people_confirm(
    admitting: Admitting, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "JUDGED", FEW)
    for number in range(FEW):
        _ask(admitting, f"a{number}@d{number}.example", number)
        if number % 5 == 0:
            _confirm(admitting, number + 1)
    clock.now += limits.PATIENCE
    assert admitting.doorway().closed is False


def test_a_closed_list_and_what_is_no_address_are_refused(admitting: Admitting) -> None:
    with pytest.raises(BadAddress):
        _ask(admitting, "anna@example.org\r\nBcc: b@example.org")
    admitting.subscribing.change_list("morning", "cli:op", open_=False)
    with pytest.raises(Refused):
        _ask(admitting)
    with pytest.raises(NotFound):
        admitting.request("nothing", "anna@example.org", "en", Choice(), Circumstances())
    assert (_count(admitting, notices), _count(admitting, acts)) == (0, 0)
