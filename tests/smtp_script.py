"""A mail server on loopback that answers each command as it is told, and remembers what it heard."""

import socket
import struct
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import repeat
from threading import Event, Lock, Thread
from types import MappingProxyType

DRIP = "drip"  # as an answer: a byte now and then, never a whole line
HANG = "hang"  # no answer, ever
CLOSE = ""  # closes without a word
RESET = "reset"  # the same, with a TCP reset
USUAL = {
    "greeting": "220 script.example ESMTP",
    "EHLO": "250-script.example\r\n250-SIZE 100000\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 DSN",
    "LHLO": "250-script.example\r\n250 PIPELINING",
    "HELO": "250 script.example",
    "MAIL": "250 2.1.0 ok",
    "RCPT": "250 2.1.5 ok",
    "DATA": "354 go on",
    "BDAT": "250 2.0.0 taken",
    ".": "250 2.0.0 taken",
    "RSET": "250 2.0.0 ok",
    "QUIT": "221 bye",
}
VERBS = (
    {"dot": "."} | {verb.lower(): verb for verb in USUAL if verb.isalpha()} | {"auth": "AUTH", "starttls": "STARTTLS"}
)
PIPELINING = "250-script.example\r\n250-PIPELINING\r\n250 8BITMIME"
CHUNKING = "250-script.example\r\n250-PIPELINING\r\n250-CHUNKING\r\n250 8BITMIME"
Says = str | Sequence[str]  # several: one after the other, and then the last of them again and again


class Script:
    """`heard` holds every command line, `bodies` every message that came whole; `port` is where it listens."""

    def __init__(self, answers: Mapping[str, Says], *, forgetful: bool) -> None:
        told = defaultdict[str, Says](lambda: "502 5.5.1 what?", USUAL | dict(answers))
        self.answers = {verb: _in_turn(says) for verb, says in told.items()}
        self._otherwise = _in_turn(told["otherwise"])
        self.heard: list[str] = []
        self.bodies: list[bytes] = []
        self.connections = 0
        self.ended = Event()
        self._forgetful = forgetful  # it throws away what came before its answer was out
        self._lock = Lock()
        self._talks: list[Thread] = []
        self._server = socket.create_server(("127.0.0.1", 0), backlog=50)
        self.port: int = self._server.getsockname()[1]
        Thread(target=self._serve, daemon=True).start()

    def verbs(self) -> list[str]:
        """The first word of each command."""
        return [line.split(" ")[0].upper() for line in self.heard]

    def settle(self) -> None:
        """Until all that clients said is heard; they have gone."""
        for talk in self._talks:
            talk.join(10)

    def close(self) -> None:
        self.ended.set()
        self._server.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                peer, _ = self._server.accept()
                peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # several small replies in a row
                self.connections += 1
                talk = Thread(target=self._talk, args=(peer,), daemon=True)
                talk.start()
                self._talks.append(talk)  # only what runs can be waited for

    def _talk(self, peer: socket.socket) -> None:
        with suppress(OSError), peer:
            lines = _Lines(peer)
            alive = bool(self._answer(peer, "greeting"))
            while alive and (line := lines.next()):
                text = line.decode("utf-8", "replace").rstrip("\r\n")
                self.heard.append(text)
                verb = text.split(" ")[0].upper()
                chunk = lines.take(int(text.split(" ")[1])) if verb == "BDAT" else b""
                said = self._answer(peer, verb)
                self.bodies += [chunk] if verb == "BDAT" and said.startswith("250") else []
                if self._forgetful:
                    lines.held = b""
                if verb == "DATA" and said.startswith("354"):
                    body = lines.until_the_dot()
                    self.heard.append(".")
                    said = self._answer(peer, ".")
                    self.bodies += [body] if said.startswith("250") else []
                alive = bool(said) and not said.startswith("421")

    def _answer(self, peer: socket.socket, verb: str) -> str:
        with self._lock:
            say = next(self.answers.get(verb, self._otherwise))
        while say in {DRIP, HANG} and not self.ended.wait(0.05):
            if say == DRIP:
                peer.sendall(b"2")
        if say == RESET:
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if say in {CLOSE, RESET}:
            return ""
        peer.sendall(say.encode() + b"\r\n")
        return say


def _in_turn(says: Says) -> Iterator[str]:
    if isinstance(says, str):
        return repeat(says)
    return (say for part in (says, repeat(says[-1])) for say in part)


class _Lines:
    """What a client sends; `held` is what came and was not used yet."""

    def __init__(self, peer: socket.socket) -> None:
        self._peer = peer
        self.held = b""

    def next(self) -> bytes:
        while b"\n" not in self.held:
            if not (came := self._peer.recv(65536)):
                return b""
            self.held += came
        line, _, self.held = self.held.partition(b"\n")
        return line + b"\n"

    def take(self, octets: int) -> bytes:
        while len(self.held) < octets:
            if not (came := self._peer.recv(65536)):
                raise ConnectionError
            self.held += came
        taken, self.held = self.held[:octets], self.held[octets:]
        return taken

    def until_the_dot(self) -> bytes:
        """The text, with the dots of stuffing taken off."""
        found = b""
        while (line := self.next()) not in {b".\r\n", b""}:
            found += line.removeprefix(b".")
        return found


@contextmanager
def smtp_script(
    chosen: Mapping[str, Says] = MappingProxyType({}), /, *, forgetful: bool = False, **named: Says
) -> Iterator[Script]:
    """A server whose answers differ from the usual ones: greeting, ehlo, mail, rcpt, data, bdat, dot, rset."""
    script = Script(
        {VERBS.get(name, name): answer for name, answer in {**chosen, **named}.items()}, forgetful=forgetful
    )
    try:
        yield script
    finally:
        script.close()
