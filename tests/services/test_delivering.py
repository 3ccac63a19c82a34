"""Delivering, on both databases: every reader gets one mail, whatever the relay says, and each edition ends."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa
from clock import Clock, wait_until
from delivery_world import DAY, SENDER, add_reader, at_first, events, heard_by, links, seed, states, unsubscribe

from digest.mail.journal import Journal, Mark
from digest.mail.memory import MemoryTransport
from digest.mail.relaylog import PostfixLog, SinkLog
from digest.mail.sink import Answer, Sink, Trick
from digest.mail.smtp import SmtpTransport
from digest.model.delivery import DeliveryState, Message
from digest.model.edition import EditionState, OnUncertain
from digest.model.errors import Deferred, DeliveryError, NotFound, Refused, Rejected, RelayUnusable, Uncertain
from digest.model.ids import EditionId
from digest.model.relay import Relay
from digest.services.delivering import Batch, Delivering
from digest.store import deliveries, editions, planning, relays
from digest.store.database import Database
from digest.store.tables import renderings

READERS = [f"reader{number}@example.net" for number in range(5)]


@pytest.fixture
def transport() -> MemoryTransport:
    return MemoryTransport()


@pytest.fixture
def delivering(database: Database, transport: MemoryTransport, clock: Clock, journal: Journal) -> Delivering:
    return Delivering(database, transport, SENDER, links, clock, journal, jitter=lambda: 1.0)


def planned(delivering: Delivering, readers: list[str] = READERS, on: OnUncertain = OnUncertain.RESEND) -> EditionId:
    edition = seed(delivering.database, delivering.clock(), readers, on_uncertain=on)
    delivering.plan(edition)
    return edition


def state_of(delivering: Delivering, edition: EditionId) -> tuple[EditionState, str]:
    with delivering.database.reading() as tx:
        found = editions.find(tx, edition)
    assert found is not None
    return found.state, found.reason


# --- the plain way ------------------------------------------------------------------------------------------


def test_everybody_gets_one_mail(delivering: Delivering, transport: MemoryTransport) -> None:
    """Planned twice, sent twice, swept twice: still one."""
    edition = planned(delivering)
    assert delivering.plan(edition) == 0
    assert Batch({DeliveryState.SENT: 5}, more=True) == delivering.send_batch(edition)
    assert Batch() == delivering.send_batch(edition)
    assert (delivering.sweep().finished, delivering.sweep().finished) == (1, 0)
    assert sorted(message.recipient for message in transport.sent) == READERS
    assert state_of(delivering, edition) == (EditionState.SENT, "")
    assert delivering.status(edition).counts == {DeliveryState.SENT: 5}


def test_a_reader_gets_their_language_else_the_digests_first(
    delivering: Delivering, transport: MemoryTransport
) -> None:
    edition = planned(delivering, [])
    with delivering.database.transaction() as tx:
        for address, language in (("a@x.example", "ar-SY"), ("b@x.example", "uk"), ("c@x.example", "")):
            add_reader(tx, 1, address, delivering.clock(), language=language)
        planning.plan(tx, edition, DAY, delivering.clock())
    delivering.send_batch(edition)
    found = {message.recipient: b"Content-Language: ar" in message.parts[0] for message in transport.sent}
    assert found == {"a@x.example": True, "b@x.example": False, "c@x.example": False}


def test_batches_are_bounded(delivering: Delivering, transport: MemoryTransport) -> None:
    """One task does not send for hours; and nobody connects for nothing."""
    small = replace(delivering, batch_size=3)
    edition = planned(small)
    assert [small.send_batch(edition).more for _ in range(3)] == [True, True, False]
    assert (len(transport.sent), transport.opened) == (5, 2)


def test_a_stop_is_heard_between_mails(delivering: Delivering, transport: MemoryTransport) -> None:
    """What was claimed is given back at once, for another worker."""
    edition = planned(delivering)
    batch = delivering.send_batch(edition, stop=lambda: len(transport.sent) == 2)
    assert Batch({DeliveryState.SENT: 2}, more=False) == batch
    assert sorted(states(delivering.database).values()) == ["queued"] * 3 + ["sent"] * 2
    assert delivering.send_batch(edition).counts == {DeliveryState.SENT: 3}


def test_a_batch_ends_before_its_lease(delivering: Delivering, clock: Clock, transport: MemoryTransport) -> None:
    """A slow relay never lets a worker hold what another may have claimed."""
    edition = planned(delivering)
    delivering.send_batch(edition, progress=lambda _: clock.pass_(minutes=3))
    assert 0 < len(transport.sent) < 5
    assert "claimed" not in states(delivering.database).values()


def test_progress_is_told_mail_by_mail(delivering: Delivering, transport: MemoryTransport) -> None:
    edition = planned(delivering)
    transport.answer = at_first(Rejected("no", code=550))
    heard: list[DeliveryState] = []
    delivering.send_batch(edition, progress=heard.append)
    assert sorted(heard) == [DeliveryState.REJECTED, *[DeliveryState.SENT] * 4]


def test_who_unsubscribes_in_mid_batch_gets_nothing(delivering: Delivering, transport: MemoryTransport) -> None:
    """Who was claimed and waits is looked up again about each second."""
    edition = planned(delivering)

    def leave(message: Message) -> None:
        if message.recipient == READERS[0]:
            with delivering.database.transaction() as tx:
                unsubscribe(tx, READERS[3])
            wait_until(lambda: states(delivering.database)[READERS[3]] == "suppressed")

    transport.answer = leave
    assert delivering.send_batch(edition).counts == {DeliveryState.SENT: 4, DeliveryState.SUPPRESSED: 1}
    assert READERS[3] not in {message.recipient for message in transport.sent}


# --- what is not sent ---------------------------------------------------------------------------------------


def test_only_what_was_approved_is_sent(delivering: Delivering, transport: MemoryTransport) -> None:
    """Neither planned nor sent, once the renderings are others."""
    changed = sa.update(renderings).values(sha256="another")
    edition = planned(delivering)
    with delivering.database.transaction() as tx:
        tx.execute(changed)
    with pytest.raises(Refused, match="not what was approved"):
        delivering.send_batch(edition)
    assert transport.sent == []


def test_a_changed_edition_is_not_planned(delivering: Delivering) -> None:
    edition = seed(delivering.database, delivering.clock(), READERS)
    with delivering.database.transaction() as tx:
        tx.execute(sa.update(renderings).values(sha256="another"))
    with pytest.raises(Refused):
        delivering.plan(edition)
    assert states(delivering.database) == {}


def test_a_draft_is_neither_planned_nor_sent(delivering: Delivering) -> None:
    edition = seed(delivering.database, delivering.clock(), READERS, approved=False)
    assert (0, Batch()) == (delivering.plan(edition), delivering.send_batch(edition))


@pytest.mark.parametrize("use", ["plan", "send_batch", "status", "rejected"])
def test_there_is_no_such_edition(delivering: Delivering, use: str) -> None:
    with pytest.raises(NotFound, match="edition 4711"):
        getattr(delivering, use)(EditionId(4711))


# --- what relays answer -------------------------------------------------------------------------------------


def test_one_refusal_concerns_one_reader(delivering: Delivering, transport: MemoryTransport) -> None:
    edition = planned(delivering)
    transport.answer = at_first(Rejected("550 no such user", code=550, enhanced="5.1.1"))
    assert delivering.send_batch(edition).counts == {DeliveryState.SENT: 4, DeliveryState.REJECTED: 1}
    delivering.sweep()
    assert state_of(delivering, edition) == (EditionState.SENT, "partly sent: 1 rejected")
    assert delivering.rejected(edition) == [(READERS[0], "550 no such user")]


def test_a_bad_address_concerns_one_reader(delivering: Delivering) -> None:
    edition = planned(delivering, [*READERS, "no address\r\nBcc: x@example.org"])
    assert delivering.send_batch(edition).counts == {DeliveryState.SENT: 5, DeliveryState.REJECTED: 1}


def test_a_deferral_is_tried_again_when_due(delivering: Delivering, transport: MemoryTransport, clock: Clock) -> None:
    """Same Message-ID, same octets."""
    edition = planned(delivering, READERS[:1])
    seen: list[Message] = []
    grey = at_first(Deferred("greylisted", code=450))
    transport.answer = heard_by(seen, grey)
    delivering.send_batch(edition)
    assert (Batch(), EditionState.SENDING) == (delivering.send_batch(edition), state_of(delivering, edition)[0])
    clock.pass_(minutes=5)
    transport.answer = seen.append
    assert delivering.send_batch(edition).counts == {DeliveryState.SENT: 1}
    assert seen[0].octets == seen[1].octets


def test_deferrals_end_when_the_edition_is_no_longer_news(
    delivering: Delivering, transport: MemoryTransport, clock: Clock
) -> None:
    """The next edition's time is the end; the waits grow until then."""
    edition = planned(delivering, READERS[:1])
    tried: list[datetime] = []

    def later(_: Message) -> DeliveryError:
        tried.append(clock.now)
        return Deferred("later", code=450)

    transport.answer = later
    for _ in range(12 * 30):
        clock.pass_(minutes=5)
        delivering.send_batch(edition)
        if delivering.sweep().finished:
            break
    waits = [later - earlier for earlier, later in pairwise(tried)]
    assert waits == sorted(waits)
    assert tried[-1] - tried[0] < timedelta(hours=24)
    assert state_of(delivering, edition) == (EditionState.SENT, "partly sent: 1 rejected")


