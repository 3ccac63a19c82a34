"""Importing a roster: many readers at once, each line with its outcome. Nobody who left is brought back."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.engine import Connection

from digest.model.errors import BadInput, NotFound
from digest.model.ids import ListId, SubscriberId
from digest.model.subscriber import Consent, RosterProblem, RosterRow, SubscriptionState
from digest.model.text import N_
from digest.store import audit, notices, rosters, subscribers
from digest.store.database import Database
from digest.store.rosters import Candidate
from digest.subscribe import optin
from digest.subscribe.address import identity
from digest.subscribe.optin import Action
from digest.subscribe.roster import read_roster
from digest.subscribe.tokens import address_hash

log = structlog.get_logger(__name__)

CHUNK = 2000  # lines a transaction; killed between two, the same import goes on where it was


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What became of the lines of a roster."""

    confirmed: int  # on the list, with the operator's proof
    pending: int  # asked by mail
    already: int  # nothing to change
    problems: tuple[RosterProblem, ...]  # by line


@dataclass(frozen=True, slots=True)
class _Import:
    """What one import has in common for all lines."""

    list_id: ListId
    action: Action
    proof: str
    source: str


@dataclass(frozen=True, slots=True)
class Enrolling:
    """The importing operator's service."""

    database: Database
    address_key: str
    clock: Callable[[], datetime]

    def enrol(
        self,
        slug: str,
        data: bytes,
        *,
        proof: str = "",
        source: str = "",
        by: str = "",
        progress: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> Enrolment:
        """Put the readers of a CSV file on a list.

        With `proof`, in words, of how they consented they are confirmed, and the proof is kept with each; without,
        they are pending and asked by mail. `progress` is told lines done and lines in all; `by`, who does it, stands
        in the audit before the first line. Raises NotFound, BadInput.
        """
        with self.database.reading() as tx:
            found = subscribers.find_list(tx, slug)
        if found is None:
            raise NotFound(N_("There is no list %(slug)s; `digest lists create` makes one."), slug=repr(slug))
        rows, problems = read_roster(data)
        if not rows and not problems:
            raise BadInput(N_("%(name)s holds no line."), name=source or "The file")
        if by:
            with self.database.transaction() as tx:
                audit.note(tx, self.clock(), by, "list.import", f"list {found.slug}", source)
        moved = 0
        for start in range(0, len(rows), CHUNK):
            chunk = rows[start : start + CHUNK]
            with self.database.transaction() as tx:
                changed, refused = self.enrol_rows(tx, found.id, chunk, proof=proof, source=source)
            moved += changed
            problems += refused
            progress(min(start + CHUNK, len(rows)), len(rows))
        log.info("roster_imported", list=found.id, lines=len(rows), moved=moved, problems=len(problems))
        refusals = sum(1 for one in problems if one.problem in _REFUSALS)
        return Enrolment(
            confirmed=moved if proof else 0,
            pending=0 if proof else moved,
            already=len(rows) - moved - refusals,
            problems=tuple(sorted(problems, key=lambda problem: problem.line)),
        )

    def enrol_rows(
        self, tx: Connection, list_id: ListId, rows: Sequence[RosterRow], *, proof: str, source: str
    ) -> tuple[int, list[RosterProblem]]:
        """One chunk of lines; gives how many subscriptions changed, and the lines that were refused."""
        run = _Import(list_id, Action.IMPORT_CONFIRMED if proof else Action.IMPORT_PENDING, proof, source)
        now, key = self.clock(), self.address_key
        chunk = [Candidate(row, identity(row.address), address_hash(key, row.address)) for row in rows]
        rosters.lock(tx, list_id)  # of the same file twice at once, one changes something
        barred = subscribers.suppressions_of(tx, [one.address_hash for one in chunk], list_id)
        known = rosters.standing(tx, list_id, [one.identity for one in chunk])
        moving: list[Candidate] = []
        refused: list[RosterProblem] = []
        for one in chunk:
            state = known[one.identity][1] if one.identity in known else None
            if one.address_hash in barred:
                refused.append(RosterProblem(one.row.line, one.row.address, SUPPRESSED))
            elif state is SubscriptionState.UNSUBSCRIBED:
                refused.append(RosterProblem(one.row.line, one.row.address, LEFT))
            elif optin.move(state, run.action) is not state:
                moving.append(one)
        ids = rosters.add_all(tx, moving, now)
        after = optin.move(None, run.action)
        assert after is not None
        subscribers.set_state(tx, list_id, sorted(ids.values()), after, now, unless=SubscriptionState.UNSUBSCRIBED)
        subscribers.note(tx, list(_consents(run, moving, now)))
        if run.action is Action.IMPORT_PENDING:
            _ask(tx, list_id, [(ids[one.identity], one.row.language) for one in moving], now)
        return len(moving), refused


SUPPRESSED = "this address must not be mailed: it is suppressed"
LEFT = "they left this list; only they can come back, by subscribing"
_REFUSALS = frozenset({SUPPRESSED, LEFT})


def _consents(run: _Import, moving: Sequence[Candidate], now: datetime) -> Iterator[Consent]:
    for one in moving:
        source = f"{run.source}:{one.row.line}" if run.source else f"line {one.row.line}"
        yield Consent(one.address_hash, run.list_id, "imported", now, run.proof, source)


def _ask(tx: Connection, list_id: ListId, readers: Sequence[tuple[SubscriberId, str]], now: datetime) -> None:
    sent = notices.queued_since(tx, "confirm", [reader for reader, _ in readers], now - optin.MOST_IN)
    willing = [(reader, language) for reader, language in readers if optin.may_send(sent.get(reader, []), now)]
    notices.queue(tx, "confirm", list_id, willing, now)
