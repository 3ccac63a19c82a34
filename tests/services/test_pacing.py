"""Pacing, on both databases: what providers say sets the pace, tokens are shared, and a new sender warms up."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, BrokenBarrierError

import pytest
import sqlalchemy as sa
from clock import Clock
from delivery_world import DAY, SENDER, links, press, seed, states

from digest.deliver import providers
from digest.deliver.pace import WarmUp
from digest.mail.journal import Journal
from digest.mail.memory import MemoryTransport
from digest.model.delivery import DeliveryState, Message, Recipient
from digest.model.errors import Deferred, DeliveryError, Rejected, RelayUnusable
from digest.model.ids import DeliveryId, EditionId, SubscriberId
from digest.model.pace import EVERYBODY, Pace
from digest.services.clerk import Clerk
from digest.services.delivering import Delivering
from digest.services.pacing import Pacing
from digest.services.steering import Steering
from digest.store import audit, deliveries, editions, mail_hosts, paces, planning
from digest.store.database import Database
from digest.store.tables import deliveries as ledger
from digest.store.tables import subscriptions

GOOGLE = [f"reader{number:02}@gmail.com" for number in range(20)]
OTHERS = [f"reader{number:02}@example.net" for number in range(5)]
UNUSUAL = Deferred("421 4.7.28 We detected an unusual rate of mail", code=421, enhanced="4.7.28")
TSS04 = Deferred("421 4.7.0 [TSS04] Messages are temporarily deferred", code=421, enhanced="4.7.0")


@pytest.fixture
def transport() -> MemoryTransport:
    return MemoryTransport()


@pytest.fixture
def delivering(database: Database, transport: MemoryTransport, clock: Clock, journal: Journal) -> Delivering:
    pacing = Pacing(jitter=lambda: 0.0)
    return Delivering(database, transport, SENDER, links, clock, journal, jitter=lambda: 0.0, pacing=pacing)


def planned(delivering: Delivering, readers: list[str]) -> EditionId:
    edition = seed(delivering.database, delivering.clock(), readers)
    delivering.plan(edition)
    return edition


def refuses(error: DeliveryError, transport: MemoryTransport, *, once: bool = True) -> None:
    """Google answers so, to one mail or to all."""
    left = [error]

    def answer(message: Message) -> DeliveryError | None:
        if not message.recipient.endswith("@gmail.com"):
            return None
        return (left.pop() if left else None) if once else error

    transport.answer = answer


def pacing_cap(delivering: Delivering, tx: sa.Connection) -> float:
    """The mails of the day, none of which went."""
    delivering.pacing.admit(tx, [stranger()], "nobody", delivering.clock(), delivering.clock() + timedelta(days=1))
    (today,) = paces.slowed(tx, delivering.clock())
    return today.tokens + 1


def stranger() -> Recipient:
    return Recipient(DeliveryId(999), EditionId(1), SubscriberId(999), "x@example.org", "", "fr")


def slowed(delivering: Delivering) -> dict[str, Pace]:
    with delivering.database.reading() as tx:
        return {one.provider: one for one in paces.slowed(tx, delivering.clock())}


def sent_by(delivering: Delivering, clock: Clock, edition: EditionId, minutes: int) -> list[int]:
    """How many had been sent after each minute's tick."""
    found = []
    for _ in range(minutes):
        while delivering.send_batch(edition).more:
            pass
        found.append(delivering.status(edition).counts.get(DeliveryState.SENT, 0))
        clock.pass_(minutes=1)
    return found


def test_words_set_the_pace(delivering: Delivering, transport: MemoryTransport, clock: Clock) -> None:
    """Whoever is put off is mailed as tokens come, and nobody is tried once too often for it."""
    edition = planned(delivering, GOOGLE + OTHERS)
    refuses(UNUSUAL, transport, once=False)
    delivering.send_batch(edition)
    assert slowed(delivering)["google"].until == clock() + timedelta(minutes=30)
    assert {address for address, state in states(delivering.database).items() if state == "sent"} == set(OTHERS)
    transport.answer = lambda _: None
    clock.pass_(minutes=1)
    before, *after = sent_by(delivering, clock, edition, 12)
    assert before <= len(OTHERS) + 10
    assert after[-1] == len(GOOGLE + OTHERS)