@pytest.mark.parametrize("code", [530, 535, 0])
def test_a_relay_that_refuses_us_harms_nobody(
    delivering: Delivering, transport: MemoryTransport, clock: Clock, code: int
) -> None:
    """It is left alone for a while; then everybody gets their mail, at the first attempt."""
    edition = planned(delivering)
    transport.refusal = RelayUnusable("no", code=code)
    assert Batch() == delivering.send_batch(edition)
    assert set(states(delivering.database).values()) == {"queued"}
    delivering.send_batch(edition)
    assert transport.opened == 1
    transport.refusal = None
    clock.pass_(minutes=1)
    assert delivering.send_batch(edition).counts == {DeliveryState.SENT: 5}
    assert set(events(delivering.database)) == {"sent"}


def test_a_relay_that_gives_up_in_mid_batch(delivering: Delivering, transport: MemoryTransport, clock: Clock) -> None:
    """That it took mails before it refused us is no reason to ask it again at once."""
    edition = planned(delivering)
    transport.answer = at_first(RelayUnusable("530 authenticate", code=530), READERS[2])
    delivering.send_batch(edition)
    assert sorted(states(delivering.database).values()) == ["queued"] * 3 + ["sent"] * 2
    with delivering.database.reading() as tx:
        assert relays.rests_until(tx, transport.name) == clock() + timedelta(minutes=1)
    clock.pass_(minutes=1)
    delivering.send_batch(edition)
    assert sorted(message.recipient for message in transport.sent) == READERS


