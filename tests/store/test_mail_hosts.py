"""Domains, and at which provider their mail is taken in, as rows."""

from datetime import datetime, timedelta

from delivery_world import add_reader, seed, unsubscribe

from digest.store import mail_hosts
from digest.store.database import Database

WEEK = timedelta(days=7)


def test_the_domains_are_those_of_confirmed_readers(database: Database, now: datetime) -> None:
    """Each once, in small letters."""
    seed(database, now, ["a@Firm.example", "b@firm.example", "c@shop.example", "gone@left.example"])
    with database.transaction() as tx:
        add_reader(tx, 1, "d@new.example", now, state="pending")
        unsubscribe(tx, "gone@left.example")
        assert mail_hosts.of_readers(tx) == {"firm.example", "shop.example"}


def test_what_is_known_stays_while_somebody_has_the_domain(database: Database, now: datetime) -> None:
    """New ones are to be asked for at once."""
    with database.transaction() as tx:
        mail_hosts.keep(tx, {"firm.example", "left.example"}, now)
        mail_hosts.learn(tx, {"firm.example": "google", "left.example": "google"}, now + WEEK)
        mail_hosts.keep(tx, {"firm.example", "new.example"}, now)
        assert mail_hosts.known(tx) == {"firm.example": "google"}
        assert mail_hosts.due(tx, now, 10) == ["new.example"]
        mail_hosts.keep(tx, set(), now)
        assert mail_hosts.known(tx) == {}


def test_who_waits_longest_is_asked_for_first(database: Database, now: datetime) -> None:
    """Without an answer nothing that is known is lost."""
    with database.transaction() as tx:
        mail_hosts.keep(tx, {"a.example", "b.example", "c.example"}, now)
        mail_hosts.learn(tx, {"a.example": "google", "b.example": ""}, now + WEEK)
        mail_hosts.put_off(tx, ["a.example", "c.example"], now + WEEK - timedelta(days=6))
        assert mail_hosts.due(tx, now, 10) == []
        assert mail_hosts.due(tx, now + WEEK, 2) == ["a.example", "c.example"]
        assert mail_hosts.known(tx) == {"a.example": "google"}