def test_a_rest_ends(delivering: Delivering, transport: MemoryTransport, clock: Clock) -> None:
    """A mail that is taken meanwhile does not end it; its time does. It is no attempt to wait."""
    edition = planned(delivering, GOOGLE)
    with delivering.database.transaction() as tx:
        delivering.pacing.slow(tx, "google", providers.shipped().rules[0].slowdown, clock())
    assert set(sent_by(delivering, clock, edition, 119)) == {0}
    assert set(states(delivering.database).values()) == {"queued"}
    clock.pass_(minutes=1)
    assert sent_by(delivering, clock, edition, 1) == [20]
    assert slowed(delivering) == {}
    assert len(transport.sent) == 20


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (TSS04, (0, 120)),
        (Rejected("554 Mail is rate limited here", code=554), (1, 90)),
        (Deferred("450 greylisted, come back", code=450), None),
        (Deferred("the connection broke: server busy"), None),  # these are no words of a provider
    ],
    ids=["tss04", "rate-limited", "greylisted", "ours"],
)
def test_only_such_words_do(
    delivering: Delivering,
    transport: MemoryTransport,
    clock: Clock,
    error: DeliveryError,
    expected: tuple[int, int] | None,
) -> None:
    edition = planned(delivering, GOOGLE)
    refuses(error, transport)
    delivering.send_batch(edition)
    found = slowed(delivering).get("google")
    minutes = found and found.until and (found.until - clock()) // timedelta(minutes=1)
    assert expected == (found and (found.per_minute, minutes))


def test_what_the_relay_says_of_itself_slows_no_provider(delivering: Delivering, transport: MemoryTransport) -> None:
    edition = planned(delivering, GOOGLE)
    refuses(RelayUnusable("421 server busy", code=421), transport)
    delivering.send_batch(edition)
    assert slowed(delivering) == {}


def test_too_late_is_told(delivering: Delivering, clock: Clock) -> None:
    """Who waits for a provider until the news is old did not get it, and the edition ends."""
    edition = planned(delivering, GOOGLE)
    with delivering.database.transaction() as tx:
        rest = replace(providers.shipped().refusing, per_minute=0, lasts=timedelta(days=3))
        delivering.pacing.slow(tx, "google", rest, clock())
    sent_by(delivering, clock, edition, 1)
    clock.pass_(days=2)
    swept = delivering.sweep()
    assert (swept.too_late, swept.finished) == (20, 1)


def test_domains_hosted_at_a_provider_slow_down_together(
    delivering: Delivering, transport: MemoryTransport, clock: Clock
) -> None:
    """What a firm's own domain at Google hears counts for all that Google takes in, and for nobody else."""
    readers = [*(f"reader@firm{number}.example" for number in range(12)), "reader@gmail.com", "reader@else.example"]
    with delivering.database.transaction() as tx:
        mail_hosts.keep(tx, {reader.partition("@")[2] for reader in readers[:12]}, clock())
        mail_hosts.learn(tx, {f"firm{number}.example": "google" for number in range(12)}, clock() + timedelta(days=7))
    edition = planned(delivering, readers)
    left = [UNUSUAL]
    transport.answer = lambda message: left.pop() if left and message.recipient.endswith("firm0.example") else None
    delivering.send_batch(edition)
    assert set(slowed(delivering)) == {"google"}
    with delivering.database.transaction() as tx:
        pacing = delivering.pacing.informed(tx)
        claimed = [replace(stranger(), address=address) for address in (*readers[1:13], "reader@else.example")]
        kept = pacing.admit(tx, claimed, "nobody", clock(), clock() + timedelta(days=1))
    assert [one.address for one in kept] == ["reader@else.example"]
    assert delivering.pacing.providers.hosted == {}


def test_two_workers_share_the_tokens(database: Database, clock: Clock) -> None:
    """At the same moment, again and again: together they never have more than there are."""
    edition = seed(database, clock(), [f"reader{number:03}@gmail.com" for number in range(60)])
    table = providers.read('[[provider]]\nname = "google"\ndomains = ["gmail.com"]\nper_minute = 5')
    inside = Barrier(2, timeout=0.5)

    def meet() -> float:
        with suppress(BrokenBarrierError):  # where only one at a time is let in, nobody else ever comes
            inside.wait()
        return 0.0

    pacing = Pacing(table, jitter=meet)
    with database.transaction() as tx:
        editions.begin_sending(tx, edition, clock())
        planning.plan(tx, edition, DAY, clock())
        paces.lock(tx, [Pace("google", 5, None, "configured", 5.0, clock(), clock())], [])
    together = Barrier(2, timeout=60)

    def work(owner: str) -> int:
        got = 0
        for _ in range(3):
            together.wait()
            now = clock()
            with database.transaction() as tx:
                claimed = deliveries.claim(tx, edition, owner, now, now + timedelta(minutes=10), 10)
                got += len(pacing.admit(tx, claimed, owner, now, now + timedelta(hours=12)))
        return got

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(work, ["one", "two"])) == 5
    assert sorted(states(database).values()).count("claimed") == 5


def test_a_rate_is_kept_by_whole_batches(delivering: Delivering, transport: MemoryTransport, clock: Clock) -> None:
    """A configured one needs no words; other providers go ahead."""
    table = providers.read('[[provider]]\nname = "google"\ndomains = ["gmail.com"]\nper_minute = 4')
    slow = replace(delivering, pacing=Pacing(table, jitter=lambda: 0.0))
    edition = planned(slow, GOOGLE + OTHERS)
    assert sent_by(slow, clock, edition, 5) == [9, 13, 17, 21, 25]
    assert len(transport.sent) == 25


# --- a new sender -------------------------------------------------------------------------------------------


