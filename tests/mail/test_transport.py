"""The promise that every transport keeps."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from carrying import mails

from digest.mail.maildir import MaildirTransport
from digest.mail.memory import MemoryTransport
from digest.mail.sink import Sink
from digest.mail.smtp import SmtpTransport
from digest.mail.transport import Answer, Transport
from digest.model.delivery import Message, Receipt
from digest.model.relay import Relay


@pytest.fixture(params=["memory", "maildir", "smtp"])
def transport(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Transport]:
    if request.param == "memory":
        yield MemoryTransport()
    elif request.param == "maildir":
        yield MaildirTransport(tmp_path)
    else:
        with Sink(tmp_path) as sink:
            yield SmtpTransport((Relay("127.0.0.1", sink.port),))


def test_every_message_is_answered_for(transport: Transport) -> None:
    """Once, with its own number, and by the transport's name."""
    heard: list[tuple[int, Answer]] = []
    transport.carry(iter(mails(20)), lambda message, answer: heard.append((message.key, answer)))
    assert sorted(key for key, _ in heard) == list(range(20))
    assert {(answer.code, answer.relay) for _, answer in heard if isinstance(answer, Receipt)} == {
        (250, transport.name)
    }


def test_nothing_to_carry_is_carried(transport: Transport) -> None:
    heard: list[Answer] = []
    transport.carry(iter(()), lambda _, answer: heard.append(answer))
    assert heard == []


def test_what_goes_wrong_above_is_raised_below(transport: Transport) -> None:
    """When the messages or their listener fail, the work ends; what was pulled before is heard of."""
    heard: list[int] = []

    def broken() -> Iterator[Message]:
        yield from mails(3)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        transport.carry(broken(), lambda message, _: heard.append(message.key))
    assert sorted(heard) == [0, 1, 2]

    def deaf(_message: Message, _answer: Answer) -> None:
        raise KeyError

    waiting = iter(mails(100))
    with pytest.raises(KeyError):
        transport.carry(waiting, deaf)
    assert len(list(waiting)) > 80


def test_a_transport_has_a_name(transport: Transport) -> None:
    assert transport.name
