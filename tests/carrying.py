"""Messages, and what became of them, for the tests of whatever carries mail."""

from collections.abc import Iterable
from dataclasses import replace
from ssl import SSLContext
from typing import Any

from digest.mail.smtp import SmtpTransport
from digest.mail.transport import Answer, Transport
from digest.model.delivery import Message
from digest.model.errors import RelayUnusable
from digest.model.relay import Relay

SHORT = 0.5  # seconds; a deadline that a silent server must meet


def mail(to: str = "anna@example.net", body: bytes = b"Bonjour\r\n.\r\n..point\r\n", key: int = 0) -> Message:
    """An invented message."""
    head = f"Message-ID: <1.{to}>\r\nTo: <{to}>\r\n\r\n".encode()
    return Message(f"<1.{to}>", "b+token@bounce.example.org", to, (head, body), key)


def mails(count: int) -> list[Message]:
    """Messages to reader0, reader1 …, with their numbers as keys."""
    return [mail(f"reader{number}@example.net", key=number) for number in range(count)]


def transport_to(
    port: int, *, deadline: float = 10, helo: str = "localhost", trust: SSLContext | None = None, **relay: Any
) -> SmtpTransport:
    """To one relay on loopback."""
    return SmtpTransport((Relay("127.0.0.1", port, **relay),), deadline=deadline, helo=helo, trust=trust)


def carry(transport: Transport, messages: Iterable[Message]) -> list[Answer]:
    """What became of each message, in their order. Raises RelayUnusable if nothing else was heard."""
    found: dict[int, Answer] = {}

    def heard(message: Message, answer: Answer) -> None:
        assert message.key not in found, "heard of twice"
        found[message.key] = answer

    try:
        transport.carry((replace(message, key=key) for key, message in enumerate(messages)), heard)
    except RelayUnusable:
        if not found:
            raise
    return [found[key] for key in sorted(found)]


def send(port: int, *messages: Message, **options: Any) -> list[Answer]:
    """The same, for a relay on loopback."""
    return carry(transport_to(port, **options), messages)


def kinds(found: Iterable[Answer]) -> list[type]:
    """What they are."""
    return [type(one) for one in found]
