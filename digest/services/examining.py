"""Examining an installation: is everything there that mails need? It looks, and changes nothing."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import packages_distributions, version

from digest.model.errors import DigestError
from digest.services.judging import QUEUES, Sign, Verdict
from digest.store import operations, schema
from digest.store.database import Database

__all__ = ["Examination", "Examining", "Verdict"]

CLOCK_PATIENCE = timedelta(seconds=5)
SIGNS = (
    "tick",
    "hints",
    "workers",
    "latency",
    "disk",
    *QUEUES,
    "resting",
    "paces",
    "sending",
    "returns",
    "uncertain",
    "sources",
    "signups",
)


@dataclass(frozen=True, slots=True)
class Examination:
    """One thing looked at, and what to do about it."""

    name: str
    verdict: Verdict
    message: str
    title: str = ""  # what people call it, where the name alone does not say


@dataclass(frozen=True, slots=True)
class Examining:
    """The doctor. `probes` are looks at the world by name: each gives sentences of complaint, or raises DigestError.

    `signs` are what the operator's page shows, read from the database.
    """

    database: Database
    probes: Mapping[str, Callable[[], tuple[str, ...]]]
    signs: Callable[[], Sequence[Sign]]
    clock: Callable[[], datetime]

    def names(self) -> tuple[str, ...]:
        """What can be looked at."""
        return ("packages", "database", "clock", *self.probes, *SIGNS)

    def examine(self, names: tuple[str, ...] = ()) -> Iterator[Examination]:
        """Look at each of `names`, or at everything. No failure hides the next look."""
        looks: dict[str, Callable[[], tuple[str, ...]]] = {
            "packages": _packages,
            "database": self._database,
            "clock": self._clock,
            **self.probes,
        }
        wanted = names or self.names()
        for name in (name for name in wanted if name in looks):
            try:
                complaints = looks[name]()
            except DigestError as error:
                yield Examination(name, Verdict.BAD, str(error))
                continue
            if complaints:
                yield from (Examination(name, Verdict.WARNING, complaint) for complaint in complaints)
            else:
                yield Examination(name, Verdict.GOOD, "")
        yield from self._signs({name for name in wanted if name not in looks})

    def _signs(self, wanted: Collection[str]) -> Iterator[Examination]:
        """How the work goes; what went wrong with the reading is told once."""
        if not wanted:
            return
        try:
            found = self.signs()
        except DigestError as error:
            yield Examination(next(name for name in SIGNS if name in wanted), Verdict.BAD, str(error))
            return
        yield from (Examination(one.name, one.verdict, one.told(), one.title) for one in found if one.name in wanted)

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


def _packages() -> tuple[str, ...]:
    owners = packages_distributions()
    return tuple(
        f"The distribution {owner} {version(owner)} also installs `{name}`: keep news-digest in its own environment."
        for name in ("digest", "tasks")
        for owner in sorted(set(owners.get(name, ())) - {"news-digest"})
    )
