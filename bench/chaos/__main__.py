"""Faults while editions go out: who is lost, who is mailed twice, who is in doubt. Counted by Message-ID at the sink.

    python bench/chaos.py [--recipients 1000] [--kills 12] [--only NAME] [--json]

Real PostgreSQL, Redis, Celery workers and two beats, all on this machine, all ended at the end. Waits that are minutes
in earnest (retries, doubts) are seconds here; nothing else differs. Exit code 1 when anybody is lost, or mailed twice
where the relay's log is read, or mailed twice without having been in doubt before.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import click
import redis
import sqlalchemy as sa
import structlog
from chaos_worker import POINTS
from rich.console import Console
from rich.table import Table

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "tests"))

from delivery import seed  # noqa: E402
from production import Production  # noqa: E402
from servers import find_binary, free_port, postgres_server  # noqa: E402

from digest.bootstrap import House, read_settings  # noqa: E402
from digest.mail.sink import Answer, Sink, Trick  # noqa: E402
from digest.model.delivery import DeliveryState  # noqa: E402
from digest.model.edition import EditionState  # noqa: E402
from digest.model.ids import EditionId  # noqa: E402
from digest.store.tables import deliveries, delivery_events  # noqa: E402

PATIENCE = 600.0  # seconds for one fault
SENDERS = ("send", "send-too")
READERS_KEY = "reader{}@example.net"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of everybody."""

    fault: str
    reconciled: bool  # the relay's log was read
    recipients: int
    blows: int  # kills, restarts, flushes
    lost: int
    twice: int
    twice_without_doubt: int  # mailed twice though never told to be in doubt
    most_in_doubt: int  # deliveries in doubt, told after one kill
    held: int  # left to an operator
    seconds: float

    @property
    def good(self) -> bool:
        """Whether the promise was kept."""
        return not self.lost and not self.twice_without_doubt and not (self.reconciled and self.twice)


@dataclass
class Stage:
    """One edition on its way among the ruins."""

    house: House
    edition: EditionId
    production: Production
    sink: Sink
    broker: "Broker"
    postgres: str
    recipients: int
    kills: int
    chance: random.Random
    blows: int = 0
    points: Iterator[str] = field(default_factory=lambda: iter(POINTS))

    def taken(self) -> int:
        """Mails that the sink holds."""
        return sum(1 for _ in self.sink.folder.glob("*.eml"))

    def over(self) -> bool:
        """Whether the edition has ended."""
        with self.house.database.reading() as tx:
            query = sa.text("SELECT state FROM editions WHERE id = :id")
            return bool(tx.execute(query, {"id": self.edition}).scalar_one() == EditionState.SENT.value)

    def pass_time(self, seconds: float) -> None:
        """Let the line work."""
        time.sleep(seconds)

    def kill(self, name: str) -> None:
        """Kill a worker, and start it again."""
        self.production.kill(name)
        self.blows += 1


