"""The engine that sends, with its ledger, alone: how many mails a second, and what each costs.

    python bench/delivery.py --recipients 10000 --message big --sink 127.0.0.1:2525 --processes 2 [--dkim rsa] [--json]

The sink is yours (`smtp-sink`, bench/sink.py, a Postfix), on this machine. Without --database a PostgreSQL is started
and ended. Each process runs the very service that workers run. CPU time is a process's own; PostgreSQL's is told
beside it.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from time import monotonic_ns, perf_counter, process_time
from typing import Any

import click
import sqlalchemy as sa
import structlog
from letters import SIZES, letter
from rich.console import Console
from rich.table import Table
from usage import family_cpu, most_memory

from digest.deliver import dkim
from digest.deliver.message import Sender
from digest.mail.journal import Journal
from digest.mail.signing import SigningTransport
from digest.mail.smtp import SmtpTransport
from digest.mail.transport import Transport
from digest.model.edition import Digest, Schedule
from digest.model.ids import DigestId, EditionId, ListId, TopicId
from digest.model.relay import Relay
from digest.model.rendering import content_hash
from digest.services.delivering import Delivering
from digest.services.subscribing import Subscribing
from digest.store import digests, schema
from digest.store.database import Database
from digest.store.tables import editions, lists, renderings
from digest.subscribe.links import Links
from digest.subscribe.tokens import Tokens

HERE = Path(__file__).resolve().parent
KEY = "a key for measurements"
SENDER = Sender("news.example.org", "bounce.example.org", "https://news.example.org", "ed@news.example.org", (KEY,))


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be measured. `connections`: at most, for each process. `dkim`: the kind of key to sign with."""

    recipients: int
    message: str
    sink: str
    processes: int = 1
    connections: int = 10
    dkim: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One run. CPU in microseconds a mail."""

    recipients: int
    message: str
    processes: int
    sent: int
    plan_seconds: float
    seconds: float
    per_second: float
    engine_cpu: float
    database_cpu: float
    most_memory: float  # MB, of a process


def clock() -> datetime:
    """Now."""
    return datetime.now(UTC)


def engine(url: str, asked: Asked, folder: str) -> Delivering:
    """What a worker's house holds."""
    database = Database(url)
    host, _, port = asked.sink.rpartition(":")
    readers = Subscribing(database, Links(Tokens([KEY]), SENDER.base_url), KEY, clock)
    relays: Transport = SmtpTransport((Relay(host, int(port), connections=asked.connections),))
    if asked.dkim:
        signers = [dkim.generate(SENDER.domain, "bench", asked.dkim)]
        relays = SigningTransport(relays, lambda message: dkim.signed(message, signers))
    return Delivering(
        database,
        relays,
        SENDER,
        readers.links,
        clock,
        Journal(Path(folder) / "wire"),
    )


def seed(url: str, recipients: int, size: str) -> EditionId:
    """An approved edition and its readers, written by the database itself."""
    database, now = Database(url), clock()
    schema.upgrade(database)
    series = f"generate_series(1, {recipients}) AS n(i)"
    if not database.postgres:
        series = (
            f"(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {recipients}) SELECT i FROM n)"
        )
    moment = now.strftime("%Y-%m-%d %H:%M:%S.%f")
    topics = "CASE WHEN i % 3 = 0 THEN '[]' WHEN i % 3 = 1 THEN '[\"syria\"]' ELSE '[\"syria\", \"ukraine\"]' END"
    json_topics = f"CAST({topics} AS JSONB)" if database.postgres else topics
    with database.transaction() as tx:
        list_id = tx.execute(
            sa.insert(lists).values(slug="readers", name="Readers", created_at=now).returning(lists.c.id)
        ).scalar_one()
        digest = digests.add(
            tx,
            Digest(
                id=DigestId(0),
                slug="daily",
                name="The Daily Example",
                list_id=ListId(list_id),
                topics=tuple(map(TopicId, ("syria", "ukraine", "russia"))),
                languages=("en",),
                schedule=Schedule(zone="UTC", at=time(now.hour, now.minute)),
            ),
            now,
        )
        assert digest is not None
        edition = tx.execute(
            sa.insert(editions)
            .values(digest_id=digest.id, day=now.date(), send_at=now, composed_at=now, created_at=now)
            .returning(editions.c.id)
        ).scalar_one()
        made = letter(EditionId(edition), "en", size)
        tx.execute(sa.insert(renderings), [asdict(made) | {"headlines": made.headlines, "created_at": now}])
        approved = {"state": "approved", "approved_hash": content_hash([made])}
        tx.execute(sa.update(editions).where(editions.c.id == edition).values(approved))
        tx.exec_driver_sql(
            "INSERT INTO subscribers (address, identity, address_hash, name, language, created_at)"
            " SELECT 'reader' || i || '@example.net', 'reader' || i || '@example.net', 'h' || i, 'Reader ' || i, 'en',"
            f" '{moment}' FROM {series}".replace("%", "%%" if database.postgres else "%")
        )
        tx.exec_driver_sql(
            "INSERT INTO subscriptions (list_id, subscriber_id, state, topics, requested_at)"
            f" SELECT {list_id}, i, 'confirmed', {json_topics}, '{moment}' FROM {series}".replace(
                "%", "%%" if database.postgres else "%"
            )
        )
    with database.transaction() as tx:
        tx.exec_driver_sql("ANALYZE")
    database.dispose()
    return EditionId(edition)


