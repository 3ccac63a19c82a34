"""What is done to an edition on its way: each fault is an endless act that beats now and then. It counts nobody."""

import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import relays
from production import Production
from relays import Queueing, Relay
from supplies import Broker, Disk, Server
from worker import POINTS

from digest.bootstrap import House
from digest.model.errors import DigestError
from digest.model.ids import EditionId

SENDERS = ("send", "send-too", "send-as-well", "send-besides")
FULL = 5.0  # seconds that a disk stays so
NO_ROOM = re.compile(r"No space left on device|The database (cannot be used now|closed the connection)")


@dataclass
class Stage:
    """One edition on its way among the ruins."""

    house: House
    edition: EditionId
    production: Production
    relay: Relay
    broker: Broker
    server: Server
    senders: tuple[str, ...]
    recipients: int
    kills: int
    chance: random.Random
    disk: Disk | None = None
    killed: int = 0
    blows: int = 0
    told: bool = False  # the operator could read of a full disk
    points: Iterator[str] = field(default_factory=lambda: iter(POINTS))

    def kill_a_sender(self) -> bool:
        """Kill one that has mails in its hands, if there is one, and start it again."""
        busy = [name for name in self.senders if _is_busy(self.production.running[name].pid)]
        if not busy:
            return False
        self.production.kill(self.chance.choice(busy))
        self.killed += 1
        self.blows += 1
        return True

    def pause(self, seconds: float) -> None:
        """Let the line work."""
        time.sleep(seconds)


def _is_busy(process: int) -> bool:
    """Whether it has a page of the journal open."""
    handles = Path(f"/proc/{process}/fd")
    with suppress(OSError):
        return any(str(handle.readlink()).endswith(".wire") for handle in handles.iterdir())
    return False


Act = Callable[[Stage], Iterator[None]]


def random_kills(stage: Stage) -> Iterator[None]:
    """Senders are killed (SIGKILL) at random moments, until four fifths of the mails have gone."""
    gap, due = 1.6 * stage.recipients / max(stage.kills, 1), 1.0
    while True:
        yield stage.pause(stage.chance.uniform(0.05, 0.25))
        if stage.killed < stage.kills and (count := stage.relay.count()) >= due and stage.kill_a_sender():
            due = min(due, count) + stage.chance.uniform(0, gap)


