"""Delivering through a real relay: Postfix takes every mail once, and its log is the last word."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.header import decode_header, make_header

import pytest
from carrying import transport_to
from delivery_world import SENDER, links, seed
from postfix_server import Postfix, postfix_server

from digest.mail.journal import Journal
from digest.mail.relaylog import PostfixLog
from digest.mail.smtp import SmtpTransport
from digest.mail.transport import Answer, Heard, Transport
from digest.model.delivery import DeliveryState, Message, Receipt
from digest.model.edition import OnUncertain
from digest.model.errors import Uncertain
from digest.model.ids import EditionId
from digest.services.delivering import Delivering
from digest.store.database import Database

pytestmark = pytest.mark.postfix
READERS = [f"reader{number:02}@example.net" for number in range(40)]


@pytest.fixture
def postfix() -> Iterator[Postfix]:
    with postfix_server(gone="550 5.1.1 no such user", grey="450 4.2.0 greylisted") as relay:
        yield relay


@dataclass
class LosesAnswers:
    """A relay whose first answers get lost on their way back."""

    inner: SmtpTransport
    lose: int
    lost: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.inner.name

    def carry(self, messages: Iterator[Message], heard: Heard) -> None:
        def hears(message: Message, answer: Answer) -> None:
            if len(self.lost) < self.lose and isinstance(answer, Receipt):
                self.lost.append(message.recipient)
                heard(message, Uncertain("the answer was lost"))
            else:
                heard(message, answer)

        self.inner.carry(messages, hears)


def deliver(
    database: Database, transport: Transport, journal: Journal, log: PostfixLog, now: datetime, readers: list[str]
) -> tuple[Delivering, EditionId]:
    moments = [now]
    delivering = Delivering(database, transport, SENDER, links, lambda: moments[0], journal, relay_log=log)
    edition = seed(database, now, readers, on_uncertain=OnUncertain.HOLD)
    delivering.plan(edition)
    for _ in range(3):
        delivering.send_batch(edition)
        moments[0] += timedelta(minutes=11)
        delivering.sweep()
    return delivering, edition


def test_each_reader_finds_one_mail(database: Database, journal: Journal, now: datetime, postfix: Postfix) -> None:
    """A refused and a greylisted address concern nobody else; lost answers are settled by Postfix's log."""
    transport = LosesAnswers(transport_to(postfix.port), lose=3)
    readers = [*READERS, "gone@example.net", "grey@example.net"]
    delivering, edition = deliver(database, transport, journal, PostfixLog(postfix.log), now, readers)
    assert len(transport.lost) == 3
    expected = {DeliveryState.SENT: 40, DeliveryState.REJECTED: 1, DeliveryState.DEFERRED: 1}
    assert expected == delivering.status(edition).counts
    mails = postfix.wait_for(40)
    assert postfix.log.read_text().count("(queue active)") == 40
    assert Counter(READERS) == Counter(mail["Delivered-To"] for mail in mails)
    assert all(mail["Return-Path"].startswith("<b+") for mail in mails)
    assert {"L’été à Damas"} == {str(make_header(decode_header(mail["Subject"]))) for mail in mails}
