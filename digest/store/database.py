"""Connections and transactions, the same on SQLite and PostgreSQL. No query stands here."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, OperationalError

from digest.model.errors import BadInput, DatabaseDown, DigestError, Misconfigured
from digest.model.text import N_

LOCK_PATIENCE_MS = 30_000  # how long SQLite waits for another writer


class Database:
    """A SQLite file or a PostgreSQL server, by URL.

    `sqlite:////var/lib/digest/digest.sqlite` or `postgresql+psycopg://user@host/name`
    (`postgresql://` and `postgres://` are read as psycopg's).
    """

    def __init__(self, url: str, *, pool_size: int = 5) -> None:
        self.url = _address(url)
        self.postgres = self.url.get_backend_name() == "postgresql"
        if self.postgres:
            self.engine = sa.create_engine(
                self.url,
                pool_size=pool_size,
                max_overflow=20,
                pool_pre_ping=True,
                hide_parameters=True,  # errors end in logs, and an address does not belong there
                # Compiling a query (jit) takes longer than any of ours: planning an edition lost a second to it.
                connect_args={"options": "-c timezone=UTC -c lock_timeout=30s -c jit=off", "connect_timeout": 10},
            )
        else:
            _make_folder(self.url)
            self.engine = sa.create_engine(
                self.url, hide_parameters=True, connect_args={"timeout": LOCK_PATIENCE_MS / 1000}
            )
            _prepare_sqlite(self.engine)
        self._reader = self.engine.execution_options(digest_reading=True, **_snapshot(postgres=self.postgres))

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction that may write: all of it happens, or none.

        On SQLite it takes the write lock at once (BEGIN IMMEDIATE): a lock upgraded half-way fails.
        Raises DatabaseDown when there is no connection, no room, or no lock in time.
        """
        with _translated(), self.engine.begin() as tx:
            yield tx

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A snapshot to read from: what is read together belongs together. It never waits for a writer."""
        with _translated(), self._reader.begin() as tx:
            yield tx

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _snapshot(*, postgres: bool) -> dict[str, str]:
    """Without it each of PostgreSQL's statements would see another moment; a reader of SQLite sees one anyway."""
    return {"isolation_level": "REPEATABLE READ"} if postgres else {}


def insert(tx: Connection, table: sa.Table) -> Any:  # noqa: ANN401  (two dialects' inserts; both know ON CONFLICT)
    """An INSERT of the connection's dialect, which knows ON CONFLICT."""
    return postgresql.insert(table) if tx.dialect.name == "postgresql" else sqlite.insert(table)


def _address(url: str) -> sa.URL:
    try:
        address = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise Misconfigured(
            N_(
                "DIGEST_DATABASE_URL: %(url)s is not a database URL; use sqlite:////path/to/file or "
                "postgresql://user@host/name."
            ),
            url=repr(url),
        ) from None
    if address.drivername in {"postgres", "postgresql"}:
        return address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() not in {"sqlite", "postgresql"}:
        raise Misconfigured(
            N_("DIGEST_DATABASE_URL: %(name)s is not supported; use sqlite or postgresql."),
            name=address.drivername,
        )
    return address


def _make_folder(url: sa.URL) -> None:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)


def _prepare_sqlite(engine: sa.Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:  # noqa: ANN401  (a DBAPI connection)
        # Python's sqlite3 must not open transactions by itself: _begun does.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            f"busy_timeout = {LOCK_PATIENCE_MS}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        reading = connection.get_execution_options().get("digest_reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise DatabaseDown(N_("The database cannot be used now: %(reason)s"), reason=_first_line(error)) from error
    except sa.exc.TimeoutError as error:
        raise DatabaseDown(N_("No connection to the database became free in time.")) from error
    except DBAPIError as error:
        found = _told(error)
        if found is None:
            raise
        raise found from error
    except OverflowError as error:  # sqlite3's, which SQLAlchemy lets pass
        if "SQLite INTEGER" not in str(error):
            raise
        raise BadInput(_NO_NUMBER) from None


def _told(error: DBAPIError) -> DigestError | None:
    """What an operator can do about `error`; None when it is a mistake of ours."""
    if error.connection_invalidated:
        return DatabaseDown(N_("The database closed the connection: %(reason)s"), reason=_first_line(error))
    if getattr(error.orig, "sqlstate", "") == _TOO_LARGE:
        return BadInput(_NO_NUMBER)
    if isinstance(error, sa.exc.DataError) and "NUL" in str(error.orig):  # psycopg's; SQLite keeps them
        return BadInput(N_("A text holds a NUL character, which no text needs; look at what you gave."))
    if getattr(error.orig, "sqlite_errorcode", 0) in _NO_DATABASE:
        advice = "Point it elsewhere, or bring the file back from a backup."
        return Misconfigured(
            N_("DIGEST_DATABASE_URL: %(reason)s. %(advice)s"), reason=_first_line(error), advice=advice
        )
    return None


_NO_DATABASE = frozenset({sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT})
_TOO_LARGE = "22003"  # numeric value out of range
_NO_NUMBER = N_("A number is larger than any that is kept; look at the numbers you gave.")


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
