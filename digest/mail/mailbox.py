"""Mailboxes that mails to us are read from: a Maildir, or a folder over IMAP. What is in the mails is judged elsewhere.

A letter stays where it is until it is said what becomes of it, so that a crash reads it again and loses none.
"""

import imaplib
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from digest.mail import files
from digest.model.errors import Misconfigured, RelayUnusable

MOST_OCTETS = 2 * 1024 * 1024  # of a mail that is read at all; a bounce of ours holds 200 kB at most
ASIDE = "set-aside"
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class Letter(Protocol):
    """A mail in a mailbox. One of the three is said of each."""

    @property
    def octets(self) -> bytes:
        """The mail, cut after `MOST_OCTETS`."""

    @property
    def size(self) -> int:
        """Of the whole mail, in octets."""

    def done(self) -> None:
        """It is dealt with: it goes."""

    def keep(self) -> None:
        """Somebody is to read it: it stays, and is not given again."""

    def set_aside(self, why: str) -> None:
        """It cannot be dealt with, for the reason `why`: it stays apart, and is not given again."""


class Mailbox(Protocol):
    """Where mails wait."""

    def letters(self, most: int) -> Iterator[Letter]:
        """At most `most` of those that nobody dealt with yet, the oldest first. Raises RelayUnusable."""


@dataclass(frozen=True, slots=True)
class MaildirBox:
    """A Maildir: what waits is in `new`, what people are to read is moved to `cur`, what is broken to `.set-aside`."""

    folder: Path

    def letters(self, most: int) -> Iterator["FileLetter"]:
        """See `Mailbox`. Raises Misconfigured when it is no Maildir. Another reader may take some meanwhile."""
        new = self.folder / "new"
        if not new.is_dir():
            raise Misconfigured(f"DIGEST_INBOUND_MAILDIR: {self.folder} is no Maildir: it has no folder new.")
        waiting = sorted((path for path in new.iterdir() if path.is_file()), key=lambda path: path.name)
        for path in waiting[:most]:
            with suppress(FileNotFoundError):
                size = path.stat().st_size
                with path.open("rb") as file:
                    octets = file.read(MOST_OCTETS)
                yield FileLetter(self.folder, path, octets, size)

    def put(self, octets: bytes) -> None:
        """Add a mail for people to read; durable on return."""
        for name in ("tmp", "new", "cur"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        files.store(self.folder / "cur", self.folder / "tmp", f"{files.unique('kept')}:2,", octets)


@dataclass(frozen=True, slots=True)
class FileLetter:
    """See `Letter`."""

    folder: Path
    path: Path
    octets: bytes
    size: int

    def done(self) -> None:
        """The file goes."""
        self.path.unlink(missing_ok=True)

    def keep(self) -> None:
        """The file is moved to `cur`, unread."""
        (self.folder / "cur").mkdir(exist_ok=True)
        with suppress(FileNotFoundError):
            self.path.rename(self.folder / "cur" / f"{self.path.name.partition(':')[0]}:2,")

    def set_aside(self, why: str) -> None:
        """The file, headed by the reason, is moved to the Maildir++ folder `.set-aside`."""
        apart = self.folder / f".{ASIDE}"
        for name in ("tmp", "new", "cur"):
            (apart / name).mkdir(parents=True, exist_ok=True)
        reason = f"X-Set-Aside: {' '.join(why.split())}\n".encode()
        files.store(apart / "cur", apart / "tmp", f"{files.unique(self.path.name)}:2,", reason, self.octets)
        self.path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class ImapBox:
    """A folder on an IMAP server (RFC 9051), over verified TLS; `deadline`: seconds for one visit as a whole."""

    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"
    deadline: float = 120.0
    cafile: str = ""  # whose certificates are believed; "": the system's

    def letters(self, most: int) -> Iterator["ImapLetter"]:
        """See `Mailbox`. What is unread waits; who reads a mail by hand takes it from us."""
        with self._visit() as server:
            _ok(server.select(_quoted(self.folder)), f"open the folder {self.folder}")
            found = _ok(server.uid("SEARCH", "UNSEEN", "UNDELETED"), "search")[0]
            refused: imaplib.IMAP4.error | None = None
            for uid in found.split()[:most] if isinstance(found, bytes) else ():
                try:
                    letter = _letter(server, uid.decode("ascii"))
                except imaplib.IMAP4.abort:  # the connection is over
                    raise
                except imaplib.IMAP4.error as error:  # this mail alone: the others go on
                    refused = error
                    continue
                if letter:
                    yield letter
            server.expunge()
            if refused is not None:
                raise refused

    @contextmanager
    def _visit(self) -> Iterator[imaplib.IMAP4_SSL]:
        context = ssl.create_default_context(cafile=self.cafile or None)
        clock = _Clock(self.deadline)
        try:
            with clock:
                server = _Server(self.host, self.port, context, self.deadline, clock)
                server.login(self.user, self.password)
                yield server
                server.logout()
        except (imaplib.IMAP4.error, OSError, ValueError) as error:
            why = f"no end within {self.deadline:g} s" if clock.struck else str(error)
            raise RelayUnusable(f"The mailbox {self.user} at {self.host}:{self.port} cannot be read: {why}.") from error


class _Clock:
    """Shuts a connection when its time is over: a read that waits returns, however steadily the server drips."""

    def __init__(self, seconds: float) -> None:
        self.struck = False
        self._connection: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._strike)
        self._timer.daemon = True

    def watch(self, connection: socket.socket) -> None:
        """This is the connection."""
        self._connection = connection

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        if self._connection is not None:
            self._connection.close()

    def _strike(self) -> None:
        self.struck = True
        if self._connection is not None:
            with suppress(OSError):
                self._connection.shutdown(socket.SHUT_RDWR)