def warming(delivering: Delivering, start: int = 8) -> Delivering:
    first = delivering.clock().date()
    return replace(delivering, pacing=Pacing(warm_up=WarmUp(start, first), jitter=lambda: 0.0))


def test_a_new_sender_mails_so_many_a_day(delivering: Delivering, clock: Clock) -> None:
    """Half as many more the next day; who waits is not tried meanwhile."""
    warm = warming(delivering)
    edition = planned(warm, GOOGLE)
    assert sent_by(warm, clock, edition, 3) == [8, 8, 8]
    assert slowed(warm)[EVERYBODY].until == clock.now.replace(hour=0, minute=0) + timedelta(days=1)
    clock.now = clock.now.replace(hour=0, minute=0) + timedelta(days=1)
    with warm.database.reading() as tx:
        dues = set(tx.execute(sa.select(ledger.c.next_attempt_at).where(ledger.c.state == "queued")).scalars())
    assert dues == {clock()}
    assert sent_by(warm, clock, edition, 1) == [20]


def test_the_first_mail_begins_a_warm_up(delivering: Delivering, clock: Clock) -> None:
    """Unless its day is said, the ledger knows it; a worker that starts anew begins nothing anew."""
    warm = replace(delivering, pacing=Pacing(warm_up=WarmUp(8), jitter=lambda: 0.0))
    edition = planned(warm, GOOGLE[:10])
    assert sent_by(warm, clock, edition, 1) == [8]
    clock.pass_(days=2)
    with warm.database.transaction() as tx:
        assert pacing_cap(warm, tx) == 18
        assert warm.pacing.warms_up(tx, clock() + timedelta(days=39))
        assert not warm.pacing.warms_up(tx, clock() + timedelta(days=40))


def test_a_pulled_brake_adds_nothing_the_next_day(delivering: Delivering, clock: Clock) -> None:
    warm = warming(delivering)
    edition = planned(warm, GOOGLE)
    sent_by(warm, clock, edition, 1)
    with warm.database.transaction() as tx:
        audit.note(tx, clock(), "", "edition.pause", "edition 9", "too many complaints: 3 of 9 mails")
        audit.note(tx, clock(), "olga", "edition.pause", "edition 9")
    clock.now = clock.now.replace(hour=0, minute=0) + timedelta(days=1)
    assert sent_by(warm, clock, edition, 1) == [16]


def test_what_was_not_handed_over_does_not_count(delivering: Delivering, transport: MemoryTransport) -> None:
    """A relay that is away uses up no day."""
    warm = warming(delivering)
    edition = planned(warm, GOOGLE)
    transport.answer = lambda _: RelayUnusable("421 away", code=421)
    warm.send_batch(edition)
    assert slowed(warm)[EVERYBODY].tokens == 8  # also the one that the relay heard of came back


def test_who_confirmed_last_is_first(delivering: Delivering, transport: MemoryTransport, clock: Clock) -> None:
    """The newest readers still know that they asked for it."""
    warm = warming(delivering, 3)
    edition = seed(warm.database, clock(), OTHERS)
    with warm.database.transaction() as tx:
        for number in range(1, 6):
            who = subscriptions.c.subscriber_id == number
            values = {"confirmed_at": clock() - timedelta(days=number % 3)}
            tx.execute(sa.update(subscriptions).where(who).values(values))
    warm.plan(edition)
    warm.send_batch(edition)
    assert {message.recipient for message in transport.sent} == {OTHERS[2], OTHERS[0], OTHERS[3]}


def test_after_six_weeks_there_is_no_cap(delivering: Delivering, clock: Clock) -> None:
    warm = warming(delivering)
    clock.pass_(days=42)
    assert sent_by(warm, clock, planned(warm, GOOGLE), 1) == [20]


def test_clerks_leave_tokens_that_they_did_not_need(database: Database, clock: Clock, journal: Journal) -> None:
    """A clerk that is sent away gives everything back, the day's mails too."""
    edition = seed(database, clock(), GOOGLE)
    pacing = Pacing(warm_up=WarmUp(15, clock().date()))
    with database.transaction() as tx:
        editions.begin_sending(tx, edition, clock())
        planning.plan(tx, edition, DAY, clock())
    lease, made = timedelta(minutes=10), press(edition, clock())
    with Clerk(database, journal, made, edition, "me", lease, 1000, clock, pacing=pacing) as clerk:
        assert clerk.next() is not None
    with database.reading() as tx:
        assert [one.tokens for one in paces.slowed(tx, clock())] == [15]


def test_operators_see_who_is_slowed(delivering: Delivering, clock: Clock) -> None:
    edition = planned(delivering, GOOGLE)
    with delivering.database.transaction() as tx:
        delivering.pacing.slow(tx, "google", providers.shipped().refusing, clock())
    (found,) = Steering(delivering.database, clock).progress(edition).slowed
    assert (found.provider, found.per_minute, found.until) == ("google", 1, clock() + timedelta(minutes=90))
