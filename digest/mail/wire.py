"""A connected socket that never blocks: buffers out without joining them, octets in. It knows nothing of SMTP."""

import os
import socket
import ssl
from contextlib import suppress

_MOST_BUFFERS = min(os.sysconf("SC_IOV_MAX") if "SC_IOV_MAX" in os.sysconf_names else 16, 1024)
_CHUNK = 64 * 1024  # octets read at a time
_RECORDS = 64 * 1024  # octets encrypted at a time


class Wire:
    """`sent` counts the octets that left us: they may arrive."""

    def __init__(self, connected: socket.socket) -> None:
        connected.setblocking(False)
        self.socket = connected
        self.sent = 0
        self._tls = isinstance(connected, ssl.SSLSocket)

    def write(self, buffers: list[bytes], octets: int) -> bool:
        """Send as much of `buffers`, so many octets, as goes, and take it out; whether all went. Raises OSError."""
        try:
            while buffers:
                went = self._send_joined(buffers) if self._tls else self._send(buffers)
                self.sent += went
                octets -= went
                if not octets:
                    buffers.clear()
                    break
                _drop(buffers, went)
        except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
            return False
        return True

    def _send(self, buffers: list[bytes]) -> int:
        return self.socket.sendmsg(buffers if len(buffers) <= _MOST_BUFFERS else buffers[:_MOST_BUFFERS])

    def _send_joined(self, buffers: list[bytes]) -> int:
        """Encryption copies anyway; few large records cost less than many small ones."""
        joined, length = list[bytes](), 0
        for buffer in buffers:
            joined.append(buffer)
            length += len(buffer)
            if length >= _RECORDS:
                break
        return self.socket.send(b"".join(joined)[:_RECORDS])

    def read(self) -> bytes | None:
        """What came; None: nothing now; b"": the other side has closed. Raises OSError."""
        try:
            return self.socket.recv(_CHUNK)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return None

    @property
    def more(self) -> bool:
        """Whether something was read from the socket that a selector does not see any more."""
        return isinstance(self.socket, ssl.SSLSocket) and self.socket.pending() > 0

    def close(self) -> None:
        """End it, whatever is still on its way to us."""
        with suppress(OSError):
            self.socket.close()


def _drop(buffers: list[bytes], octets: int) -> None:
    """Take the first `octets` out of the buffers."""
    gone = 0
    for buffer in buffers:
        if octets < len(buffer):
            break
        octets -= len(buffer)
        gone += 1
    del buffers[:gone]
    if octets:
        # A view instead of a copy; sendmsg and join take it as they take bytes.
        buffers[0] = memoryview(buffers[0])[octets:]  # type: ignore[call-overload]
