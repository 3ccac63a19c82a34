"""What a relay itself says it took: the last word on deliveries whose answer was lost. It sends nothing."""

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Protocol

from digest.mail import files
from digest.model.errors import Misconfigured


class RelayLog(Protocol):
    """Somewhere to look a Message-ID up."""

    def accepted(self, message_ids: AbstractSet[str]) -> set[str]:
        """Those of `message_ids`, with their angle brackets, that the relay took. Raises Misconfigured."""


@dataclass(frozen=True, slots=True)
class SinkLog:
    """A sink's folder, or a Maildir that our transport writes to: the names of the files are the index."""

    folder: Path

    def accepted(self, message_ids: AbstractSet[str]) -> set[str]:
        """One look at the folder, however many are asked for."""
        if not self.folder.is_dir():
            raise Misconfigured(f"DIGEST_RELAY_LOG: {self.folder} is not there.")
        # In a Maildir, a mail reader moves what it has shown from new to cur.
        folders = (self.folder, self.folder / "new", self.folder / "cur")
        kept = {files.key_of(path) for folder in folders if folder.is_dir() for path in folder.iterdir()}
        return {message_id for message_id in message_ids if files.key(message_id) in kept}


@dataclass(frozen=True, slots=True)
class PostfixLog:
    """Postfix's log, and the file it was rotated to (`.1`).

    `cleanup` names the Message-ID of a queue file, `qmgr` names the queue file once it is safe on the disk; only
    both together mean that Postfix took the mail. Queue ids are used again, so the lines are read in order.
    """

    path: Path

    def accepted(self, message_ids: AbstractSet[str]) -> set[str]:
        """One pass over the log, however many are asked for."""
        before = self.path.with_name(f"{self.path.name}.1")
        try:
            # The newer is opened first: should it be rotated meanwhile, it is read twice, and no line is missed.
            with ExitStack() as both:
                newer = both.enter_context(self.path.open("rb"))
                older = both.enter_context(before.open("rb")) if before.exists() else ()
                return _accepted(chain(older, newer), message_ids)
        except OSError as error:
            raise Misconfigured(
                f"DIGEST_RELAY_LOG: {error.filename or self.path}: {error.strerror}; let this user read it."
            ) from error


_CLEANUP = re.compile(rb"/cleanup\[\d+\]: ([0-9A-Za-z]+): message-id=(<[^>]*>)")
_QUEUED = re.compile(rb"/qmgr\[\d+\]: ([0-9A-Za-z]+): from=<.*queue active\)")


def _accepted(lines: Iterable[bytes], message_ids: AbstractSet[str]) -> set[str]:
    wanted = {message_id.encode() for message_id in message_ids}
    waiting: dict[bytes, bytes] = {}
    found: set[str] = set()
    for line in lines:
        if named := _CLEANUP.search(line):
            waiting.pop(named[1], None)
            if named[2] in wanted:
                waiting[named[1]] = named[2]
        elif waiting and (queued := _QUEUED.search(line)) and queued[1] in waiting:
            found.add(waiting.pop(queued[1]).decode())
    return found
