"""Notices go out once, wait when the relay cannot, and hold links that work."""

import email
import email.policy
import re
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
import sqlalchemy as sa
from clock import Clock

from digest.deliver.message import Sender
from digest.mail.memory import MemoryTransport
from digest.model.delivery import Message
from digest.model.errors import Deferred, Rejected, RelayUnusable
from digest.model.rendering import Brand
from digest.render.environment import build
from digest.services.notifying import MOST_ATTEMPTS, Notifying
from digest.services.subscribing import Circumstances, Subscribing
from digest.store.database import Database
from digest.store.tables import notices
from digest.subscribe.links import Links
from digest.subscribe.tokens import Tokens

KEYS = ("a key of these tests",)
LINKS = Links(Tokens(KEYS), "https://news.example.org")
SENDER = Sender("news.example.org", "bounce.news.example.org", "https://news.example.org", "desk@example.org", KEYS)
BRAND = Brand("Les Nouvelles", "1 rue des Exemples, Paris", "https://news.example.org")


@pytest.fixture
def transport() -> MemoryTransport:
    return MemoryTransport()


@pytest.fixture
def notifying(database: Database, clock: Clock, transport: MemoryTransport) -> Notifying:
    return Notifying(database, LINKS, build(), BRAND, SENDER, transport, clock)


@pytest.fixture
def subscribing(database: Database, clock: Clock) -> Subscribing:
    service = Subscribing(database, LINKS, "the key of addresses", clock)
    service.create_list("morning", "La lettre du matin")
    return service


def _ask(subscribing: Subscribing, *names: str) -> None:
    for name in names:
        subscribing.subscribe("morning", f"{name}@example.org", "fr", Circumstances())


def _states(database: Database) -> list[str]:
    with database.reading() as tx:
        return list(tx.execute(sa.select(notices.c.state).order_by(notices.c.id)).scalars())


def _text(octets: bytes) -> tuple[EmailMessage, str]:
    message = email.message_from_bytes(octets, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    assert body is not None
    return message, body.get_content()


def test_the_link_in_the_confirmation_confirms_and_brings_a_welcome(
    subscribing: Subscribing, notifying: Notifying, transport: MemoryTransport
) -> None:
    _ask(subscribing, "reader")
    assert notifying.send_notices() == 1
    message, text = _text(transport.sent[0].octets)
    assert message["To"] == "reader@example.org" or "reader@example.org" in message["To"]
    assert "La lettre du matin" in message["Subject"]
    assert message["List-Unsubscribe"] is None
    token = re.search(r"https://news\.example\.org/confirm/(\S+)", text)
    assert token
    subscribing.confirm(token[1], Circumstances())
    assert notifying.send_notices() == 1
    _, welcome = _text(transport.sent[1].octets)
    assert "https://news.example.org/u/" in welcome or "https://news.example.org/preferences/" in welcome


def test_a_notice_goes_out_once(subscribing: Subscribing, notifying: Notifying, transport: MemoryTransport) -> None:
    _ask(subscribing, "one", "two", "three")
    assert [notifying.send_notices(), notifying.send_notices()] == [3, 0]
    assert (len(transport.sent), transport.opened) == (3, 1)


def test_a_relay_that_is_down_keeps_every_notice_waiting(
    subscribing: Subscribing, notifying: Notifying, transport: MemoryTransport, clock: Clock
) -> None:
    _ask(subscribing, "one", "two")
    transport.refusal = RelayUnusable("no connection")
    assert notifying.send_notices() == 0
    assert notifying.send_notices() == 0
    assert transport.opened == 1  # nothing was due the second time
    transport.refusal = None
    clock.now += timedelta(minutes=15)
    assert notifying.send_notices() == 2


def test_a_refused_address_is_set_aside_and_the_rest_goes_on(
    subscribing: Subscribing, notifying: Notifying, transport: MemoryTransport
) -> None:
    _ask(subscribing, "one", "bad", "three")
    transport.answer = lambda message: Rejected("no such user", code=550) if "bad" in message.recipient else None
    assert notifying.send_notices() == 2
    assert _states(subscribing.database) == ["sent", "failed", "sent"]


def test_deferrals_come_to_an_end(
    subscribing: Subscribing, notifying: Notifying, transport: MemoryTransport, clock: Clock
) -> None:
    _ask(subscribing, "one")
    transport.answer = lambda _: Deferred("later", code=450)
    for _ in range(MOST_ATTEMPTS):
        assert _states(subscribing.database) == ["queued"]
        notifying.send_notices()
        clock.now += timedelta(hours=2)
    assert _states(subscribing.database) == ["failed"]


def test_a_connection_closed_half_way_is_opened_again(
    subscribing: Subscribing, notifying: Notifying, transport: MemoryTransport
) -> None:
    _ask(subscribing, "one", "two", "three")
    transport.answer = lambda message: Deferred("closing", code=421) if "one" in message.recipient else None
    assert notifying.send_notices() == 2
    assert transport.opened == 2


def test_a_notice_whose_sender_died_is_taken_up_when_its_lease_is_over(
    subscribing: Subscribing, notifying: Notifying, clock: Clock
) -> None:
    _ask(subscribing, "one")
    with subscribing.database.transaction() as tx:
        tx.execute(sa.update(notices).values(claimed_until=clock.now + timedelta(minutes=10)))
    assert notifying.send_notices() == 0
    clock.now += timedelta(minutes=10)
    assert notifying.send_notices() == 1


def test_a_slow_relay_does_not_let_two_workers_send_the_same_notice(
    subscribing: Subscribing, notifying: Notifying, transport: MemoryTransport, clock: Clock
) -> None:
    """Who cannot end in time gives the rest back, long before the lease is over."""
    _ask(subscribing, "one", "two", "three", "four")
    relay = MemoryTransport()
    other = replace(notifying, transport=relay)

    def slow(_: Message) -> None:
        clock.now += timedelta(minutes=4)
        other.send_notices()

    transport.answer = slow
    notifying.send_notices()
    while notifying.send_notices():
        pass
    recipients = [message.recipient for message in (*transport.sent, *relay.sent)]
    assert sorted(recipients) == [f"{name}@example.org" for name in ("four", "one", "three", "two")]


def test_a_template_that_is_broken_for_a_while_loses_no_confirmation(
    subscribing: Subscribing, notifying: Notifying, clock: Clock, tmp_path: Path
) -> None:
    (tmp_path / "confirm").mkdir()
    (tmp_path / "confirm" / "body.txt").write_text("{{ no_such_word }}", encoding="utf-8")
    _ask(subscribing, "one")
    assert replace(notifying, templates=build(tmp_path)).send_notices() == 0
    clock.now += timedelta(minutes=5)
    assert notifying.send_notices() == 1