class _Server(imaplib.IMAP4_SSL):
    """A connection that the clock knows of before the server has said its first word."""

    def __init__(self, host: str, port: int, context: ssl.SSLContext, timeout: float, clock: _Clock) -> None:
        self._clock = clock
        super().__init__(host, port, ssl_context=context, timeout=timeout)

    def open(self, host: str = "", port: int | None = None, timeout: float | None = None) -> None:
        """Connect; a handshake as a whole takes no longer than the timeout."""
        super().open(host, port, timeout)
        self._clock.watch(self.sock)


@dataclass(frozen=True, slots=True)
class ImapLetter:
    """See `Letter`."""

    server: imaplib.IMAP4_SSL
    uid: str
    octets: bytes
    size: int

    def done(self) -> None:
        """It is marked as deleted, and expunged at the end of the visit."""
        self._mark(r"(\Seen \Deleted)")

    def keep(self) -> None:
        """It is marked as seen."""
        self._mark(r"(\Seen)")

    def set_aside(self, why: str) -> None:  # noqa: ARG002  (IMAP keeps no reasons; the log does)
        """It is marked as seen, and flagged."""
        self._mark(r"(\Seen \Flagged)")

    def _mark(self, flags: str) -> None:
        _ok(self.server.uid("STORE", self.uid, "+FLAGS.SILENT", flags), "mark a mail")


def _letter(server: imaplib.IMAP4_SSL, uid: str) -> ImapLetter | None:
    """The mail `uid`; None when somebody took it meanwhile."""
    answer = _ok(server.uid("FETCH", uid, f"(RFC822.SIZE BODY.PEEK[]<0.{MOST_OCTETS}>)"), f"fetch the mail {uid}")
    for part in answer:
        if isinstance(part, tuple) and (size := _SIZE.search(part[0])):
            return ImapLetter(server, uid, part[1], int(size[1]))
    return None


def _ok(answer: tuple[str, list[Any]], what: str) -> list[Any]:
    status, data = answer
    if status != "OK":
        said = b" ".join(one for one in data if isinstance(one, bytes)).decode("utf-8", "replace")
        raise imaplib.IMAP4.error(f"it would not {what}: {said}")
    return data


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
