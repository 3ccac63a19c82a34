"""What a relay itself says it took: the last word on deliveries whose answer was lost. It sends nothing."""

import re
from collections.abc import Set as AbstractSet
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Protocol

from digest.mail import files
from digest.model.errors import Misconfigured


@dataclass(frozen=True, slots=True)
class Known:
    """What a log says of Message-IDs; the others were not taken."""

    taken: frozenset[str] = frozenset()
    begun: frozenset[str] = frozenset()  # heard of, and not yet how it ended


class RelayLog(Protocol):
    """Somewhere to look a Message-ID up."""

    def known(self, message_ids: AbstractSet[str]) -> Known:
        """What is known of `message_ids`, with their angle brackets. Raises Misconfigured."""


@dataclass(frozen=True, slots=True)
class SinkLog:
    """A sink's folder, or a Maildir that our transport writes to: the names of the files are the index."""

    folder: Path

    def known(self, message_ids: AbstractSet[str]) -> Known:
        """One look at the folder, however many are asked for."""
        if not self.folder.is_dir():
            raise Misconfigured(f"DIGEST_RELAY_LOG: {self.folder} is not there.")
        # In a Maildir, a mail reader moves what it has shown from new to cur.
        folders = (self.folder, self.folder / "new", self.folder / "cur")
        kept = {files.key_of(path) for folder in folders if folder.is_dir() for path in folder.iterdir()}
        return Known(frozenset(message_id for message_id in message_ids if files.key(message_id) in kept))


@dataclass(frozen=True, slots=True)
class PostfixLog:
    """Postfix's log, and the file it was rotated to (`.1`).

    `cleanup` names the Message-ID of a queue file, `qmgr` names the queue file once it comes to it; only both together
    mean that Postfix took the mail. A queue that is full, or a Postfix that is stopped, may keep a mail waiting for
    qmgr for hours: what was begun, and did not break off, is no "no". Queue ids are used again, so the lines are read
    in order. Of what was begun when Postfix was started anew, only what qmgr names from then on was taken.
    """

    path: Path

    def known(self, message_ids: AbstractSet[str]) -> Known:
        """One pass over the log, however many are asked for."""
        reading = _Reading({message_id.encode() for message_id in message_ids})
        before = self.path.with_name(f"{self.path.name}.1")
        try:
            # The newer is opened first: should it be rotated meanwhile, it is read twice, and no line is missed.
            with ExitStack() as both:
                newer = both.enter_context(self.path.open("rb"))
                older = both.enter_context(before.open("rb")) if before.exists() else ()
                for line in chain(older, newer):
                    reading.take(line)
        except OSError as error:
            raise Misconfigured(
                f"DIGEST_RELAY_LOG: {error.filename or self.path}: {error.strerror}; let this user read it."
            ) from error
        return reading.known()


_LINE = re.compile(
    rb" (?P<instance>[^ /\[]+)/(?:[^ \[]+/)?(?:smtpd|cleanup|qmgr|master)\[(?P<process>\d+)\]: "
    rb"(?:(?P<queue_id>[0-9A-Za-z]+): )?"
    rb"(?P<what>client=|message-id=|from=<.*queue active\)|(?:milter-)?reject: |daemon started"
    rb"|(?:lost connection|timeout) after (?:DATA|BDAT)\b)(?P<rest><[^>]*>)?"
)


class _Reading:
    """One pass: queue files that wait for qmgr, and whose queue file an smtpd process is filling."""

    def __init__(self, wanted: set[bytes]) -> None:
        self._wanted = wanted
        self._waiting: dict[bytes, bytes] = {}  # queue id → Message-ID
        self._interrupted: dict[bytes, bytes] = {}  # the same, when Postfix was started anew
        self._filling: dict[bytes, bytes] = {}  # process → queue id
        self._broken: set[bytes] = set()  # queue ids of mails that never became whole
        self._taken: set[bytes] = set()
        self._instance = b""  # the syslog name of the Postfix that took our mail last

    def known(self) -> Known:
        """What came of it. Where Postfix was started anew since, what qmgr does not name is gone."""
        begun = set(self._waiting.values()) - self._taken
        return Known(frozenset(one.decode() for one in self._taken), frozenset(one.decode() for one in begun))

    def take(self, line: bytes) -> None:
        """The next line."""
        found = _LINE.search(line)
        if found is None:
            return
        instance, process, queue_id, what, rest = found.groups()
        if what == b"client=":
            self._instance = instance
            self._filling[process] = queue_id
            self._broken.discard(queue_id)
        elif what == b"message-id=":
            self._named(queue_id, rest)
        elif what.startswith(b"from="):
            self._taken |= self._forget(queue_id)
        elif what == b"daemon started" and instance != self._instance:
            pass  # another Postfix, in the same log
        elif what == b"daemon started":
            self._interrupted |= self._waiting
            self._waiting.clear()
        elif queue_id:
            self._forget(queue_id)  # it was rejected
        else:
            self._broke_off(self._filling.pop(process, b""))

    def _named(self, queue_id: bytes, message_id: bytes) -> None:
        self._forget(queue_id)
        if message_id in self._wanted and queue_id not in self._broken:  # it may be named after it broke off
            self._waiting[queue_id] = message_id

    def _broke_off(self, queue_id: bytes) -> None:
        self._forget(queue_id)
        self._broken.add(queue_id)

    def _forget(self, queue_id: bytes) -> set[bytes]:
        """Its Message-ID, if it is one of those wanted."""
        found = {self._waiting.pop(queue_id, b""), self._interrupted.pop(queue_id, b"")}
        return found - {b""}
