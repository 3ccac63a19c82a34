"""How the house does, for its operator's page, for meters and for the doctor. It asks the database, and nobody else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter

from digest.model.event import EventKind
from digest.model.ids import EditionId, ListId
from digest.services import judging
from digest.services.admitting import Doorway
from digest.services.judging import Sign, Surroundings, Verdict
from digest.store import operations, series, vitals
from digest.store.database import Database
from digest.store.series import Growth, Refusal
from digest.store.vitals import Vitals
from digest.track.causes import cause

__all__ = ["Checkup", "Curves", "Growth", "Monitoring", "Refusal", "Refused", "Sign", "Verdict", "Vitals"]  # for doors

MAILS = ("sent", "deferred", "rejected", "uncertain", "suppressed")
SHOWN_HOURS = 48
SHOWN_DAYS = 90
_HOUR = timedelta(hours=1)
COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True)
class Checkup:
    """One look at everything."""

    at: datetime
    vitals: Vitals
    around: Surroundings
    signs: tuple[Sign, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst of all."""
        return judging.worst(list(self.signs))


@dataclass(frozen=True, slots=True)
class Curves:
    """What is plotted; each point is an hour's beginning and a number."""

    sent: Sequence[tuple[datetime, int]]
    deferred: Sequence[tuple[datetime, int]]
    rejected: Sequence[tuple[datetime, int]]
    articles: Sequence[tuple[datetime, int]]
    readers: Sequence[Growth]


@dataclass(frozen=True, slots=True)
class Refused:
    """Refused mails of a kind, and the name of what it comes from: a sign of causes.toml, or `COMPLAINT`."""

    mails: Refusal
    sign: str


@dataclass(frozen=True, slots=True)
class Monitoring:
    """The watching operator's service. `room`: octets free and in all, on the disk of data_dir; `doorway`: the form."""

    database: Database
    room: Callable[[], tuple[int, int]]
    doorway: Callable[[], Doorway]
    clock: Callable[[], datetime]
    timer: Callable[[], float] = perf_counter

    def read(self) -> Checkup:
        """How everything does now."""
        now = self.clock()
        with self.database.reading() as tx:
            began = self.timer()
            operations.ping(tx)
            latency = self.timer() - began
            found = vitals.read(tx, now)
        (free, size), form = self.room(), self.doorway()
        around = Surroundings(latency, free, size, form.requests, form.confirmed, form.closed)
        return Checkup(now, found, around, tuple(judging.signs(found, around, now)))

    def curves(self, hours: int = SHOWN_HOURS, days: int = SHOWN_DAYS) -> Curves:
        """The last days as numbers to plot."""
        now = self.clock()
        with self.database.reading() as tx:
            mails = series.events_by_hour(tx, MAILS, now, hours)
            read = series.articles_by_hour(tx, now, hours)
            readers = series.growth(tx, now, days)
        return Curves(mails["sent"], mails["deferred"], mails["rejected"], read, readers)

    def growth(self, list_id: ListId, days: int = SHOWN_DAYS) -> list[Growth]:
        """A list's readers by day."""
        with self.database.reading() as tx:
            return series.growth(tx, self.clock(), days, list_id)

    def refusals(self, days: int, edition: EditionId | None = None, limit: int = 200) -> list[Refused]:
        """Mails refused for good or sent back in the last days, by mail provider and reason, each with its cause."""
        with self.database.reading() as tx:
            found = series.refusals(tx, self.clock() - timedelta(days=days), limit, edition)
        return [Refused(one, COMPLAINT if one.kind == EventKind.COMPLAINED else _sign(one)) for one in found]

    def last_hour(self) -> Mapping[str, int]:
        """What became of mails, and how many articles were read, in the last sixty minutes; for meters."""
        with self.database.reading() as tx:
            return series.since(tx, self.clock() - _HOUR, MAILS)

    def beat(self, name: str) -> None:
        """Note that `name` is alive."""
        with self.database.transaction() as tx:
            operations.beat(tx, name, self.clock())


def _sign(refusal: Refusal) -> str:
    return cause(refusal.code, refusal.enhanced, refusal.text).sign
