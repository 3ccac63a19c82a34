"""The sink: what it said 250 to is on the disk."""

import smtplib
from email import message_from_bytes
from pathlib import Path

import pytest

from digest.mail.sink import Answer, Sink, Trick


def post(port: int, to: str, message_id: str) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        client.sendmail("b@x.example", [to], f"Message-ID: {message_id}\r\nSubject: été\r\n\r\nx\r\n".encode())


def test_each_message_is_a_file(tmp_path: Path) -> None:
    """Also two of one Message-ID: a duplicate must not hide."""
    with Sink(tmp_path) as sink:
        post(sink.port, "anna@example.net", "<1.2@x>")
        post(sink.port, "anna@example.net", "<1.2@x>")
        found = [message_from_bytes(path.read_bytes())["Message-ID"] for path in sink.messages()]
    assert found == ["<1.2@x>", "<1.2@x>"]
    assert [path.name.split("~")[0] for path in tmp_path.glob("*.eml")] == ["1.2@x", "1.2@x"]


def test_an_answer_can_end(tmp_path: Path) -> None:
    """Greylisting: refused once, then taken."""
    with Sink(tmp_path, answers={"anna@example.net": Answer("RCPT", "450 4.2.0 later", times=1)}) as sink:
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            post(sink.port, "anna@example.net", "<1.2@x>")
        post(sink.port, "anna@example.net", "<1.2@x>")
        assert len(sink.messages()) == 1


def test_an_answer_can_be_late(tmp_path: Path) -> None:
    """What is kept is there before it is said, as with a relay whose disk is slow."""
    with Sink(tmp_path, answers={"anna@example.net": Answer("DATA", Trick.KEEP_AND_WAIT)}) as sink:
        with smtplib.SMTP("127.0.0.1", sink.port, timeout=10) as client:
            client.ehlo()
            client.mail("b@x.example")
            client.rcpt("anna@example.net")
            client.docmd("DATA")
            client.send(b"Message-ID: <1.2@x>\r\n\r\nx\r\n.\r\n")
            while not sink.messages():
                pass
            assert client.getreply()[0] == 250
        assert len(sink.messages()) == 1


def test_it_listens_where_it_is_told(tmp_path: Path) -> None:
    with Sink(tmp_path) as sink:
        port = sink.port
    with Sink(tmp_path, port=port) as sink:
        assert port == sink.port