def again(database: Database, edition: EditionId, days: int) -> EditionId:
    """The same edition, so many days later."""
    with database.transaction() as tx:
        names = [column.name for column in editions.c if column.name not in {"id", "day"}]
        copied = sa.select(*(editions.c[name] for name in names), editions.c.day + days).where(editions.c.id == edition)
        insert = sa.insert(editions).from_select([*names, "day"], copied).returning(editions.c.id)
        copy = EditionId(tx.execute(insert).scalar_one())
        names = [column.name for column in renderings.c if column.name != "edition_id"]
        copied = sa.select(*(renderings.c[name] for name in names), sa.literal(copy)).where(
            renderings.c.edition_id == edition
        )
        tx.execute(sa.insert(renderings).from_select([*names, "edition_id"], copied))
    return copy


def work(url: str, asked: Asked, folder: str, edition: EditionId) -> None:
    """What one process does: wait for a line, send until nothing is left, and tell what it cost."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    delivering = engine(url, asked, folder)
    delivering.status(edition)
    print("ready", flush=True)
    sys.stdin.readline()
    cpu = process_time()
    while delivering.send_batch(edition).more:
        pass
    print(json.dumps({"cpu": process_time() - cpu, "memory": most_memory()}), flush=True)


def measure(url: str, asked: Asked) -> Run:
    """Seed an empty database, plan, send."""
    edition = seed(url, asked.recipients, asked.message)
    with tempfile.TemporaryDirectory(prefix="digest-bench-") as folder:
        begun = perf_counter()
        delivering = engine(url, asked, folder)
        delivering.plan(edition)
        planned = perf_counter() - begun
        told, seconds, spent = _sent(url, asked, folder, edition)
        delivering.sweep()
        counts = delivering.status(edition).counts
        delivering.database.dispose()
    sent = sum(count for state, count in counts.items() if state == "sent")
    if sent != asked.recipients:
        raise click.ClickException(f"{asked.recipients - sent} of {asked.recipients} mails were not taken by the sink")
    return Run(
        asked.recipients,
        asked.message,
        asked.processes,
        sent,
        planned,
        seconds,
        sent / seconds,
        sum(one["cpu"] for one in told) / sent * 1e6,
        spent / sent * 1e6,
        max(one["memory"] for one in told),
    )


def _sent(url: str, asked: Asked, folder: str, edition: EditionId) -> tuple[list[dict[str, float]], float, float]:
    """Send with as many processes as are asked for: what they tell, the seconds, and the database's of CPU."""
    command = [sys.executable, __file__, "--work", url, json.dumps(asdict(asked)), folder, str(edition)]
    workers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(asked.processes)
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    database = database_of(url)
    begun, before = perf_counter(), family_cpu(database)
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    told = [json.loads(worker.stdout.readline()) for worker in workers if worker.stdout is not None]
    seconds, spent = perf_counter() - begun, family_cpu(database) - before
    for worker in workers:
        worker.communicate()
    return told, seconds, spent


def database_of(url: str) -> int:
    """The process of our PostgreSQL; -1, which has no CPU time, for SQLite."""
    if not url.startswith("postgres"):
        return -1
    engine_ = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"))
    with engine_.connect() as connection:
        data = connection.exec_driver_sql("SHOW data_directory").scalar_one()
    engine_.dispose()
    return int(Path(data, "postmaster.pid").read_text().split()[0])


@contextmanager
def fresh(server: str) -> Iterator[str]:
    """An empty database on the PostgreSQL `server`, dropped in the end."""
    admin = sa.create_engine(sa.make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    name = f"bench_{monotonic_ns()}"
    try:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        yield sa.make_url(server).set(database=name).render_as_string(hide_password=False)
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        admin.dispose()


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL of our own, which writes to disk as a real one does."""
    sys.path.append(str(HERE.parent / "tests"))
    from servers import postgres_server  # noqa: PLC0415  (the tests' own; only where none is given)

    with postgres_server(lasting=True) as url:
        yield url


@click.command()
@click.option("--recipients", default=10_000, show_default=True)
@click.option("--message", default="big", type=click.Choice(list(SIZES)), show_default=True)
@click.option("--sink", required=True, help="HOST:PORT of a server that takes mail, on this machine.")
@click.option("--processes", default=1, show_default=True)
@click.option("--database", default="", help="URL of an empty database; by default a PostgreSQL is started.")
@click.option("--dkim", default="", type=click.Choice(["", *dkim.KINDS]), help="Sign with a key of this kind.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for scripts.")
def main(database: str, as_json: bool, **asked: Any) -> None:
    """Measure what a mail costs to send."""
    wanted = Asked(**asked)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    if wanted.sink.rpartition(":")[0] not in {"127.0.0.1", "localhost", "[::1]"}:
        raise click.BadParameter("a measurement sends to this machine only", param_hint="--sink")
    with nullcontext(database) if database else postgres() as url:
        run = measure(url, wanted)
    if as_json:
        click.echo(json.dumps(asdict(run)))
        return
    table = Table("what", "", title=f"{run.recipients:,} × {run.message}, {run.processes} process(es)")
    for name, value in asdict(run).items():
        table.add_row(name, f"{value:,.1f}" if isinstance(value, float) else str(value))
    Console().print(table)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--work"]:
        work(sys.argv[2], Asked(**json.loads(sys.argv[3])), sys.argv[4], EditionId(int(sys.argv[5])))
    else:
        main()
