"""One fault, from an empty database to an edition that is over, and what became of everybody. It breaks nothing."""

import os
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from delivery import seed
from faults import FAULTS, SENDERS, Fault, Stage, arm, named_points
from production import WORKERS, Production
from relays import Relay
from servers import postgres_server
from supplies import Broker, Disk, Server, small_disk

from digest.bootstrap import House, read_settings
from digest.model.delivery import DeliveryState
from digest.model.edition import EditionState
from digest.model.errors import DatabaseDown
from digest.store.tables import deliveries, delivery_events

HERE = Path(__file__).resolve().parent
MEGABYTES = {"wire": 1, "data": 8, "database": 400}  # of a small disk
WORKERS |= dict.fromkeys(SENDERS, WORKERS["send"])


@dataclass(frozen=True, slots=True)
class Result:
    """What became of everybody."""

    fault: str
    reconciled: bool  # the relay's log was read
    recipients: int
    blows: int  # kills, restarts, flushes, refusals at a stage
    lost: int  # the relay does not have it, and nobody was told
    twice: int
    twice_without_doubt: int  # mailed twice though never told to be in doubt
    in_doubt: int  # deliveries that ever were
    most_in_doubt: int  # first told in one moment
    held: int  # left to an operator, by name
    told: bool  # of a full disk, where it was full
    over: bool  # the edition ended by itself
    seconds: float

    @property
    def good(self) -> bool:
        """Whether the promise was kept."""
        once = not self.twice_without_doubt and not (self.reconciled and self.twice)
        return self.over and self.told and not self.lost and once


def run(name: str, postgres: str, recipients: int, kills: int, luck: int, patience: float) -> Result:
    """One fault."""
    fault = FAULTS[name]
    with ExitStack() as stack:
        stage = _set_up(stack, fault, postgres, recipients, kills)
        stage.chance = random.Random(luck)
        for worker in ("control", "beat", "another-beat", *stage.senders):
            if fault.act is named_points and worker in stage.senders:
                arm(stage)
            stage.production.start(worker)
        begun = time.monotonic()
        for _ in fault.act(stage):
            if _is_over(stage) or time.monotonic() - begun > patience:
                break
        seconds = time.monotonic() - begun
        stage.production.stop()
        return _judged(name, fault, stage, seconds)


def _set_up(stack: ExitStack, fault: Fault, postgres: str, recipients: int, kills: int) -> Stage:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="digest-chaos-")))
    folder.chmod(0o755)  # PostgreSQL and Postfix have users of their own
    disk = _disk(stack, fault, folder)
    if fault.disk == "database":
        assert disk is not None
        disk.folder.chmod(0o777)
        postgres = stack.enter_context(postgres_server(within=disk.folder))
    server = Server(postgres)
    url = server.empty_database()
    broker = Broker(folder)
    broker.start()
    stack.callback(broker.kill)
    relay = stack.enter_context(fault.relay(folder, recipients))
    environment = _environment(folder, url, broker, relay, reconciled=fault.reconciled)
    edition = seed(url, recipients, "small")
    house = House(read_settings())
    stack.callback(house.close)
    logs = folder / "data" if fault.disk == "data" else folder
    production = Production(environment, logs, (sys.executable, str(HERE / "worker.py")))
    stack.callback(production.stop)
    senders = SENDERS[: fault.senders]
    return Stage(
        house=house,
        edition=edition,
        production=production,
        relay=relay,
        broker=broker,
        server=server,
        senders=senders,
        recipients=recipients,
        kills=kills,
        chance=random.Random(0),
        disk=disk,
    )


def _disk(stack: ExitStack, fault: Fault, folder: Path) -> Disk | None:
    places = {"wire": folder / "data/wire", "data": folder / "data", "database": folder / "database"}
    if not fault.disk:
        return None
    return stack.enter_context(small_disk(places[fault.disk], MEGABYTES[fault.disk]))


def _environment(folder: Path, url: str, broker: Broker, relay: Relay, *, reconciled: bool) -> dict[str, str]:
    """For the workers, and for this process."""
    settings = {
        "DATA_DIR": str(folder / "data"),
        "DATABASE_URL": url,
        "BROKER_URL": broker.url,
        "SMTP_RELAYS": f"smtp://127.0.0.1:{relay.port}",
        "SMTP_DEADLINE": "3",
        "SEND_LEASE": "8",
        "SEND_BATCH": "400",
        "POSTAL_ADDRESS": "1 Example Square, 00000 Sampleton",
        "TICK_SECONDS": "1",
        "LOG_LEVEL": "error",
    } | ({"RELAY_LOG": str(relay.log)} if reconciled else {})
    environment = {key: value for key, value in os.environ.items() if not key.startswith("DIGEST_")}
    environment |= {f"DIGEST_{key}": value for key, value in settings.items()}
    os.environ.pop("DIGEST_RELAY_LOG", None)  # of the fault before
    os.environ.update(environment)
    return environment | {"PYTHONPATH": str(HERE.parent.parent), "PYTHONUNBUFFERED": "1"}


def _is_over(stage: Stage) -> bool:
    query = sa.text("SELECT state FROM editions WHERE id = :id")
    try:
        with stage.house.database.reading() as tx:
            return bool(tx.execute(query, {"id": stage.edition}).scalar_one() == EditionState.SENT.value)
    except DatabaseDown:  # it is just being restarted
        return False


def _judged(name: str, fault: Fault, stage: Stage, seconds: float) -> Result:
    times = stage.relay.taken()
    with stage.house.database.reading() as tx:
        ids = tx.execute(sa.select(deliveries.c.id).where(deliveries.c.edition_id == stage.edition)).scalars().all()
        told = (
            sa.select(delivery_events.c.delivery_id, sa.func.min(delivery_events.c.at))
            .where(delivery_events.c.kind == DeliveryState.UNCERTAIN.value)
            .group_by(delivery_events.c.delivery_id)
        )
        doubts = {row[0]: row[1] for row in tx.execute(told)}
        uncertain = sa.select(deliveries.c.id).where(deliveries.c.state == DeliveryState.UNCERTAIN.value)
        held = set(tx.execute(uncertain).scalars())
    names = {id_: f"{stage.edition}.{id_}@localhost" for id_ in ids}
    twice = [id_ for id_, key in names.items() if times[key] > 1]
    known = sum(1 for id_, key in names.items() if times[key] or id_ in held)
    return Result(
        fault=name,
        reconciled=fault.reconciled,
        recipients=stage.recipients,
        blows=stage.blows + stage.relay.refusals(),
        lost=stage.recipients - known,
        twice=len(twice),
        twice_without_doubt=sum(1 for id_ in twice if id_ not in doubts),
        in_doubt=len(doubts),
        most_in_doubt=max(Counter(doubts.values()).values(), default=0),
        held=len(held),
        told=stage.told or not fault.disk,
        over=_is_over(stage),
        seconds=seconds,
    )