def test_421_costs_a_connection_and_one_wait(delivering: Delivering, transport: MemoryTransport) -> None:
    edition = planned(delivering)
    transport.answer = at_first(Deferred("closing", code=421), READERS[1])
    assert delivering.send_batch(edition).counts == {DeliveryState.SENT: 4, DeliveryState.DEFERRED: 1}
    assert transport.opened == 2


def test_a_relay_that_only_closes_is_left_alone(delivering: Delivering, transport: MemoryTransport) -> None:
    """After three connections in vain, not after as many as there are readers."""
    edition = planned(delivering)
    transport.answer = lambda _: Deferred("closing", code=421)
    delivering.send_batch(edition)
    assert transport.opened == 3
    assert sorted(states(delivering.database).values()) == ["deferred"] * 3 + ["queued"] * 2


# --- doubts -------------------------------------------------------------------------------------------------


def in_doubt(delivering: Delivering, clock: Clock, on: OnUncertain) -> EditionId:
    """An edition with one answer lost, and the time gone by after which it is judged."""
    transport = delivering.transport
    assert isinstance(transport, MemoryTransport)
    edition = planned(delivering, READERS[:2], on)
    transport.answer = at_first(Uncertain("lost"))
    delivering.send_batch(edition)
    assert delivering.status(edition).uncertain == (READERS[0],)
    assert delivering.sweep().settled == 0
    clock.pass_(minutes=10)
    return edition


def test_a_doubt_is_sent_once_more(delivering: Delivering, transport: MemoryTransport, clock: Clock) -> None:
    """And no more than once: then an operator must look, and the edition ends."""
    edition = in_doubt(delivering, clock, OnUncertain.RESEND)
    assert delivering.sweep().settled == 1
    transport.answer = at_first(Uncertain("lost again"))
    delivering.send_batch(edition)
    clock.pass_(minutes=10)
    assert ((swept := delivering.sweep()).settled, swept.finished) == (1, 1)
    assert state_of(delivering, edition) == (EditionState.SENT, "partly sent: 1 uncertain")
    assert delivering.status(edition).uncertain == (READERS[0],)


def test_what_was_claimed_twice_in_one_batch_is_in_doubt_as_its_last_page_says(delivering: Delivering) -> None:
    """Put off, claimed again and on the wire when its sender was killed: not sent once more without a word."""
    edition, journal, now = planned(delivering, READERS[:2]), delivering.journal, delivering.clock()
    lease = now + timedelta(minutes=10)
    with delivering.database.transaction() as tx:
        ids = [one.delivery_id for one in deliveries.claim(tx, edition, "gone", now, lease, 2)]
    first, last = journal.open("gone", lease, ids), journal.open("gone", lease, ids[:1])
    first.mark(ids[0], Mark.REFUSED)
    last.mark(ids[0], Mark.HANDED)
    for page in (first, last):
        page.close(keep=True)
    delivering.recover()
    assert list(states(delivering.database).values()) == ["uncertain", "queued"]


def test_a_doubt_is_held_if_the_digest_says_so(delivering: Delivering, clock: Clock) -> None:
    edition = in_doubt(delivering, clock, OnUncertain.HOLD)
    delivering.sweep()
    assert (Batch(), (READERS[0],)) == (delivering.send_batch(edition), delivering.status(edition).uncertain)


