"""The SMTP transport with the servers that people run: each message arrives, whole, under its own sender."""

from collections.abc import Iterable
from email import message_from_bytes
from pathlib import Path

import pytest
from carrying import carry, kinds, transport_to
from other_relays import exim_server, opensmtpd_server, smtp_sink
from postfix_server import eventually, postfix_server

from digest.mail.sink import Sink
from digest.model.delivery import Message, Receipt
from digest.model.errors import Rejected

COUNT = 60
GONE = range(7, COUNT, 11)  # whose mailbox is gone
LINES = b".hidden\r\n..\r\n.\r\n" + "L’été à Damas : صيف دمشق\r\n".encode() + b"the end.\r\n"


def messages(count: int = COUNT) -> list[Message]:
    """Short ones and long ones, each with a sender of its own."""
    return [message(number, "gone" if number in GONE else f"reader{number}") for number in range(count)]


def message(number: int, local: str) -> Message:
    head = f"From: <news@example.org>\r\nMessage-ID: <{number}@example.org>\r\nSubject: {number}\r\n".encode()
    kind = b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    parts = (head, kind, LINES, *[b"x" * 70 + b"\r\n"] * (4000 if number % 20 == 3 else 2))
    return Message(f"<{number}@example.org>", f"b+{number}@example.org", f"{local}@example.net", parts, number)


def check(found: Iterable[bytes]) -> None:
    """Everything that was taken came on, once, as it was, under the sender of its own reader."""
    expected = {message.message_id: message for message in messages() if message.key not in GONE}
    for octets in found:
        mail = message_from_bytes(octets)
        wanted = expected.pop(mail["Message-ID"])
        assert mail["Return-Path"] == f"<{wanted.sender}>"
        assert (mail["X-RcptTo"] or mail["Delivered-To"]) == wanted.recipient
        assert octets.replace(b"\r\n", b"\n").endswith(b"".join(wanted.parts[2:]).replace(b"\r\n", b"\n"))
    assert expected == {}


@pytest.mark.parametrize("connections", [1, 3])
def test_exim(connections: int) -> None:
    """It offers CHUNKING, and leaves a transaction open whose recipient it refused."""
    with exim_server() as exim:
        judge(exim.port, connections)
        check(exim.mails())


def test_opensmtpd(tmp_path: Path) -> None:
    """It offers neither PIPELINING nor CHUNKING."""
    with Sink(tmp_path) as sink, opensmtpd_server(sink.port) as port:
        judge(port, 3)
        eventually(lambda: len(sink.messages()) >= COUNT - len(GONE))
        check(path.read_bytes() for path in sink.messages())


@pytest.mark.postfix
@pytest.mark.parametrize("chunking", ["bdat", "data"])
def test_postfix(chunking: str) -> None:
    """With CHUNKING, and with it hidden."""
    hidden = "" if chunking == "bdat" else "smtpd_discard_ehlo_keywords = chunking"
    with postfix_server(hidden, gone="550 5.1.1 no such user") as postfix:
        judge(postfix.port, 3)
        check(mail.as_bytes() for mail in postfix.wait_for(COUNT - len(GONE)))


@pytest.mark.postfix
def test_smtp_sink() -> None:
    with smtp_sink() as port:
        assert kinds(carry(transport_to(port), messages())) == [Receipt] * COUNT


def test_our_own_sink(tmp_path: Path) -> None:
    """Of which the demo and other tests make use."""
    with Sink(tmp_path) as sink:
        assert kinds(carry(transport_to(sink.port), messages())) == [Receipt] * COUNT
        assert len(sink.messages()) == COUNT


def judge(port: int, connections: int) -> None:
    """Who is gone is refused, all others are taken."""
    found = carry(transport_to(port, connections=connections), messages())
    assert kinds(found) == [Rejected if number in GONE else Receipt for number in range(COUNT)]
    refused = [answer for answer in found if isinstance(answer, Rejected)]
    assert {answer.code for answer in refused} == {550}
