"""Connections that are being opened, each in a thread of its own, and a bell for the loop that waits for them."""

import socket
import ssl
from collections import deque
from contextlib import suppress
from time import monotonic

from digest.mail.opening import Opening
from digest.model.relay import Relay


class Doorway:
    """`bell` can be read once `arrived` has something to give."""

    def __init__(self, helo: str, trust: ssl.SSLContext | None, seconds: float) -> None:
        self._helo, self._trust, self._seconds = helo, trust, seconds
        self._done = deque[Opening]()
        self._under_way = set[Opening]()
        self._button, self.bell = socket.socketpair()
        for end in (self._button, self.bell):
            end.setblocking(False)

    def open(self, relay: Relay) -> Opening:
        """Begin to open a connection."""
        opening = Opening(relay, self._helo, monotonic() + self._seconds, self._ring, self._trust)
        self._under_way.add(opening)
        opening.start()
        return opening

    def _ring(self, opening: Opening) -> None:
        """Called in the opening's own thread."""
        self._done.append(opening)
        with suppress(OSError):  # the work is over, or the bell rings already
            self._button.send(b"!")

    def arrived(self) -> list[Opening]:
        """Those that are open or have failed since it was last asked; each is given once."""
        with suppress(BlockingIOError):
            self.bell.recv(64)
        found = list[Opening]()
        while self._done:
            opening = self._done.popleft()
            if opening in self._under_way:
                self._under_way.remove(opening)
                found.append(opening)
        return found

    def overdue(self, now: float) -> list[Opening]:
        """Those that are waited for no longer: looking a name up heeds no deadline. Each is given once."""
        found = [opening for opening in self._under_way if now > opening.until + 1]
        for opening in found:
            opening.abandon("it took too long")
            self._under_way.remove(opening)
        return found

    def close(self) -> None:
        """Wait for nobody any more."""
        for opening in self._under_way:
            opening.abandon("nobody waits for it")
        self._button.close()
        self.bell.close()