@pytest.mark.parametrize("taken", [True, False])
def test_the_relays_log_decides(
    delivering: Delivering, transport: MemoryTransport, clock: Clock, tmp_path: Path, *, taken: bool
) -> None:
    """Whatever the digest says: who got it is left in peace, who did not gets it."""
    delivering = replace(delivering, relay_log=SinkLog(tmp_path))
    edition = in_doubt(delivering, clock, OnUncertain.HOLD)
    if taken:
        (tmp_path / f"{edition}.1@news.example.org~1.eml").touch()
    delivering.sweep()
    delivering.send_batch(edition)
    recipients = sorted(message.recipient for message in transport.sent)
    assert recipients == (READERS[1:2] if taken else READERS[:2])
    assert delivering.status(edition).counts == {DeliveryState.SENT: 2}


def test_without_its_log_a_doubt_waits(delivering: Delivering, clock: Clock, tmp_path: Path) -> None:
    """A log that cannot be read is mended by an operator, not guessed at."""
    delivering = replace(delivering, relay_log=PostfixLog(tmp_path / "missing"))
    edition = in_doubt(delivering, clock, OnUncertain.RESEND)
    assert (delivering.sweep().settled, state_of(delivering, edition)[0]) == (0, EditionState.SENDING)


@pytest.mark.parametrize("log", [None, PostfixLog(Path("missing"))])
def test_a_doubt_that_is_old_news_stays_one(delivering: Delivering, clock: Clock, log: PostfixLog | None) -> None:
    edition = in_doubt(delivering := replace(delivering, relay_log=log), clock, OnUncertain.RESEND)
    clock.pass_(days=1)
    assert delivering.sweep().finished == 1
    assert state_of(delivering, edition) == (EditionState.SENT, "partly sent: 1 uncertain")


def test_nothing_is_sent_that_is_no_longer_news(
    delivering: Delivering, transport: MemoryTransport, clock: Clock
) -> None:
    """After a long outage readers get the next edition, not the last as well."""
    edition = planned(delivering)
    clock.pass_(hours=25)
    assert Batch() == delivering.send_batch(edition)
    assert delivering.sweep().too_late == 5
    assert state_of(delivering, edition) == (EditionState.SENT, "partly sent: 5 rejected")
    assert transport.opened == 0


def test_an_edition_without_readers_ends(delivering: Delivering) -> None:
    edition = planned(delivering, [])
    delivering.sweep()
    assert state_of(delivering, edition) == (EditionState.SENT, "nobody to send it to")


# --- over the wire ------------------------------------------------------------------------------------------


def test_a_day_with_a_difficult_server(database: Database, clock: Clock, tmp_path: Path) -> None:
    """Greylisting, a dead address, silence, dripping, lost answers: one mail for each who can get one."""
    answers = {
        READERS[0]: Answer("RCPT", "450 4.2.0 greylisted", times=1),
        READERS[1]: Answer("RCPT", "550 5.1.1 no such user"),
        READERS[2]: Answer("RCPT", Trick.HANG, times=1),
        READERS[3]: Answer("DATA", Trick.KEEP_AND_CLOSE, times=1),
        READERS[4]: Answer("DATA", Trick.CLOSE, times=1),
        "drip@example.net": Answer("DATA", Trick.DRIP, times=1),
        "late@example.net": Answer("DATA", "421 4.3.2 shutting down", times=1),
        "large@example.net": Answer("DATA", "552 5.3.4 too large"),
        "nul@example.net": Answer("RCPT", "550 5.1.1 no such \0user"),
        "denied@example.net": Answer("RCPT", "550 5.7.1 mx.example.net said: relaying denied", times=2),
    }
    with Sink(tmp_path, answers=answers) as sink:
        delivering = Delivering(
            database,
            SmtpTransport((Relay("127.0.0.1", sink.port),), deadline=0.5),
            SENDER,
            links,
            clock,
            Journal(tmp_path / "wire"),
            relay_log=SinkLog(tmp_path),
        )
        edition = seed(database, clock(), [*answers, "anna@example.net", "boris@example.net"])
        delivering.plan(edition)
        for _ in range(60):
            delivering.send_batch(edition)
            if delivering.sweep().finished:
                break
            clock.pass_(minutes=5)
        kept = sorted(path.read_text().split("X-RcptTo: ")[1].split("\n")[0] for path in sink.messages())
    assert kept == sorted(
        {*answers, "anna@example.net", "boris@example.net"} - {READERS[1], "large@example.net", "nul@example.net"}
    )
    assert state_of(delivering, edition) == (EditionState.SENT, "partly sent: 3 rejected")
