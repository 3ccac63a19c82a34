"""Fixtures that many tests share: databases of both kinds, and a clock that stands still."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from certificates import make_certificate
from clock import Clock
from servers import postgres_server, redis_server

from digest.mail.journal import Journal
from digest.store.database import Database
from digest.store.tables import metadata

_numbers = count(1)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A running PostgreSQL."""
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A running Redis."""
    with redis_server() as url:
        yield url


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for 127.0.0.1, in one file."""
    return make_certificate(tmp_path_factory.mktemp("tls") / "both.pem")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with every table, to be copied."""
    path = tmp_path_factory.mktemp("template") / "digest.sqlite"
    database = Database(f"sqlite:///{path}")
    metadata.create_all(database.engine)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> str:
    """The name of an empty PostgreSQL database with every table, to be copied."""
    _run_on(postgres_url, "CREATE DATABASE digest_template")
    database = Database(
        str(sa.make_url(postgres_url).set(database="digest_template").render_as_string(hide_password=False))
    )
    metadata.create_all(database.engine)
    database.dispose()
    return "digest_template"


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database."""
    path = tmp_path / "digest.sqlite"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.dispose()


@pytest.fixture
def postgres_database(postgres_url: str, postgres_template: str) -> Iterator[Database]:
    """An empty PostgreSQL database."""
    name = f"digest_{next(_numbers)}"
    # Copying files takes a fifth of the time that writing them through the log does (PostgreSQL 15 and later).
    _run_on(postgres_url, f"CREATE DATABASE {name} TEMPLATE {postgres_template} STRATEGY FILE_COPY")
    database = Database(sa.make_url(postgres_url).set(database=name).render_as_string(hide_password=False))
    yield database
    database.dispose()
    _run_on(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty database; every test that asks for it runs on both kinds."""
    found = request.getfixturevalue(f"{request.param}_database")
    assert isinstance(found, Database)
    return found


@pytest.fixture
def now() -> datetime:
    """The moment at which tests happen: a Friday morning in winter."""
    return datetime(2026, 1, 16, 6, 0, tzinfo=UTC)


@pytest.fixture
def clock(now: datetime) -> Clock:
    """It shows `now` until it is moved."""
    return Clock(now)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """What senders of this machine have on the wire."""
    return Journal(tmp_path / "wire")


def _run_on(url: str, statement: str) -> None:
    engine = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
