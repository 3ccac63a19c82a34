"""Connections and transactions behave the same on both databases."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa

from digest.model.errors import BadInput, DatabaseDown, Misconfigured
from digest.store.database import Database
from digest.store.tables import lists, ticks


def _count(database: Database) -> int:
    with database.reading() as tx:
        return tx.execute(sa.select(sa.func.count()).select_from(lists)).scalar_one()


def test_a_failed_transaction_leaves_nothing(database: Database, now: datetime) -> None:
    """When one statement fails, those before it are undone."""
    twice = [{"slug": "daily", "name": "Daily", "created_at": now}] * 2
    with pytest.raises(sa.exc.IntegrityError), database.transaction() as tx:
        tx.execute(sa.insert(lists), twice)
    assert _count(database) == 0


def test_times_come_back_in_utc(database: Database) -> None:
    """A time written in any zone is the same moment when it is read, and says UTC."""
    kyiv = timezone(timedelta(hours=2))
    with database.transaction() as tx:
        tx.execute(sa.insert(ticks).values(name="tick", at=datetime(2026, 3, 29, 3, 30, tzinfo=kyiv)))
    with database.reading() as tx:
        found = tx.execute(sa.select(ticks.c.at)).scalar_one()
    assert (found, found.tzinfo) == (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), UTC)


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    """A naive time is a mistake of ours, and never reaches the database."""
    with pytest.raises(sa.exc.StatementError, match="no time zone"), database.transaction() as tx:
        tx.execute(sa.insert(ticks).values(name="tick", at=datetime(2026, 1, 1)))  # noqa: DTZ001  (the point)


def test_many_writers_wait_for_each_other(database: Database, now: datetime) -> None:
    """Writers that read before they write do not deadlock and lose nothing."""

    def write(number: int) -> None:
        with database.transaction() as tx:
            tx.execute(sa.select(sa.func.count()).select_from(lists)).scalar_one()
            tx.execute(sa.insert(lists).values(slug=f"list-{number}", name="", created_at=now))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    assert _count(database) == 40


def test_what_is_read_together_belongs_together(database: Database, now: datetime) -> None:
    """Who reads sees one moment, whatever is written between two questions."""
    with database.reading() as tx:
        before = tx.execute(sa.select(sa.func.count()).select_from(lists)).scalar_one()
        with database.transaction() as other:
            other.execute(sa.insert(lists).values(slug="daily", name="Daily", created_at=now))
        assert before == tx.execute(sa.select(sa.func.count()).select_from(lists)).scalar_one()
    assert _count(database) == before + 1


def test_a_number_that_no_database_holds(database: Database) -> None:
    """Somebody's slip of the finger is told in words."""
    with pytest.raises(BadInput, match="A number is larger"), database.reading() as tx:
        tx.execute(sa.select(lists.c.id).where(lists.c.id == 10**22)).all()


def test_a_number_is_not_stored_cut(database: Database, now: datetime) -> None:
    """Nor when it is written."""
    with pytest.raises(BadInput, match="A number is larger"), database.transaction() as tx:
        tx.execute(sa.insert(lists).values(id=10**22, slug="daily", name="Daily", created_at=now))


def test_a_file_that_is_no_database_is_told_in_words(tmp_path: Path) -> None:
    """Such as one that a failing disk has spoiled."""
    (tmp_path / "digest.sqlite").write_bytes(b"nonsense" * 1000)
    database = Database(f"sqlite:///{tmp_path / 'digest.sqlite'}")
    with pytest.raises(Misconfigured, match=r"not a database\. Point it elsewhere"), database.reading():
        pass
    database.dispose()


def test_an_unusable_url_is_told_in_words() -> None:
    """A database of another kind is refused with what to use instead."""
    with pytest.raises(Misconfigured, match="use sqlite or postgresql"):
        Database("mysql://somewhere/else")


def test_a_database_that_is_away_is_temporary() -> None:
    """No connection is an error that may pass."""
    with pytest.raises(DatabaseDown) as caught, Database("postgresql://digest@127.0.0.1:1/none").reading():
        pass
    assert caught.value.temporary


NO_ROOM = "DO $$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'; END $$"


def test_a_full_disk_is_a_database_that_is_down(database: Database, now: datetime) -> None:
    """Nothing of the transaction stays; once there is room it goes on."""

    def write(*before: str, after: str = "SELECT 1") -> None:
        with database.transaction() as tx:
            for statement in before:
                tx.exec_driver_sql(statement)
            tx.execute(sa.insert(lists).values(slug="many", name="x" * 100_000, created_at=now))
            tx.exec_driver_sql(after)

    with pytest.raises(DatabaseDown, match=r"full|No space left") as caught:
        write(after=NO_ROOM) if database.postgres else write("PRAGMA max_page_count = 1")  # no less than there are
    assert caught.value.temporary
    assert _count(database) == 0
    write() if database.postgres else write("PRAGMA max_page_count = 1000000")
    assert _count(database) == 1


def test_no_free_connection_is_a_database_that_is_down(sqlite_database: Database) -> None:
    """Whoever waits in vain for one is told like everybody else, and may try again."""
    pool = sqlite_database.engine.pool
    assert isinstance(pool, sa.QueuePool)
    pool._timeout = 0.01
    with ExitStack() as stack:
        for _ in range(pool.size() + pool._max_overflow):
            stack.enter_context(sqlite_database.reading())
        with pytest.raises(DatabaseDown), sqlite_database.reading():
            pass


def test_an_error_names_no_values(database: Database, now: datetime) -> None:
    """They may be addresses, and errors end in the log."""
    with pytest.raises(sa.exc.IntegrityError) as caught, database.transaction() as tx:
        tx.execute(sa.insert(lists).values(slug="daily", name=None, created_at=now).returning(lists.c.id))
    assert "[parameters: " not in str(caught.value)
