"""A transport that delivers into a Maildir (cr.yp.to/proto/maildir.html). For one machine without a relay."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from digest.mail import files
from digest.mail.transport import Heard
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

    def carry(self, messages: Iterator[Message], heard: Heard) -> None:
        """Write one file after the other, each durable when it is heard of."""
        try:
            for name in ("tmp", "new", "cur"):
                (self.folder / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RelayUnusable(f"{self.folder}: {error.strerror}; is it ours to write?") from error
        for message in messages:
            try:
                receipt = self._keep(message)
            except OSError as error:
                full = RelayUnusable(f"{self.folder}: {error.strerror}.")
                heard(message, full)
                raise full from error
            heard(message, receipt)

    def _keep(self, message: Message) -> Receipt:
        envelope = f"Return-Path: <{message.sender}>\nDelivered-To: {message.recipient}\n".encode()
        # Maildirs hold lines that end in LF.
        octets = message.octets.replace(b"\r\n", b"\n")
        name = files.unique(message.message_id)
        path = files.store(self.folder / "new", self.folder / "tmp", name, envelope, octets)
        return Receipt(250, "2.0.0", path.name, str(self.folder))
