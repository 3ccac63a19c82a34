"""The transport that delivers into a Maildir."""

import mailbox
from collections.abc import Iterator
from pathlib import Path

import pytest
from carrying import carry, kinds

from digest.mail.maildir import MaildirTransport
from digest.mail.relaylog import SinkLog
from digest.model.delivery import Message, Receipt
from digest.model.errors import RelayUnusable

MAIL = Message("<1.2@x>", "b@x.example", "anna@example.net", (b"Subject: x\r\n\r\nbody\r\n",))


def test_a_mail_reader_finds_it(tmp_path: Path) -> None:
    """With its envelope, and lines that end as files' lines do."""
    assert kinds(carry(MaildirTransport(tmp_path / "box"), [MAIL])) == [Receipt]
    (found,) = mailbox.Maildir(tmp_path / "box")
    assert (found["Subject"], found["Delivered-To"], found["Return-Path"]) == ("x", "anna@example.net", "<b@x.example>")
    assert found.get_payload() == "body\n"


def test_its_folder_is_a_relay_log(tmp_path: Path) -> None:
    """Also once a mail reader has shown the mail."""
    carry(MaildirTransport(tmp_path), [MAIL])
    log = SinkLog(tmp_path)
    assert log.known({"<1.2@x>", "<1.3@x>"}).taken == {"<1.2@x>"}
    (path,) = (tmp_path / "new").iterdir()
    path.rename(tmp_path / "cur" / f"{path.name}:2,S")
    assert log.known({"<1.2@x>", "<1.3@x>"}).taken == {"<1.2@x>"}


def test_a_folder_that_cannot_be_made_is_a_relay_that_is_down(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RelayUnusable, match="file"):
        carry(MaildirTransport(tmp_path / "file"), [MAIL])


def test_a_disk_that_takes_no_more_is_nobodys_fault(tmp_path: Path) -> None:
    """The message that met it is heard of, the others are not pulled, and the work ends."""

    def messages() -> Iterator[Message]:
        yield MAIL
        (tmp_path / "new").rename(tmp_path / "gone")
        yield MAIL
        yield MAIL

    heard: list[type] = []
    with pytest.raises(RelayUnusable):
        MaildirTransport(tmp_path).carry(messages(), lambda _, answer: heard.append(type(answer)))
    assert heard == [Receipt, RelayUnusable]
