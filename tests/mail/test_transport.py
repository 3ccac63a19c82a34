"""The promise that every transport keeps."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.mail.maildir import MaildirTransport
from digest.mail.memory import MemoryTransport
from digest.mail.sink import Sink
from digest.mail.smtp import SmtpTransport
from digest.mail.transport import Transport
from digest.model.delivery import Message


@pytest.fixture(params=["memory", "maildir", "smtp"])
def transport(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Transport]:
    if request.param == "memory":
        yield MemoryTransport()
    elif request.param == "maildir":
        yield MaildirTransport(tmp_path)
    else:
        with Sink(tmp_path) as sink:
            yield SmtpTransport("127.0.0.1", sink.port)


def test_several_messages_on_one_connection(transport: Transport) -> None:
    """Each is answered for, and the connection stays usable."""
    with transport.open() as connection:
        for number in range(3):
            head = f"Message-ID: <1.{number}@x>\r\n\r\n".encode()
            receipt = connection.send(Message(f"<1.{number}@x>", "b@x.example", "anna@example.net", (head, b"x\r\n")))
            assert (250, transport.name) == (receipt.code, receipt.relay)
            assert connection.usable


def test_a_transport_has_a_name(transport: Transport) -> None:
    assert transport.name
