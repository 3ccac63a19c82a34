"""What goes out is signed, whatever it is."""

from dataclasses import replace

from digest.mail.memory import MemoryTransport
from digest.mail.signing import SigningTransport
from digest.mail.transport import Answer
from digest.model.delivery import Message, Receipt


def test_each_message_is_signed_on_its_way() -> None:
    """And answered for as the one that was asked about."""
    relay, heard = MemoryTransport(), list[tuple[int, Answer]]()
    transport = SigningTransport(relay, lambda message: replace(message, parts=(b"signed ", *message.parts)))
    messages = [Message(f"<{key}@x>", "b@x", "a@x", (b"text",), key=key) for key in (1, 2)]
    transport.carry(iter(messages), lambda message, answer: heard.append((message.key, answer)))
    assert [message.octets for message in relay.sent] == [b"signed text"] * 2
    assert [(key, type(answer)) for key, answer in heard] == [(1, Receipt), (2, Receipt)]
    assert transport.name == relay.name
