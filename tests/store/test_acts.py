"""What is limited in number."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from digest.store import acts
from digest.store.database import Database

WINDOW = timedelta(minutes=10)


def _admits(database: Database, key: str, now: datetime) -> bool:
    with database.transaction() as tx:
        return acts.admits(tx, key, now, 2, WINDOW)


def test_a_limit_holds_for_each_key_and_its_window(database: Database, now: datetime) -> None:
    assert [_admits(database, "a", now) for _ in range(3)] == [True, True, False]
    assert _admits(database, "b", now)
    assert not _admits(database, "a", now + WINDOW - timedelta(seconds=1))
    assert _admits(database, "a", now + WINDOW)


def test_what_is_refused_does_not_count(database: Database, now: datetime) -> None:
    for _ in range(5):
        _admits(database, "a", now)
    with database.reading() as tx:
        assert acts.counted(tx, "a", now, WINDOW) == 2


def test_many_at_once_do_not_pass_the_limit(database: Database, now: datetime) -> None:
    """Each sees what the others have counted."""
    with ThreadPoolExecutor(6) as threads:
        admitted = list(threads.map(lambda _: _admits(database, "a", now), range(6)))
    assert sum(admitted) == 2


def test_a_key_begins_anew(database: Database, now: datetime) -> None:
    _admits(database, "a", now)
    _admits(database, "a", now)
    with database.transaction() as tx:
        acts.forget(tx, "a")
    assert _admits(database, "a", now)


def test_old_acts_are_tidied_away(database: Database, now: datetime) -> None:
    _admits(database, "a", now)
    with database.transaction() as tx:
        assert [acts.tidy(tx, now), acts.tidy(tx, now + WINDOW)] == [0, 1]
