"""Examining an installation: is everything there that mails need? It looks, and changes nothing."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from importlib.metadata import packages_distributions, version

from digest.model.errors import DigestError
from digest.store import operations, schema
from digest.store.database import Database

TICK_PATIENCE = timedelta(minutes=3)
CLOCK_PATIENCE = timedelta(seconds=5)


class Verdict(StrEnum):
    """How bad it is."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Examination:
    """One thing looked at, and what to do about it."""

    name: str
    verdict: Verdict
    message: str


@dataclass(frozen=True, slots=True)
class Examining:
    """The doctor. `probes` are looks at the world by name: each gives sentences of complaint, or raises DigestError."""

    database: Database
    probes: Mapping[str, Callable[[], tuple[str, ...]]]
    clock: Callable[[], datetime]

    def names(self) -> tuple[str, ...]:
        """What can be looked at."""
        return ("packages", "database", "clock", "tick", *self.probes)

    def examine(self, names: tuple[str, ...] = ()) -> Iterator[Examination]:
        """Look at each of `names`, or at everything. No failure hides the next look."""
        looks: dict[str, Callable[[], tuple[str, ...]]] = {
            "packages": _packages,
            "database": self._database,
            "clock": self._clock,
            "tick": self._tick,
            **self.probes,
        }
        for name in names or tuple(looks):
            try:
                complaints = looks[name]()
            except DigestError as error:
                yield Examination(name, Verdict.BAD, str(error))
                continue
            if complaints:
                yield from (Examination(name, Verdict.WARNING, complaint) for complaint in complaints)
            else:
                yield Examination(name, Verdict.GOOD, "")

    def _database(self) -> tuple[str, ...]:
        schema.check(self.database)
        return ()

    def _clock(self) -> tuple[str, ...]:
        with self.database.reading() as tx:
            theirs = operations.database_clock(tx)
        apart = abs(theirs - self.clock()) if theirs else timedelta()
        if apart <= CLOCK_PATIENCE:
            return ()
        return (f"This machine and the database disagree by {apart.total_seconds():.0f} s; set both by NTP.",)

    def _tick(self) -> tuple[str, ...]:
        schema.check(self.database)
        with self.database.reading() as tx:
            last = operations.last_beat(tx, "tick")
        if last is None:
            return ("No tick has run yet: start `digest up`, or a beat and a worker of the control queue.",)
        age = self.clock() - last
        if age <= TICK_PATIENCE:
            return ()
        minutes = age.total_seconds() / 60
        return (f"The last tick ran {minutes:.0f} minutes ago: is a beat running, and a worker of the control queue?",)


def _packages() -> tuple[str, ...]:
    owners = packages_distributions()
    return tuple(
        f"The distribution {owner} {version(owner)} also installs `{name}`: keep news-digest in its own environment."
        for name in ("digest", "tasks")
        for owner in sorted(set(owners.get(name, ())) - {"news-digest"})
    )
