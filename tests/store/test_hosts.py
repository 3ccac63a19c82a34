"""Hosts left in peace."""

from datetime import datetime, timedelta

from digest.store import hosts
from digest.store.database import Database


def test_a_host_is_one_workers_until_it_is_released(database: Database, now: datetime) -> None:
    """Taken once, free again after its gap."""
    until, gap = now + timedelta(minutes=1), now + timedelta(seconds=1)
    with database.transaction() as tx:
        assert hosts.take(tx, "paper.example", now, until)
        assert not hosts.take(tx, "paper.example", now, until)
        assert hosts.take(tx, "other.example", now, until)
        hosts.release(tx, "paper.example", gap)
        assert not hosts.take(tx, "paper.example", now, until)
        assert hosts.take(tx, "paper.example", gap, until)


def test_a_lost_worker_keeps_a_host_no_longer_than_it_said(database: Database, now: datetime) -> None:
    """The claim ends by itself."""
    until = now + timedelta(minutes=1)
    with database.transaction() as tx:
        hosts.take(tx, "paper.example", now, until)
        assert hosts.take(tx, "paper.example", until, until + timedelta(minutes=1))


def test_our_own_hosts_are_never_busy(database: Database, now: datetime) -> None:
    """This machine may be asked by everyone at once."""
    with database.transaction() as tx:
        assert all(hosts.take(tx, "", now, now + timedelta(minutes=1)) for _ in range(3))


def test_a_host_to_which_somebody_was_sent_rests(database: Database, now: datetime) -> None:
    """Until then, or until what was said before, whichever is later; a host of our own never."""
    second = timedelta(seconds=1)
    with database.transaction() as tx:
        hosts.rest(tx, "paper.example", now + second)
        hosts.rest(tx, "paper.example", now)
        hosts.rest(tx, "", now + second)
        assert not hosts.take(tx, "paper.example", now, now + second)
        assert hosts.take(tx, "paper.example", now + second, now + second)
        assert hosts.take(tx, "", now, now)
