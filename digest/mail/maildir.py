"""A transport that delivers into a Maildir (cr.yp.to/proto/maildir.html). For one machine without a relay."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from digest.mail import files
from digest.model.delivery import Message, Receipt
from digest.model.errors import RelayUnusable


@dataclass(frozen=True, slots=True)
class MaildirTransport:
    """Every message, whoever it is for, becomes a file in `folder`/new."""

    folder: Path

    @property
    def name(self) -> str:
        """The folder."""
        return str(self.folder)

    @contextmanager
    def open(self) -> Iterator["MaildirConnection"]:
        """Make the folders. Raises RelayUnusable when that is not possible."""
        try:
            for name in ("tmp", "new", "cur"):
                (self.folder / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RelayUnusable(f"{self.folder}: {error.strerror}; is it ours to write?") from error
        yield MaildirConnection(self.folder)


@dataclass(frozen=True, slots=True)
class MaildirConnection:
    """See `digest.mail.transport.Connection`."""

    folder: Path
    usable: bool = True

    def send(self, message: Message) -> Receipt:
        """Write one file, durable on return. Raises RelayUnusable when the disk does not take it."""
        envelope = f"Return-Path: <{message.sender}>\nDelivered-To: {message.recipient}\n".encode()
        # Maildirs hold lines that end in LF.
        octets = message.octets.replace(b"\r\n", b"\n")
        try:
            path = files.store(
                self.folder / "new", self.folder / "tmp", files.unique(message.message_id), envelope, octets
            )
        except OSError as error:
            raise RelayUnusable(f"{self.folder}: {error.strerror}.") from error
        return Receipt(250, "2.0.0", path.name, str(self.folder))
