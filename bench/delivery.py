"""The engine that sends, with its ledger, alone: how many mails a second, and what each costs.

    python bench/delivery.py --recipients 10000 --message big --sink 127.0.0.1:2525 --processes 2 [--json]

The sink is yours (`smtp-sink`, bench/sink.py, a Postfix), on this machine. Without --database a PostgreSQL is started
and ended. Each process runs the very service that workers run. CPU time is a process's own; PostgreSQL's is told
beside it.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from time import perf_counter, process_time

import click
import sqlalchemy as sa
import structlog
from letters import SIZES, letter
from rich.console import Console
from rich.table import Table

from digest.deliver.message import Sender
from digest.mail.journal import Journal
from digest.mail.smtp import SmtpTransport
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


def engine(url: str, sink: str, folder: str) -> Delivering:
    """What a worker's house holds."""
    database = Database(url)
    host, _, port = sink.rpartition(":")
    readers = Subscribing(database, Links(Tokens([KEY]), SENDER.base_url), KEY, clock)
    return Delivering(
        database,
        SmtpTransport((Relay(host, int(port), connections=10),)),
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


def work(url: str, sink: str, folder: str, edition: int) -> None:
    """What one process does: wait for a line, send until nothing is left, and tell what it cost."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    delivering = engine(url, sink, folder)
    delivering.status(EditionId(edition))
    print("ready", flush=True)
    sys.stdin.readline()
    cpu = process_time()
    while delivering.send_batch(EditionId(edition)).more:
        pass
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"cpu": process_time() - cpu, "memory": used / 1024}), flush=True)


def measure(url: str, recipients: int, size: str, sink: str, processes: int) -> Run:
    """Seed, plan, send."""
    edition = seed(url, recipients, size)
    with tempfile.TemporaryDirectory(prefix="digest-bench-") as folder:
        begun = perf_counter()
        delivering = engine(url, sink, folder)
        delivering.plan(edition)
        planned = perf_counter() - begun
        command = [sys.executable, __file__, "--work", url, sink, folder, str(edition)]
        workers = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for _ in range(processes)
        ]
        for worker in workers:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "ready\n"
        begun, before = perf_counter(), _database_cpu(url)
        told = []
        for worker in workers:
            assert worker.stdin is not None
            worker.stdin.write("go\n")
            worker.stdin.flush()
        for worker in workers:
            assert worker.stdout is not None
            told.append(json.loads(worker.stdout.readline()))
        seconds = perf_counter() - begun
        spent = _database_cpu(url) - before
        for worker in workers:
            worker.communicate()
        delivering.sweep()
        counts = delivering.status(edition).counts
        delivering.database.dispose()
    sent = sum(count for state, count in counts.items() if state == "sent")
    return Run(
        recipients,
        size,
        processes,
        sent,
        planned,
        seconds,
        sent / seconds,
        sum(one["cpu"] for one in told) / sent * 1e6,
        spent / sent * 1e6,
        max(one["memory"] for one in told),
    )


def _database_cpu(url: str) -> float:
    """Seconds of CPU that our PostgreSQL has used, its ended processes included; 0 for SQLite."""
    if not url.startswith("postgres"):
        return 0.0
    engine_ = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"))
    with engine_.connect() as connection:
        data = connection.exec_driver_sql("SHOW data_directory").scalar_one()
    engine_.dispose()
    postmaster = int(Path(data, "postmaster.pid").read_text().split()[0])
    tick = os.sysconf("SC_CLK_TCK")
    total = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid, parent = int(stat.parent.name), int(fields[1])
        if postmaster in {pid, parent}:
            total += sum(map(int, fields[11:15] if pid == postmaster else fields[11:13]))
    return total / tick


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL of our own."""
    sys.path.append(str(HERE.parent / "tests"))
    from servers import postgres_server  # noqa: PLC0415  (the tests' own; only where none is given)

    with postgres_server() as url:
        yield url


@click.command()
@click.option("--recipients", default=10_000, show_default=True)
@click.option("--message", default="big", type=click.Choice(list(SIZES)), show_default=True)
@click.option("--sink", required=True, help="HOST:PORT of a server that takes mail, on this machine.")
@click.option("--processes", default=1, show_default=True)
@click.option("--database", default="", help="URL of an empty database; by default a PostgreSQL is started.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for scripts.")
def main(recipients: int, message: str, sink: str, processes: int, database: str, as_json: bool) -> None:
    """Measure what a mail costs to send."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    if sink.rpartition(":")[0] not in {"127.0.0.1", "localhost", "[::1]"}:
        raise click.BadParameter("a measurement sends to this machine only", param_hint="--sink")
    with nullcontext(database) if database else postgres() as url:
        run = measure(url, recipients, message, sink, processes)
    if as_json:
        click.echo(json.dumps(asdict(run)))
        return
    table = Table("what", "", title=f"{recipients:,} × {message}, {processes} process(es)")
    for name, value in asdict(run).items():
        table.add_row(name, f"{value:,.1f}" if isinstance(value, float) else str(value))
    Console().print(table)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--work"]:
        work(*sys.argv[2:5], int(sys.argv[5]))
    else:
        main()
