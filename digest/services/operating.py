"""Keeping the house running: the tick that asks what is due, and what is tidied."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from digest.services.editing import Editing
from digest.services.tracking import REVIEWED_FOR
from digest.store import acts, links, mail_hosts, operations, paces, pings, sessions, subscribers, tracked
from digest.store.database import Database

log = structlog.get_logger(__name__)

KEEP_REFUSED = timedelta(days=30)  # longer than any feed shows an item
KEEP_PACES = timedelta(days=1)
KEEP_ACTS = timedelta(days=7)  # longer than any limit looks back
KEEP_SESSIONS = timedelta(days=90)  # longer than any browser stays signed in unseen
KEEP_UNCONFIRMED = timedelta(days=30)  # as long as confirmation mails to an address are counted
ERASED_AT_ONCE = 500
TIDIED_EVERY = timedelta(days=1)
PAGES_A_HINT = 20  # one more worker is asked to help for each of these that wait


@dataclass(frozen=True, slots=True)
class Hint:
    """A task worth running now. Losing it costs a tick; running it twice costs nothing."""

    task: str
    arguments: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Operating:
    """The operator's service. `collectors` and `senders`: how many tasks of a kind are worth starting at once."""

    database: Database
    editing: Editing
    clock: Callable[[], datetime]
    send_batch: int
    collectors: int = 8
    senders: int = 4
    signals: bool = False  # somebody wants to be told of editions that are over
    reads_mail: bool = False  # a mailbox is set, where bounces and complaints come in
    locates: bool = False  # DNS may be asked where readers' domains have their mail taken in

    def tick(self) -> tuple[Hint, ...]:
        """Do what the schedule asks of editions, and say which tasks are worth running.

        Two ticks at once are harmless: each change is made by whoever comes first.
        """
        now = self.clock()
        hints = (
            *self._editions(now),
            *self._sending(now),
            *self._signalling(now),
            *self._tracking(now),
            *self._checking(),
            *self._fetching(now),
            *self._tidying(now),
        )
        with self.database.transaction() as tx:
            operations.beat(tx, "tick", now)
        return hints

    def end_claims(self) -> int:
        """Take back what a process that was killed still holds; gives how much. Only when nobody else works here."""
        now = self.clock()
        with self.database.transaction() as tx:
            ended = operations.end_claims(tx, now)
        if ended:
            log.info("claims_ended", count=ended)
        return ended

    def tidy(self) -> int:
        """Forget what need not be kept; gives how many rows went."""
        now = self.clock()
        with self.database.transaction() as tx:
            gone = operations.forget_entries(tx, now, KEEP_REFUSED)
            operations.forget_beats(tx, now - TIDIED_EVERY)
            paces.forget(tx, now - KEEP_PACES)
            acts.tidy(tx, now - KEEP_ACTS)
            sessions.tidy(tx, now - KEEP_SESSIONS)
            for reader in subscribers.never_confirmed(tx, now - KEEP_UNCONFIRMED, ERASED_AT_ONCE):
                subscribers.erase(tx, reader, now)  # somebody typed an address; nobody agreed
            operations.beat(tx, "housekeeping", now)
        log.info("tidied", entries=gone)
        return gone

    def _editions(self, now: datetime) -> Iterator[Hint]:
        due = self.editing.due(now)
        for edition in due.compose:
            yield Hint("edit.compose", (edition,))
        for edition in due.plan:
            yield Hint("deliver.plan", (edition,))

    def _sending(self, now: datetime) -> Iterator[Hint]:
        with self.database.reading() as tx:
            sending = operations.sending_editions(tx, now, self.senders * self.send_batch)
            notices = operations.notices_wait(tx, now)
        for edition, waiting in sending.items():
            batches = -(-waiting // self.send_batch)  # rounded up
            yield from [Hint("deliver.batch", (edition,))] * batches
        if sending:
            yield Hint("deliver.sweep")
        if notices:
            yield Hint("transactional.send")

    def _signalling(self, now: datetime) -> Iterator[Hint]:
        with self.database.reading() as tx:
            if self.signals and pings.due(tx, now):
                yield Hint("deliver.ping")

    def _tracking(self, now: datetime) -> Iterator[Hint]:
        if self.reads_mail:
            yield Hint("track.read")
        with self.database.reading() as tx:
            if tracked.is_unjudged(tx, now - REVIEWED_FOR) or operations.is_sending(tx):
                yield Hint("track.review")

    def _checking(self) -> Iterator[Hint]:
        with self.database.reading() as tx:
            drafts = links.unchecked(tx)
        for edition in drafts:
            yield Hint("edit.check_links", (edition,))

    def _fetching(self, now: datetime) -> Iterator[Hint]:
        with self.database.reading() as tx:
            waiting = operations.collecting_waits(tx, now)
        workers = -(-waiting // PAGES_A_HINT)
        yield from [Hint("collect.work")] * min(workers, self.collectors)

    def _tidying(self, now: datetime) -> Iterator[Hint]:
        with self.database.reading() as tx:
            last = operations.last_beat(tx, "housekeeping")
            rosters = operations.imports_wait(tx, now)
            unlocated = self.locates and mail_hosts.due(tx, now, 1)
        if rosters:
            yield Hint("housekeeping.import")
        if unlocated:
            yield Hint("housekeeping.locate")
        if last is None or now - last >= TIDIED_EVERY:
            yield Hint("housekeeping.daily")
