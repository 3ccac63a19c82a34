"""An edition that should not go on is paused, and its operator told why; whoever resumes it has looked."""

from datetime import timedelta
from pathlib import Path

import delivery_world as world
import pytest
import sqlalchemy as sa
from clock import Clock
from tracking_world import Returns

from digest.model.errors import Refused
from digest.model.event import EventKind
from digest.model.ids import DeliveryId
from digest.services.braking import Braking
from digest.services.steering import Steering
from digest.services.tracking import Report, bounce
from digest.store import mail_hosts
from digest.store.database import Database
from digest.store.tables import deliveries, editions
from digest.track.breakers import Alarm, Judgement

DEAD = (550, "5.1.1", "550 5.1.1 user unknown")
BLOCKED = (550, "5.7.1", "550 5.7.1 blocked for spam")


@pytest.fixture
def returns(database: Database, clock: Clock, tmp_path: Path) -> Returns:
    return Returns(database, clock, tmp_path)


def _braking(returns: Returns) -> Braking:
    return Braking(returns.database, returns.clock)


def _many(returns: Returns, count: int, domain: str = "example.net") -> list[DeliveryId]:
    """As many more readers, whose mails of the edition were taken."""
    with returns.database.transaction() as tx:
        made = []
        for number in range(count):
            reader = world.add_reader(tx, 1, f"r{number}@{domain}", returns.clock())
            row = {"edition_id": returns.edition, "subscriber_id": reader, "state": "sent"}
            made.append(
                DeliveryId(tx.execute(sa.insert(deliveries).values(row).returning(deliveries.c.id)).scalar_one())
            )
    return made


def test_a_list_that_is_dead_is_not_mailed_on(returns: Returns) -> None:
    """Eleven of the first two hundred: paused, with the reason in the operator's words."""
    readers = _many(returns, 40)
    returns.tracking.record(bounce(one, *DEAD) for one in readers[:10])
    assert _braking(returns).look() == {}
    returns.tracking.record([bounce(readers[10], *DEAD)])
    assert _braking(returns).look() == {returns.edition: Judgement(Alarm.DEAD, stops=True)}
    progress = Steering(returns.database, returns.clock).progress(returns.edition)
    assert progress.paused_at == returns.clock()
    assert progress.paused_for == "too many dead addresses: 11 of 43 mails"


def test_refusals_at_the_relay_count_too(returns: Returns) -> None:
    readers = _many(returns, 12)
    for one in readers:
        returns.reject(one, *DEAD)
    returns.tracking.review()
    assert _braking(returns).look()[returns.edition].alarm is Alarm.DEAD


def test_complaints_stop_an_edition(returns: Returns) -> None:
    returns.tracking.record(Report(DeliveryId(number), EventKind.COMPLAINED) for number in (1, 2, 3))
    assert _braking(returns).look()[returns.edition] == Judgement(Alarm.COMPLAINTS, stops=True)
    with pytest.raises(Refused, match="paused already"):
        Steering(returns.database, returns.clock).pause(returns.edition, "anna@desk.example")


def test_who_resumes_it_is_not_overruled(returns: Returns) -> None:
    """It goes on, and is not paused again for the same."""
    returns.tracking.record(bounce(one, *DEAD) for one in _many(returns, 11))
    braking, steering = _braking(returns), Steering(returns.database, returns.clock)
    braking.look()
    steering.resume(returns.edition, "anna@desk.example")
    assert braking.look()  # it still says so
    assert steering.progress(returns.edition).paused_at is None


def test_an_operator_s_own_pause_has_no_such_reason(returns: Returns) -> None:
    steering = Steering(returns.database, returns.clock)
    steering.pause(returns.edition, "anna@desk.example")
    assert steering.progress(returns.edition).paused_for == ""


def test_what_is_over_is_not_looked_at(returns: Returns) -> None:
    returns.tracking.record(bounce(one, *DEAD) for one in _many(returns, 11))
    with returns.database.transaction() as tx:
        tx.execute(sa.update(editions).values(state="sent"))
    assert _braking(returns).look() == {}


def test_a_provider_that_refuses_us_is_named(returns: Returns) -> None:
    """More than ten in ten minutes, whatever the domain of the house; later it is forgotten."""
    for domain, count in (("gmail.com", 6), ("googlemail.com", 5), ("yandex.ru", 10)):
        returns.tracking.record(bounce(one, *BLOCKED) for one in _many(returns, count, domain))
    assert _braking(returns).refusing() == [("google", 11)]
    returns.next_edition(minutes=11)
    assert _braking(returns).refusing() == []


def test_domains_hosted_at_a_provider_are_counted_with_it(returns: Returns) -> None:
    """However few refusals each of them saw."""
    with returns.database.transaction() as tx:
        mail_hosts.keep(tx, {"firm.example", "shop.example"}, returns.clock())
        mail_hosts.learn(tx, {"firm.example": "google", "shop.example": "google"}, returns.clock())
    for domain, count in (("gmail.com", 4), ("firm.example", 4), ("shop.example", 3)):
        returns.tracking.record(bounce(one, *BLOCKED) for one in _many(returns, count, domain))
    assert _braking(returns).refusing() == [("google", 11)]


def test_a_provider_that_refuses_us_gets_fewer_mails(returns: Returns) -> None:
    """One a minute, until an hour and a half after it last refused us so often; for others nothing changes."""
    readers = _many(returns, 22, "gmx.net")
    returns.tracking.record(bounce(one, *BLOCKED) for one in readers[:10])
    _braking(returns).look()
    assert Steering(returns.database, returns.clock).progress(returns.edition).slowed == ()
    returns.tracking.record([bounce(readers[10], *BLOCKED)])
    _braking(returns).look()
    (slow,) = Steering(returns.database, returns.clock).progress(returns.edition).slowed
    assert (slow.provider, slow.per_minute, slow.until) == ("gmx", 1, returns.clock() + timedelta(minutes=90))