def kills_and_relay_restarts(stage: Stage) -> Iterator[None]:
    """The same, and after each tenth of the kills Postfix is stopped, gracefully or not, and started again."""
    assert isinstance(stage.relay, Queueing)
    often, restarts = max(stage.kills // 10, 2), 0
    for _ in random_kills(stage):
        if stage.killed // often > restarts:
            restarts += 1
            stage.blows += 1
            stage.relay.server.tell(stage.chance.choice(("stop", "abort")))
            stage.relay.server.tell("start")
        yield


def named_points(stage: Stage) -> Iterator[None]:
    """A sender ends itself at each named point of its work, one after the other."""
    while True:
        for name in stage.senders:
            if stage.production.running[name].poll() is not None:
                stage.blows += 1
                arm(stage)
                stage.production.start(name)
        yield stage.pause(0.1)


def arm(stage: Stage) -> None:
    """Let the sender that is started next end at the next point; once all had their turn, at none."""
    point = next(stage.points, "")
    count = 1 + stage.chance.randrange(30) // POINTS[point][0] if point else 0
    stage.production.environment["DIGEST_CHAOS_POINT"] = f"{point}:{count}" if point else ""


def broker_forgets(stage: Stage) -> Iterator[None]:
    """FLUSHALL, and Redis killed and restarted empty, again and again."""
    while True:
        yield stage.pause(stage.chance.uniform(0.3, 1.0))
        if stage.blows < stage.kills:
            stage.blows += 1
            if stage.blows % 3 == 0:
                stage.broker.kill()
                stage.pause(1)
                stage.broker.start()
            else:
                stage.broker.forget()


def database_restarts(stage: Stage) -> Iterator[None]:
    """PostgreSQL is restarted at once (immediate), in the middle of everything."""
    while True:
        yield stage.pause(2.0)
        if stage.blows < max(stage.kills // 3, 1) and stage.relay.count() > 0:
            stage.server.restart()
            stage.blows += 1


def tasks_twice(stage: Stage) -> Iterator[None]:
    """Every task comes again and again, whatever is due."""
    from tasks.delivering import batch, plan, sweep  # noqa: PLC0415  (needs the broker's address)

    while True:
        for task in (plan.si(stage.edition), batch.si(stage.edition), batch.si(stage.edition), sweep.si()):
            task.delay()
            task.delay()
        stage.blows += 8
        yield stage.pause(0.3)


def nothing(stage: Stage) -> Iterator[None]:
    """No blow: the relay alone is difficult."""
    while True:
        yield stage.pause(0.3)


def disk_fills(stage: Stage) -> Iterator[None]:
    """Twice there is no room for some seconds. A PostgreSQL that ends of it is started again, as its service would."""
    assert stage.disk is not None
    while True:
        yield stage.pause(0.2)
        if stage.blows < 2 and stage.relay.count() >= stage.recipients * (stage.blows + 1) / 4:
            stage.blows += 1
            until = time.monotonic() + FULL
            while time.monotonic() < until:
                stage.disk.fill()
                stage.server.write_on()
                stage.told = stage.told or is_told(stage)
                stage.pause(0.1)
            stage.disk.clear()
        if not stage.server.is_up():
            stage.server.restart()


def is_told(stage: Stage) -> bool:
    """Whether a log, or where that has no room the page of health, says that there is none."""
    logs = (stage.production.folder / f"{name}.log" for name in ("control", *stage.senders))
    if any(NO_ROOM.search(log.read_text(errors="replace")) for log in logs):
        return True
    try:
        (sign,) = (sign for sign in stage.house.monitoring.read().signs if sign.name == "disk")
    except DigestError:
        return False
    return sign.values["free"] == 0 and "Make room" in sign.advice


RelayOf = Callable[[Path, int], AbstractContextManager[Relay]]


def usual(place: Path, _recipients: int) -> AbstractContextManager[Relay]:
    """Our sink as it is."""
    return relays.folder(place, {})


def late(place: Path, recipients: int) -> AbstractContextManager[Relay]:
    """Our sink, whose answers take a moment."""
    return relays.folder(place, relays.late(recipients))


def difficult(place: Path, recipients: int) -> AbstractContextManager[Relay]:
    """Our sink, with servers behind it that greylist and break off."""
    return relays.folder(place, relays.difficult(recipients))


def refusing(stage: str, _place: Path, _recipients: int) -> AbstractContextManager[Relay]:
    """A relay that refuses at one stage."""
    return relays.refusing(stage)


def postfix(place: Path, _recipients: int) -> AbstractContextManager[Relay]:
    """A real Postfix."""
    return relays.postfix(place)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is done, to which relay, whether its log is read, how many send, and which folder is on a small disk."""

    act: Act
    relay: RelayOf = usual
    reconciled: bool = True
    senders: int = 2
    disk: str = ""  # "wire", "data" (and logs) or "database"
    usual: bool = True  # it belongs to every run; others are asked for by name


FAULTS = {
    "kill -9 of senders at random": Fault(random_kills, late),
    "kill -9 of senders at random, no relay log": Fault(random_kills, late, reconciled=False),
    "kill -9 at each named point": Fault(named_points, late),
    "kill -9, Postfix restarted": Fault(kills_and_relay_restarts, postfix, senders=4),
    "kill -9, Postfix restarted, no relay log": Fault(
        kills_and_relay_restarts, postfix, reconciled=False, senders=4, usual=False
    ),
    "FLUSHALL, Redis killed": Fault(broker_forgets, late),
    "PostgreSQL restarted": Fault(database_restarts, late),
    "every task many times, two beats": Fault(tasks_twice),
    **{f"421 and 451 {stage}": Fault(nothing, partial(refusing, stage), reconciled=False) for stage in relays.STAGES},
    "resets before and after the dot, greylisting": Fault(nothing, difficult),
    "disk of the journal full": Fault(disk_fills, late, disk="wire"),
    "disk of data and logs full": Fault(disk_fills, late, disk="data"),
    "disk of PostgreSQL full": Fault(disk_fills, late, disk="database"),
}
