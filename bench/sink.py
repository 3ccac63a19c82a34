"""A server that takes mail as fast as it can and throws it away: what a client is measured against. Keeps nothing.

    python bench/sink.py [--port 0] [--chunking] [--delay MILLISECONDS]

With a delay each answer leaves so much later, as if the way were that long.

Prints its port; at the end (SIGTERM, or its standard input closed) the number of messages that it took.
"""

import select
import socket
import sys
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic

import click

ROOM = 4 * 1024 * 1024  # octets of its buffer
PEEK = 4096  # octets read at a time while commands are expected
END = b"\r\n.\r\n"
OFFERS = b"250-sink\r\n250-PIPELINING\r\n%b250-8BITMIME\r\n250-DSN\r\n250-ENHANCEDSTATUSCODES\r\n250 SIZE 100000000\r\n"
ANSWERS = {
    b"MAIL": b"250 2.1.0 Ok\r\n",
    b"RCPT": b"250 2.1.5 Ok\r\n",
    b"DATA": b"354 End data with <CR><LF>.<CR><LF>\r\n",
    b"RSET": b"250 2.0.0 Ok\r\n",
    b"HELO": b"250 sink\r\n",
    b"QUIT": b"221 2.0.0 Bye\r\n",
}
TAKEN = b"250 2.0.0 Ok: queued as 4F2A1B3C5D\r\n"


@dataclass(eq=False, slots=True)
class Peer:
    """A client: what is left of a line, of a chunk, of the end of a text."""

    wire: socket.socket
    left: int = 0  # octets of a BDAT chunk
    in_data: bool = False
    rest: bytes = b""
    out: list[bytes] = field(default_factory=list)


class Sink:
    """`count` is how many messages it took."""

    def __init__(self, port: int, *, chunking: bool, delay: float = 0.0) -> None:
        self.count = 0
        self._delay, self._later = delay, deque[tuple[float, Peer, bytes]]()
        self._offers = OFFERS % (b"250-CHUNKING\r\n" if chunking else b"")
        self._server = socket.create_server(("127.0.0.1", port), backlog=200)
        self._buffer = memoryview(bytearray(ROOM))
        self._peers: dict[int, Peer] = {}
        self._poll = select.epoll()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.getsockname()[1])

    def serve(self, until: int) -> None:
        """Until the file `until` can be read."""
        self._poll.register(self._server, select.EPOLLIN)
        self._poll.register(until, select.EPOLLIN)
        while True:
            for number, _ in self._poll.poll(self._say_what_is_due()):
                if number == until:
                    return
                if number == self._server.fileno():
                    self._accept()
                else:
                    self._serve(self._peers[number])

    def _accept(self) -> None:
        wire, _ = self._server.accept()
        wire.setblocking(False)
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        wire.sendall(b"220 sink ESMTP\r\n")
        self._peers[wire.fileno()] = Peer(wire)
        self._poll.register(wire, select.EPOLLIN)

    def _serve(self, peer: Peer) -> None:
        try:
            while self._read(peer):
                pass
            if peer.out:
                self._say(peer, b"".join(peer.out))
                peer.out.clear()
        except OSError:
            del self._peers[peer.wire.fileno()]
            peer.wire.close()

    def _say(self, peer: Peer, octets: bytes) -> None:
        if self._delay:
            self._later.append((monotonic() + self._delay, peer, octets))
        else:
            peer.wire.sendall(octets)

    def _say_what_is_due(self) -> float | None:
        """Seconds until the next is."""
        while self._later:
            due, peer, octets = self._later[0]
            if (wait := due - monotonic()) > 0:
                return wait
            self._later.popleft()
            with suppress(OSError):  # whoever has gone hears nothing
                peer.wire.sendall(octets)
        return None

    def _read(self, peer: Peer) -> bool:
        """Whether there may be more."""
        try:
            if peer.left:  # counted and dropped in the kernel, never copied
                got = peer.wire.recv_into(self._buffer, min(peer.left, ROOM), socket.MSG_TRUNC)
                peer.left -= got
                if got and not peer.left:
                    self._taken(peer)
            else:
                got = peer.wire.recv_into(self._buffer, ROOM if peer.in_data else PEEK)
                if got:
                    self._heard(peer, peer.rest + self._buffer[:got])
        except BlockingIOError:
            return False
        if not got:
            raise ConnectionError
        return True

    def _taken(self, peer: Peer) -> None:
        self.count += 1
        peer.out.append(TAKEN)

    def _heard(self, peer: Peer, octets: bytes) -> None:
        at = 0
        while at < len(octets):
            if peer.in_data:
                end = octets.find(END, at)
                if end < 0:
                    peer.rest = octets[max(at, len(octets) - len(END) + 1) :]
                    return
                peer.in_data, at = False, end + len(END)
                self._taken(peer)
                continue
            end = octets.find(b"\n", at)
            if end < 0:
                break
            at = self._command(peer, octets[at:end], octets, end + 1)
        peer.rest = octets[at:]

    def _command(self, peer: Peer, line: bytes, octets: bytes, at: int) -> int:
        verb = line[:4].upper()
        if verb == b"BDAT":
            size = int(line.split()[1])
            here = min(size, len(octets) - at)
            peer.left = size - here
            if not peer.left:
                self._taken(peer)
            return at + here
        if verb == b"EHLO":
            peer.out.append(self._offers)
        else:
            peer.out.append(ANSWERS.get(verb, b"502 5.5.1 What?\r\n"))
            peer.in_data = verb == b"DATA"
        return at


@click.command()
@click.option("--port", default=0, help="0: any that is free.")
@click.option("--chunking", is_flag=True, help="Offer CHUNKING (BDAT).")
@click.option("--delay", default=0.0, help="Milliseconds from a command to its answer.")
def main(port: int, chunking: bool, delay: float) -> None:
    """Serve until standard input ends."""
    sink = Sink(port, chunking=chunking, delay=delay / 1000)
    print(sink.port, flush=True)
    sink.serve(sys.stdin.fileno())
    print(sink.count, flush=True)


if __name__ == "__main__":
    main()
