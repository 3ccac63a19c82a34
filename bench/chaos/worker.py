"""Celery, in a process that ends itself with SIGKILL at a named point. For `make chaos`; it measures nothing.

DIGEST_CHAOS_POINT=NAME:COUNT: at the point of this NAME, the COUNT-th time. Waits that are minutes in earnest are
seconds here.
"""

import os
import signal
import socket
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from digest.deliver import retry
from digest.mail import journal
from digest.mail.journal import Mark
from digest.services import clerk, posting
from digest.store import deliveries

QUICK = {"FIRST": 1, "LONGEST": 4, "IN_DOUBT": 3, "RELAY_FIRST": 1, "RELAY_LONGEST": 2}  # seconds


class Bomb:
    """Goes off at the `count`-th time."""

    def __init__(self, count: int) -> None:
        self.left = count

    def tick(self) -> None:
        """Count, and go off."""
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def before(owner: Any, name: str, bomb: Bomb, when: Callable[..., bool] = lambda *_: True) -> None:
    """Go off before `owner.name` does its work."""
    work = getattr(owner, name)

    @wraps(work)
    def worked(*given: Any, **named: Any) -> Any:
        if when(*given):
            bomb.tick()
        return work(*given, **named)

    setattr(owner, name, worked)


def after(owner: Any, name: str, bomb: Bomb, when: Callable[..., bool] = lambda *_: True) -> None:
    """Go off once `owner.name` has done its work."""
    work = getattr(owner, name)

    @wraps(work)
    def worked(*given: Any, **named: Any) -> Any:
        found = work(*given, **named)
        if when(*given):
            bomb.tick()
        return found

    setattr(owner, name, worked)


def in_the_middle_of_a_write(bomb: Bomb) -> None:
    """A message breaks off on the wire."""
    send = socket.socket.sendmsg

    def broken(self: socket.socket, buffers: Any, *more: Any) -> int:
        whole = b"".join(buffers)
        bomb.left -= 1
        if bomb.left == 0:
            socket.socket.send(self, whole[: len(whole) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        return send(self, [whole], *more)

    socket.socket.sendmsg = broken  # type: ignore[assignment,method-assign]


def _marks(mark: Mark) -> Callable[..., bool]:
    return lambda _page, _delivery, found: found is mark


# Name → how rarely it is passed (1: with each mail; 20: with each chunk or record), and how to go off there.
POINTS: dict[str, tuple[int, Callable[[Bomb], None]]] = {
    "claimed, not in the journal": (20, lambda bomb: before(journal.Journal, "open", bomb)),
    "in the journal, claim not committed": (20, lambda bomb: after(journal.Journal, "open", bomb)),
    "claim committed": (20, lambda bomb: after(clerk.Clerk, "_claim", bomb)),
    "marked, nothing written": (1, lambda bomb: after(journal.Page, "mark", bomb, _marks(Mark.HANDED))),
    "in the middle of a write": (1, in_the_middle_of_a_write),
    "answer read, not marked": (1, lambda bomb: before(posting.Posting, "_heard", bomb)),
    "answer marked, not filed": (1, lambda bomb: after(journal.Page, "mark", bomb, _marks(Mark.TAKEN))),
    "filed, not recorded": (1, lambda bomb: after(clerk.Clerk, "file", bomb)),
    "before the record": (20, lambda bomb: before(deliveries, "record", bomb)),
    "recorded, not committed": (20, lambda bomb: after(deliveries, "record", bomb)),
    "recorded, page not removed": (20, lambda bomb: before(journal.Page, "close", bomb)),
    "before what is left is given back": (20, lambda bomb: before(deliveries, "release", bomb)),
    "given back, not committed": (20, lambda bomb: after(deliveries, "release", bomb)),
}


def main() -> None:
    """Arm, and be Celery."""
    for name, seconds in QUICK.items():
        setattr(retry, name, timedelta(seconds=seconds))
    name, _, count = os.environ.get("DIGEST_CHAOS_POINT", "").partition(":")
    if name:
        POINTS[name][1](Bomb(int(count)))
    from celery.__main__ import main as celery  # noqa: PLC0415  (after the point is armed)

    sys.argv[0] = "celery"
    celery()


if __name__ == "__main__":
    main()
