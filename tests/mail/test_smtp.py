"""The SMTP transport against servers that behave, and against servers that do not."""

from pathlib import Path

import pytest
from carrying import SHORT, kinds, mail, send
from smtp_script import USUAL, VERBS, smtp_script

from digest.mail.sink import Answer, Sink, Trick
from digest.model.delivery import Receipt
from digest.model.errors import Deferred, DeliveryError, Rejected, RelayUnusable, Uncertain


def test_a_message_arrives_octet_for_octet(tmp_path: Path) -> None:
    """Lines that begin with a dot included."""
    with Sink(tmp_path) as sink:
        found = send(sink.port, mail())
        (kept,) = sink.messages()
    assert kinds(found) == [Receipt]
    assert kept.read_bytes().endswith(mail().octets)
    assert b"Return-Path: <b+token@bounce.example.org>\r\nX-RcptTo: anna@example.net\r\n" in kept.read_bytes()


@pytest.mark.parametrize("at", ["RCPT", "DATA"])
@pytest.mark.parametrize(
    ("say", "kind"),
    [
        ("450 4.2.0 greylisted", Deferred),
        ("451 4.3.0 later", Deferred),
        ("452 4.2.2 full", Deferred),
        ("550 5.1.1 no such user", Rejected),
        ("552 5.3.4 too large", Rejected),
        ("554 5.7.1 not this", Rejected),
    ],
)
def test_a_refusal_concerns_one_message(tmp_path: Path, at: str, say: str, kind: type) -> None:
    """The next one goes out on the same connection."""
    with Sink(tmp_path, answers={"anna@example.net": Answer(at, say)}) as sink:
        found = send(sink.port, mail(), mail("boris@example.net"))
        assert [kind, Receipt] == kinds(found)
        assert len(sink.messages()) == 1
    assert isinstance(found[0], DeliveryError)
    assert say.startswith(str(found[0].code))


@pytest.mark.parametrize("at", ["mail", "rcpt", "data", "dot"])
def test_421_ends_the_connection(at: str) -> None:
    """The message waits, wherever in the transaction it came; the next one goes over another."""
    with smtp_script({at: ["421 4.4.2 closing", USUAL[VERBS[at]]]}) as script:
        assert kinds(send(script.port, mail(), mail("boris@example.net"))) == [Deferred, Receipt]
        assert script.connections == 2


@pytest.mark.parametrize(
    ("at", "trick", "kind"),
    [
        ("RCPT", Trick.HANG, Deferred),
        ("RCPT", Trick.DRIP, Deferred),
        ("RCPT", Trick.CLOSE, Deferred),
        ("DATA", Trick.HANG, Uncertain),
        ("DATA", Trick.DRIP, Uncertain),
        ("DATA", Trick.CLOSE, Uncertain),
        ("DATA", Trick.KEEP_AND_CLOSE, Uncertain),
    ],
)
def test_a_lost_answer(tmp_path: Path, at: str, trick: Trick, kind: type) -> None:
    """Before the final dot nothing was taken; after it nobody knows. Silence and dripping end at the deadline."""
    with Sink(tmp_path, answers={"anna@example.net": Answer(at, trick)}) as sink:
        assert [kind, Receipt] == kinds(send(sink.port, mail(), mail("boris@example.net"), deadline=SHORT))


@pytest.mark.parametrize("say", ["530 5.7.0 authenticate first", "550 5.7.1 sender not welcome"])
def test_a_relay_that_refuses_our_sender(say: str) -> None:
    with smtp_script(mail=say) as script:
        assert kinds(send(script.port, mail())) == [RelayUnusable]


def test_every_extension_that_is_offered_is_used() -> None:
    """Size, 8-bit, delivery reports with headers only, and our name for the delivery."""
    with smtp_script() as script:
        send(script.port, mail("o+neil@example.net"))
        octets = len(mail("o+neil@example.net").octets)
    assert script.heard[1:4] == [
        f"MAIL FROM:<b+token@bounce.example.org> SIZE={octets} BODY=8BITMIME RET=HDRS ENVID=1.o+2Bneil@example.net",
        "RCPT TO:<o+neil@example.net> NOTIFY=FAILURE ORCPT=rfc822;o+2Bneil@example.net",
        "DATA",
    ]


def test_we_say_who_we_are() -> None:
    with smtp_script() as script:
        send(script.port, mail(), helo="news.example.org")
    assert script.heard[0] == "EHLO news.example.org"


def test_nothing_is_used_that_is_not_offered() -> None:
    with smtp_script(ehlo="502 what?") as script:
        send(script.port, mail())
    assert script.heard[2:4] == ["MAIL FROM:<b+token@bounce.example.org>", "RCPT TO:<anna@example.net>"]


def test_an_address_beyond_ascii_needs_smtputf8() -> None:
    """Where it is offered it is used; where not, that one reader is refused."""
    anna, boris = mail("анна@example.net"), mail("boris@example.net")
    with smtp_script() as script:
        assert kinds(send(script.port, anna)) == [Receipt]
        assert " SMTPUTF8" in script.heard[1]
    with smtp_script(ehlo="250-plain\r\n250 8BITMIME") as script:
        assert kinds(send(script.port, anna, boris)) == [Rejected, Receipt]


@pytest.mark.parametrize(
    ("ehlo", "body"), [("250-plain\r\n250 SIZE 50", b"x" * 100), ("250-plain\r\n250 SIZE 0", "été".encode())]
)
def test_what_the_relay_cannot_carry_is_not_tried(ehlo: str, body: bytes) -> None:
    """Too large, or 8-bit without 8BITMIME."""
    with smtp_script(ehlo=ehlo) as script:
        assert kinds(send(script.port, mail(body=body))) == [Rejected]
        assert not [line for line in script.heard if line.startswith("MAIL")]


def test_after_a_refusal_the_session_starts_afresh() -> None:
    with smtp_script(rcpt="550 5.1.1 unknown") as script:
        send(script.port, mail(), mail("boris@example.net"))
        script.settle()
    assert [line.split(" ")[0] for line in script.heard[1:7]] == ["MAIL", "RCPT", "RSET", "MAIL", "RCPT", "QUIT"]
