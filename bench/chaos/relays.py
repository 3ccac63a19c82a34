"""The relays of a run: each counts by Message-ID what it took, and is difficult when told to. Nothing leaves them."""

import os
import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from pathlib import Path

from postfix_server import Postfix, eventually, postfix_server
from smtp_script import CHUNKING, PIPELINING, Script, smtp_script

from digest.mail.sink import Answer, Sink, Trick

READER = "reader{}@example.net"
MESSAGE_ID = re.compile(rb"^Message-ID: <([^>]+)>", re.MULTILINE | re.IGNORECASE)


@dataclass
class Relay(ABC):
    """What takes the mail of a run: where it listens, and what DIGEST_RELAY_LOG may read, where there is such a log."""

    port: int
    log: Path | None

    @abstractmethod
    def count(self) -> int:
        """Mails so far, quickly."""

    def refusals(self) -> int:
        """How often it refused on purpose, where it counts that."""
        return 0

    @abstractmethod
    def taken(self) -> Counter[str]:
        """How often it took each Message-ID, once it is quiet."""


@dataclass
class Folder(Relay):
    """Our sink: a file for each mail, written before it says so."""

    sink: Sink

    def count(self) -> int:
        """Files."""
        return sum(entry.name.endswith(".eml") for entry in os.scandir(self.sink.folder))

    def taken(self) -> Counter[str]:
        """By the names of the files."""
        return Counter(path.name.partition("~")[0] for path in self.sink.messages())


@dataclass
class Scripted(Relay):
    """It refuses at one stage as it is told, once after each `between` of its usual answers. It has no log."""

    script: Script
    verb: str
    between: int

    def refusals(self) -> int:
        """By how often that stage was reached."""
        reached = self.script.connections if self.verb == "greeting" else self.script.verbs().count(self.verb)
        return min(reached // (self.between + 1), 2 * TIMES)

    def count(self) -> int:
        """Those that it answered with 250."""
        return len(self.script.bodies)

    def taken(self) -> Counter[str]:
        """By their headers."""
        return Counter(found[1].decode() for body in self.script.bodies if (found := MESSAGE_ID.search(body)))


@dataclass
class Queueing(Relay):
    """A real Postfix, which queues each mail and delivers it into a Maildir."""

    server: Postfix

    def count(self) -> int:
        """What it has delivered."""
        new = self.server.maildir / "new"
        return sum(1 for _ in os.scandir(new)) if new.is_dir() else 0

    def taken(self) -> Counter[str]:
        """Once for each queue file: when Postfix itself is stopped it may write one into the Maildir again."""
        if not eventually(self._is_quiet, patience=120):
            raise RuntimeError("Postfix did not empty its queue.")
        received = set[tuple[str, str]]()
        for path in (self.server.maildir / "new").iterdir():
            with path.open("rb") as file:
                head = BytesHeaderParser().parse(file)
            queued = re.search(r"\bid (\w+)", head["Received"])
            received.add((head["Message-ID"].strip().strip("<>"), queued[1] if queued else path.name))
        return Counter(message_id for message_id, _ in received)

    def _is_quiet(self) -> bool:
        places = (self.server.log.parent / "queue" / name for name in ("maildrop", "incoming", "active", "deferred"))
        return not any(path.is_file() for place in places for path in place.rglob("*"))


@contextmanager
def folder(place: Path, answers: Mapping[int, Answer]) -> Iterator[Relay]:
    """Our sink; `answers` by the number of a reader."""
    with Sink(place / "mails", answers={READER.format(number): answer for number, answer in answers.items()}) as sink:
        yield Folder(sink.port, sink.folder, sink)


def late(recipients: int) -> dict[int, Answer]:
    """Every answer takes a moment, so that whoever is killed has mails on the wire."""
    return {number: Answer("DATA", Trick.KEEP_AND_WAIT) for number in range(1, recipients + 1)}


def difficult(recipients: int) -> dict[int, Answer]:
    """Every tenth reader's server is: greylisting, and resets before and after the final dot."""
    tricks = (
        Answer("RCPT", "450 4.2.0 greylisted", times=1),
        Answer("RCPT", Trick.CLOSE, times=1),
        Answer("DATA", Trick.CLOSE, times=1),
        Answer("DATA", Trick.KEEP_AND_CLOSE, times=1),
    )
    return {number: tricks[number // 10 % len(tricks)] for number in range(1, recipients + 1, 10)}


# Stage → the verb of the script, what it says usually, how many are answered so before one is refused.
STAGES = {
    "as greeting": ("greeting", "220 script.example ESMTP", 1),
    "to EHLO": ("EHLO", PIPELINING, 1),
    "to MAIL": ("MAIL", "250 2.1.0 ok", 10),
    "to RCPT": ("RCPT", "250 2.1.5 ok", 10),
    "to DATA": ("DATA", "354 go on", 10),
    "after the final dot": (".", "250 2.0.0 taken", 10),
    "to BDAT": ("BDAT", "250 2.0.0 taken", 10),
}
TIMES = 10  # each of the two codes


@contextmanager
def refusing(stage: str) -> Iterator[Relay]:
    """A relay that says 421 (and closes) and 451 by turns at one stage, now and then."""
    verb, usual, between = STAGES[stage]
    says = [*[usual] * between, "421 4.3.2 shutting down", *[usual] * between, "451 4.3.0 try again"] * TIMES
    offers = {} if verb == "EHLO" else {"EHLO": CHUNKING if verb == "BDAT" else PIPELINING}
    with smtp_script({**offers, verb: [*says, usual]}) as script:
        yield Scripted(script.port, None, script, verb, between)


@contextmanager
def postfix(place: Path) -> Iterator[Queueing]:
    """Postfix, which takes a second for every tenth reader, so that whoever is killed has mails on the wire."""
    slow = place / "slow.regexp"
    slow.write_text("/^reader[0-9]*0@/ sleep 1\n")
    settings = f"smtpd_end_of_data_restrictions = check_recipient_access regexp:{slow}\nenable_long_queue_ids = yes\n"
    with postfix_server(settings) as server:
        yield Queueing(server.port, server.log, server)
