"""Rosters worked off in the background: handed in by a person, read line by line, killed and gone on with at will."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from digest.model.errors import BadInput, DigestError, NotFound
from digest.model.subscriber import RosterRow
from digest.model.text import N_, clean
from digest.services import enrolling
from digest.services.enrolling import Enrolling
from digest.store import audit, imports, subscribers
from digest.store.database import Database
from digest.store.imports import Claimed, RosterImport
from digest.subscribe.roster import read_roster, write_roster

__all__ = ["LARGEST", "Importing", "RosterImport"]  # doors may not ask the store

log = structlog.get_logger(__name__)

LARGEST = 50 * 1024 * 1024  # octets of a file
LEASE = timedelta(minutes=5)  # renewed with each chunk; a worker that is gone is followed after it
KEEP_LINES = timedelta(days=30)  # what was wrong with lines is told so long


@dataclass(frozen=True, slots=True)
class Importing:
    """The service behind the page of an import."""

    database: Database
    enrolling: Enrolling
    clock: Callable[[], datetime]

    def hand_in(self, slug: str, name: str, data: bytes, *, proof: str, who: str) -> int:
        """Queue a CSV file for a list; gives the import's number.

        With `proof`, in words, of how these readers consented they are confirmed; without, each is asked by mail.
        Raises NotFound, and BadInput when there is nothing in it or too much.
        """
        name = clean(name, 200) or "file"
        if not data.strip():
            raise BadInput(N_("%(name)s is empty."), name=name)
        if len(data) > LARGEST:
            raise BadInput(
                N_("%(name)s is larger than %(most)s MB; split it."), name=name, most=LARGEST // 1024 // 1024
            )
        now = self.clock()
        with self.database.transaction() as tx:
            found = subscribers.find_list(tx, slug)
            if found is None:
                raise NotFound(N_("There is no list %(slug)s; `digest lists create` makes one."), slug=repr(slug))
            number = imports.add(tx, found.id, (name, who, clean(proof, 2000), data), now)
            audit.note(tx, now, who, "list.import", f"list {found.slug}", f"import {number}: {name}")
        log.info("roster_handed_in", list=found.id, roster=number, octets=len(data))
        return number

    def work(self, stop: Callable[[], bool] = lambda: False) -> int:
        """Work off what waits, one roster after the other; gives how many ended. Two workers share the work."""
        ended = 0
        while not stop():
            with self.database.transaction() as tx:
                held = imports.claim(tx, self.clock(), LEASE)
            if held is None:
                break
            ended += self._finish(held, stop)
        return ended

    def show(self, number: int) -> RosterImport:
        """How an import stands, with what is wrong with its lines. Raises NotFound."""
        with self.database.reading() as tx:
            found = imports.find(tx, number)
        if found is None:
            raise NotFound(N_("There is no import %(number)s."), number=number)
        return found

    def latest(self, slug: str = "", limit: int = 10) -> list[RosterImport]:
        """The newest imports of a list, or of all, without their lines. Raises NotFound."""
        with self.database.reading() as tx:
            found = subscribers.find_list(tx, slug) if slug else None
            if slug and found is None:
                raise NotFound(N_("There is no list %(slug)s; `digest lists create` makes one."), slug=repr(slug))
            return imports.latest(tx, found.id if found else None, limit)

    def report(self, number: int) -> Iterator[str]:
        """The lines that were not imported, as lines of CSV, safe to open in a spreadsheet. Raises NotFound."""
        problems = self.show(number).problems
        cells = ((str(one.line) if one.line else "", one.value, one.problem) for one in problems)
        return write_roster(("line", "value", "problem"), cells)

    def forget(self) -> int:
        """Drop old reports: they hold addresses; gives how many."""
        with self.database.transaction() as tx:
            return imports.forget(tx, self.clock() - KEEP_LINES)

    def _finish(self, held: Claimed, stop: Callable[[], bool]) -> bool:
        """Whether it is over, well or not; what may pass is left to the next worker."""
        try:
            return self._enrol(held, stop)
        except DigestError as error:
            if error.temporary:
                raise
            return self._end(held, str(error))
        except Exception as error:
            self._end(
                held, f"Something we did not foresee: {type(error).__name__}. It is in the log; please report it."
            )
            raise

    def _enrol(self, held: Claimed, stop: Callable[[], bool]) -> bool:
        rows, problems = read_roster(held.body)
        if not rows and not problems:
            raise BadInput(N_("%(name)s holds no line."), name=held.name)
        if held.done == 0:
            with self.database.transaction() as tx:
                if not imports.begin(tx, held, len(rows) + len(problems), problems):
                    return False
            held = replace(held, done=len(problems))
        for start in range(held.done - len(problems), len(rows), enrolling.CHUNK):
            if stop():
                with self.database.transaction() as tx:
                    imports.let_go(tx, held)
                return False
            renewed = self._step(held, rows[start : start + enrolling.CHUNK])
            if renewed is None:
                return False
            held = renewed
        return self._end(held)

    def _step(self, held: Claimed, rows: Sequence[RosterRow]) -> Claimed | None:
        """Deal with some lines, all or none of them; gives the renewed claim, or None when somebody else has it."""
        with self.database.transaction() as tx:
            mine = imports.renew(tx, held, self.clock() + LEASE)
            if mine is None:
                return None
            moved, refused = self.enrolling.enrol_rows(tx, mine.list_id, rows, proof=mine.proof, source=mine.name)
            imports.advance(tx, mine, len(rows), moved, refused)
            return mine

    def _end(self, held: Claimed, error: str = "") -> bool:
        with self.database.transaction() as tx:
            ended = imports.finish(tx, held, self.clock(), error)
        log.info("roster_ended", roster=held.id, failed=bool(error))
        return ended