@dataclass
class Broker:
    """A Redis of our own that can be killed and restarted."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        """For Celery."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, without memory of what was."""
        program = find_binary("redis-server")
        if program is None:
            raise click.ClickException("redis-server is not on this machine (Debian: apt-get install redis-server).")
        command = [program, "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder), "--save", ""]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def kill(self) -> None:
        """Kill it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def forget(self) -> None:
        """FLUSHALL."""
        redis.Redis(port=self.port).flushall()


# --- faults -------------------------------------------------------------------------------------------------


def random_kills(stage: Stage) -> Iterator[None]:
    """Senders are killed (SIGKILL) at random moments."""
    while True:
        yield stage.pass_time(stage.chance.uniform(0.1, 0.8))
        if stage.taken() > 0 and stage.blows < stage.kills:
            stage.kill(stage.chance.choice(SENDERS))
            stage.pass_time(2.5)


def named_points(stage: Stage) -> Iterator[None]:
    """A sender ends itself at each named point of its work, one after the other."""
    while True:
        for name in SENDERS:
            if stage.production.running[name].poll() is not None:
                stage.blows += 1
                arm(stage)
                stage.production.start(name)
        yield stage.pass_time(0.1)


def arm(stage: Stage) -> None:
    """Let the sender that is started next end at the next point; once all had their turn, at none."""
    point = next(stage.points, "")
    count = 1 + stage.chance.randrange(30) // POINTS[point][0] if point else 0
    stage.production.environment["DIGEST_CHAOS_POINT"] = f"{point}:{count}" if point else ""


def broker_forgets(stage: Stage) -> Iterator[None]:
    """FLUSHALL, and Redis killed and restarted empty, again and again."""
    while True:
        yield stage.pass_time(stage.chance.uniform(0.3, 1.0))
        if stage.blows < stage.kills:
            stage.blows += 1
            if stage.blows % 3 == 0:
                stage.broker.kill()
                stage.pass_time(1)
                stage.broker.start()
            else:
                stage.broker.forget()


def database_restarts(stage: Stage) -> Iterator[None]:
    """PostgreSQL is restarted at once (immediate), in the middle of everything."""
    while True:
        yield stage.pass_time(2.5)
        if stage.blows < max(stage.kills // 3, 1) and stage.taken() > 0:
            _restart(stage.postgres)
            stage.blows += 1


def tasks_twice(stage: Stage) -> Iterator[None]:
    """Every task comes again and again, whatever is due."""
    from tasks.delivering import batch, plan, sweep  # noqa: PLC0415  (needs the broker's address)

    while True:
        for task in (plan.si(stage.edition), batch.si(stage.edition), batch.si(stage.edition), sweep.si()):
            task.delay()
            task.delay()
        stage.blows += 8
        yield stage.pass_time(0.3)


def nothing(stage: Stage) -> Iterator[None]:
    """No blow: the relay alone is difficult."""
    while True:
        yield stage.pass_time(0.5)


DIFFICULT: tuple[Answer, ...] = (
    Answer("RCPT", "450 4.2.0 greylisted", times=1),
    Answer("RCPT", "421 4.3.2 shutting down", times=1),
    Answer("DATA", "421 4.3.2 shutting down", times=1),
    Answer("DATA", "451 4.3.0 try again", times=1),
    Answer("DATA", Trick.CLOSE, times=1),
    Answer("DATA", Trick.KEEP_AND_CLOSE, times=1),
    Answer("RCPT", Trick.CLOSE, times=1),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens, whether the relay's log can be read, and whether the relay is difficult."""

    act: Callable[[Stage], Iterator[None]]
    reconciled: bool = True
    difficult: bool = False


FAULTS = {
    "kill -9 of senders at random": Fault(random_kills),
    "kill -9 of senders at random, no relay log": Fault(random_kills, reconciled=False),
    "kill -9 at each named point": Fault(named_points),
    "FLUSHALL, Redis killed": Fault(broker_forgets),
    "PostgreSQL restarted": Fault(database_restarts),
    "every task many times, two beats": Fault(tasks_twice),
    "421, resets after the dot, greylisting": Fault(nothing, difficult=True),
}


# --- running ------------------------------------------------------------------------------------------------


def run(name: str, postgres: str, recipients: int, kills: int, luck: int) -> Result:
    """One fault, from an empty database to an edition that is over."""
    fault = FAULTS[name]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="digest-chaos-")))
        url = stack.enter_context(_empty_database(postgres))
        broker = Broker(folder)
        broker.start()
        stack.callback(broker.kill)
        answers = {
            READERS_KEY.format(number): DIFFICULT[number // 10 % len(DIFFICULT)]
            for number in range(1, recipients + 1, 10)
            if fault.difficult
        }
        sink = stack.enter_context(Sink(folder / "mails", answers=answers))
        environment = _environment(folder, url, broker, sink, reconciled=fault.reconciled)
        edition = seed(url, recipients, "small")
        house = House(read_settings())
        stack.callback(house.close)
        production = Production(environment, folder, (sys.executable, str(HERE / "chaos_worker.py")))
        stack.callback(production.stop)
        stage = Stage(house, edition, production, sink, broker, postgres, recipients, kills, random.Random(luck))
        for worker in ("control", "beat", "another-beat", *SENDERS):
            if fault.act is named_points and worker in SENDERS:
                arm(stage)
            production.start(worker)
        begun = time.monotonic()
        for _ in fault.act(stage):
            if _asked(stage.over):
                break
            if time.monotonic() - begun > PATIENCE:
                break
        return _judged(name, fault, stage, time.monotonic() - begun)


def _environment(folder: Path, url: str, broker: Broker, sink: Sink, *, reconciled: bool) -> dict[str, str]:
    """For the workers, and for this process."""
    settings = {
        "DATA_DIR": str(folder / "data"),
        "DATABASE_URL": url,
        "BROKER_URL": broker.url,
        "SMTP_PORT": str(sink.port),
        "SMTP_DEADLINE": "3",
        "SEND_LEASE": "8",
        "SEND_BATCH": "400",
        "POSTAL_ADDRESS": "1 Example Square, 00000 Sampleton",
        "TICK_SECONDS": "1",
        "LOG_LEVEL": "error",
    } | ({"RELAY_LOG": str(sink.folder)} if reconciled else {})
    environment = {key: value for key, value in os.environ.items() if not key.startswith("DIGEST_")}
    environment |= {f"DIGEST_{key}": value for key, value in settings.items()}
    os.environ.pop("DIGEST_RELAY_LOG", None)  # of the fault before
    os.environ.update(environment)
    return environment | {"PYTHONPATH": str(HERE.parent), "PYTHONUNBUFFERED": "1"}


def _asked(question: Callable[[], bool]) -> bool:
    try:
        return question()
    except Exception:  # noqa: BLE001  (the database is just being restarted)
        return False


def _judged(name: str, fault: Fault, stage: Stage, seconds: float) -> Result:
    times = Counter(path.name.partition("~")[0] for path in stage.sink.messages())
    with stage.house.database.reading() as tx:
        ids = tx.execute(sa.select(deliveries.c.id).where(deliveries.c.edition_id == stage.edition)).scalars().all()
        told = sa.select(delivery_events.c.delivery_id, delivery_events.c.at).where(
            delivery_events.c.kind == DeliveryState.UNCERTAIN.value
        )
        doubts = tx.execute(told).all()
        held = tx.execute(
            sa.select(sa.func.count()).where(deliveries.c.state == DeliveryState.UNCERTAIN.value)
        ).scalar_one()
    names = {id_: f"{stage.edition}.{id_}@localhost" for id_ in ids}
    in_doubt = {id_ for id_, _ in doubts}
    twice = [id_ for id_, key in names.items() if times[key] > 1]
    return Result(
        fault=name,
        reconciled=fault.reconciled,
        recipients=stage.recipients,
        blows=stage.blows,
        lost=stage.recipients - sum(1 for key in names.values() if times[key]),
        twice=len(twice),
        twice_without_doubt=sum(1 for id_ in twice if id_ not in in_doubt),
        most_in_doubt=max(Counter(at for _, at in doubts).values(), default=0),
        held=held,
        seconds=seconds,
    )


@contextmanager
def _empty_database(postgres: str) -> Iterator[str]:
    server = sa.create_engine(sa.make_url(postgres).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    name = f"chaos_{time.monotonic_ns()}"
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    server.dispose()
    yield sa.make_url(postgres).set(database=name).render_as_string(hide_password=False)


def _restart(postgres: str) -> None:
    server = sa.create_engine(sa.make_url(postgres).set(drivername="postgresql+psycopg"))
    with server.connect() as connection:
        data = connection.exec_driver_sql("SHOW data_directory").scalar_one()
    server.dispose()
    program = find_binary("pg_ctl", "/usr/lib/postgresql/*/bin")
    command = [str(program), "-D", data, "-m", "immediate", "-w", "restart"]
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")


@click.command()
@click.option("--recipients", default=1000, show_default=True)
@click.option("--kills", default=12, show_default=True, help="Blows for each fault.")
@click.option("--only", multiple=True, type=click.Choice(list(FAULTS)), help="These faults only.")
@click.option("--luck", default=1, show_default=True, help="Chooses the moments.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def main(recipients: int, kills: int, only: tuple[str, ...], luck: int, as_json: bool) -> None:
    """Break everything, and count."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    console, found = Console(stderr=as_json), []
    with postgres_server() as postgres:
        for name in only or FAULTS:
            found.append(run(name, postgres, recipients, kills, luck))
            if as_json:
                click.echo(json.dumps(asdict(found[-1])))
            else:
                console.print(f"{'kept' if found[-1].good else '[red]BROKEN[/]'}: {name} ({found[-1].seconds:.0f} s)")
    if not as_json:
        console.print(_table(found))
    sys.exit(0 if all(one.good for one in found) else 1)


def _table(found: list[Result]) -> Table:
    shown = Table(
        "fault",
        "recipients",
        "blows",
        "lost",
        "twice",
        "twice, not in doubt before",
        "most in doubt at once",
        "held",
        "s",
    )
    for one in found:
        numbers = (one.recipients, one.blows, one.lost, one.twice, one.twice_without_doubt, one.most_in_doubt, one.held)
        shown.add_row(one.fault, *map(str, numbers), f"{one.seconds:.0f}")
    return shown


if __name__ == "__main__":
    main()
