"""The transport that delivers into a Maildir."""

import mailbox
from pathlib import Path

import pytest

from digest.mail.maildir import MaildirTransport
from digest.mail.relaylog import SinkLog
from digest.model.delivery import Message
from digest.model.errors import RelayUnusable

MAIL = Message("<1.2@x>", "b@x.example", "anna@example.net", (b"Subject: x\r\n\r\nbody\r\n",))


def test_a_mail_reader_finds_it(tmp_path: Path) -> None:
    """With its envelope, and lines that end as files' lines do."""
    with MaildirTransport(tmp_path / "box").open() as connection:
        connection.send(MAIL)
    (found,) = mailbox.Maildir(tmp_path / "box")
    assert (found["Subject"], found["Delivered-To"], found["Return-Path"]) == ("x", "anna@example.net", "<b@x.example>")
    assert found.get_payload() == "body\n"


def test_its_folder_is_a_relay_log(tmp_path: Path) -> None:
    """Also once a mail reader has shown the mail."""
    with MaildirTransport(tmp_path).open() as connection:
        connection.send(MAIL)
    log = SinkLog(tmp_path)
    assert log.accepted({"<1.2@x>", "<1.3@x>"}) == {"<1.2@x>"}
    (path,) = (tmp_path / "new").iterdir()
    path.rename(tmp_path / "cur" / f"{path.name}:2,S")
    assert log.accepted({"<1.2@x>", "<1.3@x>"}) == {"<1.2@x>"}


def test_a_folder_that_cannot_be_made_is_a_relay_that_is_down(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RelayUnusable, match="file"), MaildirTransport(tmp_path / "file").open():
        pass
