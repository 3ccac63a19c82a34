"""What is on the wire, in mapped files that outlive the process that writes them. It judges nothing and sends nothing.

A page is one claim: its deliveries, and an octet for each that says how far its mail has come. The kernel keeps a
mapped page when the process is killed, and lets go of its lock; the next process on this machine reads what is left.
Only a machine that goes down may lose the last writes: a page from before the last boot cannot tell what was handed
over.
"""

import errno
import fcntl
import json
import mmap
import os
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from itertools import count
from pathlib import Path
from threading import get_ident

from digest.model.errors import Misconfigured
from digest.model.ids import DeliveryId

_SUFFIX = ".wire"
_SEEN = "seen.json"
_NUMBER = 8  # octets of a delivery's number
_pages = count()  # of this process; an owner is one batch of one process
_BOOT = Path("/proc/sys/kernel/random/boot_id")


class Mark(IntEnum):
    """How far a mail has come."""

    WAITING = 0
    HANDED = 1  # its first octet may have gone out
    TAKEN = 2  # the relay answers for it
    REFUSED = 3  # it was answered otherwise


@dataclass(frozen=True, slots=True)
class Left:
    """What a process that is gone had in its hands."""

    owner: str
    lease_until: datetime
    marks: dict[DeliveryId, Mark]

    def with_mark(self, *marks: Mark) -> list[DeliveryId]:
        """The deliveries that had come so far."""
        return [delivery for delivery, mark in self.marks.items() if mark in marks]


@dataclass(frozen=True, slots=True)
class Seen:
    """The ledger's latest event that a sender of this machine has written, and when. A backup is older than that."""

    event: int
    at: datetime


class Page:
    """One claim, open. Marking costs a memory write; it is not for two threads at once."""

    def __init__(self, path: Path, handle: int, deliveries: Sequence[DeliveryId]) -> None:
        self._path, self._handle = path, handle
        self._map = mmap.mmap(handle, 0)
        first = len(self._map) - len(deliveries)
        self._places = {delivery: first + place for place, delivery in enumerate(deliveries)}

    def mark(self, delivery: DeliveryId, mark: Mark) -> None:
        """Before the first octet goes out, and when the answer was read."""
        self._map[self._places[delivery]] = mark

    def with_mark(self, *marks: Mark) -> list[DeliveryId]:
        """The deliveries that have come so far."""
        return [delivery for delivery, place in self._places.items() if self._map[place] in marks]

    def close(self, *, keep: bool = False) -> None:
        """Done with: all of it is in the database. To `keep` it leaves what is not to whoever looks next."""
        self._map.close()
        if not keep:
            self._path.unlink(missing_ok=True)
        os.close(self._handle)


@dataclass(frozen=True, slots=True)
class Journal:
    """The pages of this machine, in a folder that its senders share."""

    folder: Path

    def open(self, owner: str, lease_until: datetime, deliveries: Sequence[DeliveryId]) -> Page:
        """A page for what `owner` has just claimed. Raises Misconfigured when the folder cannot be written."""
        head = json.dumps({"owner": owner, "lease_until": lease_until.isoformat(), "boot": _boot()}).encode() + b"\n"
        numbers = b"".join(delivery.to_bytes(_NUMBER, "little") for delivery in deliveries)
        path = self.folder / f"{owner}-{next(_pages):010}{_SUFFIX}"
        return Page(path, self._put(path, head + numbers + bytes(len(deliveries))), deliveries)

    def left(self) -> Generator[Left]:
        """Each page whose process is gone; it is forgotten once the caller comes back for the next.

        The latest first: a delivery that was put off and claimed once more has come as far as its last page says.
        """
        busy = set[str]()
        for path in sorted(self.folder.glob(f"*{_SUFFIX}"), reverse=True):
            owner = path.name.rpartition("-")[0]
            if owner in busy:
                continue
            with _abandoned(path) as octets:
                found = _read(octets) if octets is not None else None
                if found is not None:
                    yield found
                if octets is not None:
                    path.unlink(missing_ok=True)
                else:
                    busy.add(owner)  # the earlier pages are for whoever deals with this one

    def seen(self) -> Seen | None:
        """The latest that was noted; None when nothing was, or it cannot be read."""
        try:
            found = json.loads((self.folder / _SEEN).read_bytes())
            return Seen(int(found["event"]), datetime.fromisoformat(found["at"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def note(self, seen: Seen) -> None:
        """Keep this for later, whatever becomes of the database. Raises Misconfigured as `open` does."""
        octets = json.dumps({"event": seen.event, "at": seen.at.isoformat()}).encode()
        os.close(self._put(self.folder / _SEEN, octets))

    def _put(self, path: Path, octets: bytes) -> int:
        """A file at `path`, open and locked by us; nobody finds it before it is whole. A full disk is told."""
        draft = self.folder / f"draft-{os.getpid()}-{get_ident()}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
                _write(handle, octets)
                draft.rename(path)
            except BaseException:
                draft.unlink(missing_ok=True)
                os.close(handle)
                raise
        except OSError as error:
            raise Misconfigured(
                f"{self.folder}: {error.strerror}; deliveries are noted there while they go out."
            ) from error
        return handle


@contextmanager
def _abandoned(path: Path) -> Iterator[bytes | None]:
    """The octets of a page that nobody holds, ours alone meanwhile; None when somebody does, or it went."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        yield None
        return
    try:
        # Whoever held it before us may have removed it.
        yield path.read_bytes() if _locked(handle) and path.exists() else None
    finally:
        os.close(handle)


def _write(handle: int, octets: bytes) -> None:
    """All of it: half a page would put marks where numbers stand, and a disk that becomes full takes a part."""
    if os.write(handle, octets) < len(octets):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(octets: bytes) -> Left | None:
    """None when it is no page of ours: then the leases in the database must run out."""
    try:
        line, rest = octets.split(b"\n", 1)
        head = json.loads(line)
        owner, lease_until, boot = str(head["owner"]), datetime.fromisoformat(head["lease_until"]), head["boot"]
        count, odd = divmod(len(rest), _NUMBER + 1)
        numbers, marks = rest[: count * _NUMBER], rest[count * _NUMBER :]
        known = [Mark(octet) for octet in marks]
    except (ValueError, KeyError, TypeError):
        return None
    if odd:
        return None
    if boot != _boot():
        known = [Mark.HANDED if mark is Mark.WAITING else mark for mark in known]
    each = (numbers[at : at + _NUMBER] for at in range(0, len(numbers), _NUMBER))
    return Left(
        owner, lease_until, {DeliveryId(int.from_bytes(n, "little")): m for n, m in zip(each, known, strict=True)}
    )


def _boot() -> str:
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return ""  # not Linux: a restart is not told from a kill
