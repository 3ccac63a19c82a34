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
        """See `Transport`. Each message is one file, durable once it is heard of."""
        for message in messages:
            try:
                path = self._keep(message)
            except OSError as error:
                unusable = RelayUnusable(f"{self.folder}: {error.strerror}; is it ours to write?")
                heard(message, unusable)
                raise unusable from error
            heard(message, Receipt(250, "2.0.0", path.name, self.name))

    def _keep(self, message: Message) -> Path:
        for name in ("tmp", "new", "cur"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        envelope = f"Return-Path: <{message.sender}>\nDelivered-To: {message.recipient}\n".encode()
        octets = message.octets.replace(b"\r\n", b"\n")  # Maildirs hold lines that end in LF
        return files.store(
            self.folder / "new", self.folder / "tmp", files.unique(message.message_id), envelope, octets
        )
