"""The ledger against a model of it: whatever senders, readers, operators and time do, in whatever order."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from clock import Clock
from delivery_world import DAY, SENDER, links, seed, suppress
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule
from hypothesis.stateful import run_state_machine_as_test as run
from ledger_model import Hand, Ledger, Row

from digest.deliver import outcome
from digest.mail.journal import Journal, Mark
from digest.mail.memory import MemoryTransport
from digest.model.delivery import DeliveryState, Message, Outcome, Receipt, Recipient
from digest.model.errors import Deferred, DeliveryError, NotFound, Refused, Rejected, RelayUnusable, Uncertain
from digest.model.event import EventKind
from digest.model.ids import DeliveryId, SubscriberId
from digest.services.delivering import Delivering
from digest.services.steering import Steering
from digest.services.tracking import Report, Tracking
from digest.store import deliveries, editions, planning
from digest.store.database import Database
from digest.store.tables import deliveries as delivery_table
from digest.store.tables import delivery_events, metadata, subscribers, subscriptions

BEGAN = datetime(2026, 1, 16, 6, 0, tzinfo=UTC)
OLD_NEWS = BEGAN + timedelta(days=1)  # the next edition is due then
LEASE = timedelta(minutes=10)
BATCH = 3
READERS = [f"reader{number}@example.net" for number in range(8)]
OVER = {"sent", "rejected", "suppressed", "bounced", "complained"}
ANSWERS = [
    Receipt(250, "2.0.0", "taken", "mx"),
    Deferred("450 later", code=450),
    Rejected("550 no such user", code=550),
    Uncertain("lost"),
]
ANSWER = st.sampled_from([*ANSWERS, RelayUnusable("535 who are you?", code=535)])
ROWS = st.integers(0, len(READERS) - 1)
folders = count()


class Deliveries(RuleBasedStateMachine):
    """One edition, eight readers, any number of senders, sweeps and operators, and the clock."""

    hands = Bundle("hands")

    def __init__(self, database: Database, folder: Path) -> None:
        super().__init__()
        self.database, self.clock, self.owners = database, Clock(BEGAN), count()
        self.journal, self.transport = Journal(folder), MemoryTransport()
        self.delivering = Delivering(
            database,
            self.transport,
            SENDER,
            links,
            self.clock,
            self.journal,
            batch_size=BATCH,
            lease=LEASE,
            jitter=lambda: 1.0,
        )
        self.steering, self.tracking = Steering(database, self.clock), Tracking(database, self.clock)
        self.alive: list[Hand] = []
        self.killed: list[tuple[str, datetime, dict[DeliveryId, Mark]]] = []
        self.ended: dict[int, str] = {}
        with database.transaction() as tx:
            for table in reversed(metadata.sorted_tables):
                tx.execute(sa.delete(table))
        self.edition = seed(database, BEGAN, READERS)
        assert self.delivering.plan(self.edition) == len(READERS)
        with database.reading() as tx:
            query = (
                sa.select(delivery_table.c.id, subscribers.c.address).join(subscribers).order_by(delivery_table.c.id)
            )
            self.model = Ledger(
                {number: Row(address, DeliveryState.QUEUED, BEGAN) for number, address in tx.execute(query)}, OLD_NEWS
            )

    def teardown(self) -> None:
        """However it went on: in the end each reader has their mail, or the ledger says why not, or who is in doubt."""
        for hand in self.alive:
            hand.page.close(keep=True)
        self.clock.now = max(self.clock.now, OLD_NEWS) + LEASE + timedelta(seconds=1)
        with self.database.transaction() as tx:
            assert len(tx.execute(sa.select(delivery_table.c.id)).all()) == len(self.model.rows)
        self.delivering.sweep()  # what was on the wire is in doubt until its lease is over
        self.clock.now += LEASE
        self.delivering.sweep()
        with self.database.reading() as tx:
            found = editions.find(tx, self.edition)
        assert found is not None
        assert found.state.value == "sent"
        tally = self.delivering.status(self.edition)
        assert {state.value for state in tally.counts} <= {*OVER, "uncertain"}
        assert len(tally.uncertain) == tally.counts.get(DeliveryState.UNCERTAIN, 0)

    # --- senders --------------------------------------------------------------------------------------------

    @initialize(target=hands, answers=st.lists(ANSWER, max_size=3), suspended=st.booleans())
    def two_senders_begin(self, answers: list[Receipt | DeliveryError], *, suspended: bool) -> object:
        """And may sleep until they have lost what they claimed, and others have it."""
        hands = [self.claim(3, 2, answers), self.claim(3, 2, answers)]
        if suspended:
            self.time_passes(11, swept=True)
            hands += [self.claim(3, 2, answers), self.claim(3, 2, answers)]
        return multiple(*hands)

    @rule(target=hands, limit=st.integers(1, 5), handed=st.integers(0, 5), answers=st.lists(ANSWER, max_size=5))
    def claim(self, limit: int, handed: int, answers: list[Receipt | DeliveryError]) -> object:
        """What is claimed and the journal's page of it are one transaction, as a clerk makes it."""
        owner, now = f"sender{next(self.owners)}", self.clock()
        with self.database.transaction() as tx:
            found = deliveries.claim(tx, self.edition, owner, now, now + LEASE, limit)
            numbers = [reader.delivery_id for reader in found]
            page = self.journal.open(owner, now + LEASE, numbers) if found else None
        expected = self.model.claim(owner, now, now + LEASE, limit)
        assert sorted(expected) == numbers
        assert [self.model.rows[number].attempts for number in numbers] == [reader.attempts for reader in found]
        if page is None:
            return multiple()
        hand = Hand(owner, now + LEASE / 2, page, {reader.delivery_id: reader for reader in found})
        self.alive.append(hand)
        self.talk(hand, handed, answers)
        return hand

    @rule(hand=hands, handed=st.integers(0, 5), answers=st.lists(ANSWER, max_size=5))
    def talk(self, hand: Hand, handed: int, answers: list[Receipt | DeliveryError]) -> None:
        """Marked before the first octet, and not when half of the lease is over; answered in order, and filed."""
        if self.clock() <= hand.until:
            for number in hand.at(Mark.WAITING)[:handed]:
                hand.page.mark(number, Mark.HANDED)
        filed = {one.delivery_id for one in hand.filed}
        on_the_wire = [number for number in hand.at(Mark.HANDED) if number not in filed]
        for number, answer in zip(on_the_wire, answers, strict=False):
            self._taken(number, answer)
            if not isinstance(answer, Uncertain):
                hand.page.mark(number, Mark.TAKEN if isinstance(answer, Receipt) else Mark.REFUSED)
            hand.filed.append(self._outcome(hand.readers[number], answer))

    @rule(hand=hands)
    def record(self, hand: Hand) -> None:
        """An outcome counts once, and only of who still holds the row."""
        with self.database.transaction() as tx:
            kept = deliveries.record(tx, hand.filed, hand.owner, self.clock())
        assert self.model.record(hand.filed, hand.owner) == kept
        hand.forget({one.delivery_id for one in hand.filed})
        hand.filed = []

    @rule(hand=hands)
    def look_again(self, hand: Hand) -> None:
        """Who left since is taken off."""
        waiting = hand.at(Mark.WAITING)
        with self.database.transaction() as tx:
            gone = deliveries.suppress(tx, self.edition, waiting, hand.owner, self.clock())
        assert self.model.look_again(waiting, hand.owner) == sorted(gone)
        hand.forget(set(gone))

    @rule(hand=hands, minutes=st.sampled_from([0, 1, 30]), one_by_one=st.booleans())
    def give_back(self, hand: Hand, minutes: int, *, one_by_one: bool) -> None:
        """What was not handed over waits for another sender, or each for the time that its provider has for it."""
        waiting, now = hand.at(Mark.WAITING), self.clock()
        dues = {number: now + timedelta(minutes=minutes + at * one_by_one) for at, number in enumerate(waiting)}
        with self.database.transaction() as tx:
            if one_by_one:
                deliveries.postpone(tx, dues, hand.owner, now)
            else:
                deliveries.release(tx, waiting, hand.owner, now, now + timedelta(minutes=minutes))
        for number, due in dues.items():
            self.model.release([number], hand.owner, due)
        hand.forget(set(waiting))

    @rule(hand=consumes(hands), with_its_machine=st.booleans())
    def is_killed(self, hand: Hand, *, with_its_machine: bool) -> None:
        """Its page tells what it had heard and not recorded; when the machine is gone, nothing does."""
        self.alive.remove(hand)
        if not with_its_machine:
            marks = {number: mark for mark in Mark for number in hand.page.with_mark(mark)}
            self.killed.append((hand.owner, hand.until + LEASE / 2, marks))
        hand.page.close(keep=not with_its_machine)

    @rule(answers=st.lists(st.sampled_from(ANSWERS), min_size=len(READERS), max_size=len(READERS)))
    def send_a_batch(self, answers: list[Receipt | DeliveryError]) -> None:
        """The real sender, start to end, with an answer for each reader."""
        told = dict(zip(READERS, answers, strict=True))

        def answer(message: Message) -> DeliveryError | None:
            found = told[message.recipient]
            return None if isinstance(found, Receipt) else found

        self.transport.answer = answer
        self.delivering.send_batch(self.edition)
        self._recovered()
        if self.clock() > OLD_NEWS:
            return
        claimed: list[int] = []
        while len(claimed) < BATCH:  # who left does not count
            found = self.model.claim("batch", self.clock(), self.clock() + LEASE, BATCH - len(claimed))
            if not found:
                break
            claimed += found
        for number in claimed:
            row = self.model.rows[number]
            reader = Recipient(DeliveryId(number), self.edition, SubscriberId(0), row.address, "", "fr", row.attempts)
            self._taken(number, told[row.address])
            self.model.record([self._outcome(reader, told[row.address])], "batch")

    # --- time, and who looks after it -----------------------------------------------------------------------

    @rule(minutes=st.sampled_from([0, 1, 6, 11, 11, 11, 60, 13 * 60]), swept=st.booleans())
    def time_passes(self, minutes: int, *, swept: bool) -> None:
        """With a tick at its end, or before one comes."""
        self.clock.pass_(minutes=minutes)
        if swept:
            assert self.delivering.plan(self.edition) == 0, "a task that comes twice plans nothing more"
            with self.database.transaction() as tx:
                assert planning.plan(tx, self.edition, DAY, self.clock()) == 0
            self.delivering.sweep()
            self._recovered()
            self.model.sweep(self.clock())

    # --- readers and operators ------------------------------------------------------------------------------

    @rule(at=ROWS, what=st.sampled_from(["leave", "return", "return", "suppress"]))
    def a_reader(self, at: int, what: str) -> None:
        """Leaves, comes back, or must never be mailed again."""
        _, row = self._row(at)
        who = sa.select(subscribers.c.id).where(subscribers.c.address == row.address).scalar_subquery()
        with self.database.transaction() as tx:
            if what == "suppress" and not row.suppressed:
                suppress(tx, row.address, self.clock())
                row.suppressed = True
            elif what != "suppress":
                row.listed = what == "return"
                state = "confirmed" if row.listed else "unsubscribed"
                tx.execute(sa.update(subscriptions).where(subscriptions.c.subscriber_id == who).values(state=state))

    @rule(at=ROWS, kind=st.sampled_from([EventKind.BOUNCED_HARD, EventKind.BLOCKED, EventKind.COMPLAINED]))
    def report(self, at: int, kind: EventKind) -> None:
        """At any moment since it was first on the wire, also before the sender recorded that the mail was taken."""
        number, row = self._row(at)
        if row.taken:
            self.tracking.record([Report(DeliveryId(number), kind)])
            self.model.report(number, kind)

    @rule(what=st.sampled_from(["pause", "resume", "resume", "stop"]))
    def an_operator(self, what: str) -> None:
        """Holds it, goes on, or ends it; while senders have mails in their hands."""
        model = self.model
        if what == "pause":
            with _refused(unless=model.sending and not model.paused):
                self.steering.pause(self.edition, "anna")
                model.paused = True
        elif what == "resume":
            with _refused(unless=model.sending and model.paused and not model.stopped):
                self.steering.resume(self.edition, "anna")
                model.paused = False
        elif len(self.alive) > 1:  # else most runs would end here
            with _refused(unless=model.sending and not model.stopped):
                kept_back = self.steering.stop(self.edition, "anna")
                model.paused = model.stopped = True
                assert model.give_up() == kept_back
                model.finish()

    @rule(at=ROWS, again=st.booleans())
    def judge(self, at: int, *, again: bool) -> None:
        """Only what is in doubt; also of an edition that was over, while it is news and nobody stopped it."""
        number, row = self._row(at)
        in_doubt = row.state is DeliveryState.UNCERTAIN
        if not again:
            with _refused(unless=in_doubt):
                assert self.steering.hold([DeliveryId(number)], "anna") == 1
                self.model.hold(number)
            return
        with _refused(unless=in_doubt and self.clock() <= OLD_NEWS and not self.model.stopped):
            assert self.steering.resend([DeliveryId(number)], "anna") == 1
            if not self.model.sending:
                self.model.sending, self.model.paused = True, False
            self.model.send_again(number, self.clock())

    # --- what always holds ----------------------------------------------------------------------------------

    @invariant()
    def the_ledger_is_the_model(self) -> None:
        """Row by row and event by event."""
        of = delivery_table.c
        with self.database.reading() as tx:
            query = sa.select(of.id, of.state, of.owner, of.lease_until, of.next_attempt_at, of.attempts, of.resends)
            rows = {row.id: tuple(row[1:]) for row in tx.execute(query)}
            events: dict[int, list[str]] = {number: [] for number in rows}
            told = sa.select(delivery_events.c.delivery_id, delivery_events.c.kind).order_by(delivery_events.c.id)
            for number, kind in tx.execute(told):
                events[number].append(kind)
            found = editions.find(tx, self.edition)
        assert found is not None
        assert self.model.sending == (found.state.value == "sending")
        assert {number: row.standing for number, row in self.model.rows.items()} == rows
        assert {number: row.events for number, row in self.model.rows.items()} == events

    @invariant()
    def what_is_over_stays_over(self) -> None:
        """A row that ended is never anybody's again; only a report from outside still changes it."""
        for number, row in self.model.rows.items():
            before = self.ended.get(number)
            assert before in {None, row.state.value} or row.state.value in {"bounced", "complained"}
            if row.state.value in OVER:
                self.ended[number] = row.state.value

    @invariant()
    def nobody_is_lost(self) -> None:
        """While the edition is being sent, whoever has no end yet has a time, or a holder whose lease will end."""
        for row in self.model.rows.values():
            if row.state is DeliveryState.CLAIMED:
                assert row.owner
                assert row.lease_until
            elif row.is_open:
                assert row.due
                assert self.model.sending
        in_doubt = {row.address for row in self.model.rows.values() if row.state is DeliveryState.UNCERTAIN}
        assert in_doubt == set(self.delivering.status(self.edition).uncertain)

    @invariant()
    def a_mail_is_taken_once_unless_in_doubt(self) -> None:
        """Each further time was decided after a doubt that an event names."""
        for row in self.model.rows.values():
            assert row.taken <= 1 + row.resends
            assert row.resends <= row.events.count("uncertain")

    # --- the machine's own ----------------------------------------------------------------------------------

    def _row(self, at: int) -> tuple[int, Row]:
        return list(self.model.rows.items())[at]

    def _taken(self, number: int, answer: object) -> None:
        self.model.rows[number].taken += isinstance(answer, Receipt)

    def _outcome(self, reader: Recipient, answer: Receipt | DeliveryError) -> Outcome:
        if isinstance(answer, Receipt):
            return outcome.accepted(reader, answer)
        return outcome.failed(reader, answer, self.clock(), OLD_NEWS, 1.0)

    def _recovered(self) -> None:
        """What senders that were killed left is known now."""
        now = self.clock()
        for owner, lease_until, marks in self.killed:
            due = max(lease_until, now)
            states = {Mark.TAKEN: (DeliveryState.SENT, None), Mark.HANDED: (DeliveryState.UNCERTAIN, due)}
            ended = [
                Outcome(DeliveryId(number), states[mark][0], next_attempt_at=states[mark][1])
                for number, mark in marks.items()
                if mark in states
            ]
            self.model.record(ended, owner)
            self.model.release([number for number, mark in marks.items() if mark not in states], owner, now)
        self.killed = []


@contextmanager
def _refused(*, unless: bool) -> Iterator[None]:
    """What an operator asks is done, or refused; the model knows which."""
    if unless:
        yield
    else:
        with pytest.raises((Refused, NotFound)):
            yield


def test_the_ledger_holds_whatever_happens(database: Database, tmp_path: Path) -> None:
    """On both databases: nobody is lost, nobody is held by two, and a doubt is always named."""
    if not database.postgres:  # no power fails here, and a write that reaches the disk takes longer than all the rest
        sa.event.listen(database.engine, "connect", lambda one, _: one.execute("PRAGMA synchronous = OFF"))

    class Here(Deliveries):
        def __init__(self) -> None:
            super().__init__(database, tmp_path / str(next(folders)))

    run(
        Here,
        settings=settings(max_examples=30, stateful_step_count=40, derandomize=True, deadline=None, database=None),
    )
