"""Opening a connection to a relay: greeting, EHLO, STARTTLS, AUTH, one reply after the other. No mail goes here."""

import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock, Thread
from time import monotonic

from digest.mail import login
from digest.mail.offers import NOTHING, Offers, offers_of
from digest.mail.replies import Stage, refusal
from digest.mail.reply import Reply, ReplyReader, text_of
from digest.model.errors import RelayUnusable
from digest.model.relay import Relay, Tls

_CHUNK = 4096


@dataclass(eq=False)
class Opening:
    """One attempt, in a thread of its own: looking a name up, and a handshake, stop for nobody.

    `done` is called once, in that thread; then `wire` and `offers` are there, or `error` is.
    """

    relay: Relay
    helo: str  # our name; looking up the machine's own could take longer than a mail
    until: float  # on the monotonic clock
    done: Callable[["Opening"], None]
    trust: ssl.SSLContext | None = None  # instead of the machine's certificate authorities
    wire: socket.socket | None = None
    offers: Offers = NOTHING
    error: RelayUnusable | None = None
    _abandoned: bool = False
    _lock: Lock = field(default_factory=Lock)

    def start(self) -> None:
        """Begin."""
        Thread(target=self._run, name=f"opening {self.relay.name}", daemon=True).start()

    def abandon(self, why: str) -> None:
        """Nobody waits any more: what is open is closed, now or when it comes."""
        with self._lock:
            self._abandoned = True
            self.error = RelayUnusable(f"{self.relay.name}: no usable answer: {why}")
            self._shut()

    def _run(self) -> None:
        failure: RelayUnusable | None = None
        try:
            self._open()
        except RelayUnusable as error:
            failure = error
        except ssl.SSLError as error:
            failure = RelayUnusable(f"{self.relay.name}: the encryption failed: {error}")
        except (OSError, UnicodeError) as error:  # a host name may be none that DNS can be asked for
            failure = RelayUnusable(f"{self.relay.name}: no usable answer: {error}")
        with self._lock:
            self.error = self.error or failure  # what was abandoned fails for that reason, whatever comes of it
            if self.error is not None or self._abandoned:
                self._shut()
        self.done(self)

    def _shut(self) -> None:
        if self.wire is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.wire, socket.SHUT_RDWR)
            self.wire.close()

    def _open(self) -> None:
        relay = self.relay
        self._use(socket.create_connection((relay.host, relay.port), self._left()))
        if relay.tls is Tls.TLS:
            self._encrypt()
        talk = _Talk(self)
        talk.expect(220)
        self.offers = self._greet(talk)
        if relay.tls is Tls.STARTTLS:
            if not self.offers.starttls:
                raise RelayUnusable(f"{relay.name} offers no STARTTLS; see `tls` in its settings.")
            talk.say("STARTTLS", 220)
            if not talk.quiet:  # whoever sits between may have added replies before the encryption
                raise RelayUnusable(f"{relay.name} went on talking after STARTTLS.")
            self._encrypt()
            talk = _Talk(self)
            self.offers = self._greet(talk)
        if relay.user:
            self._log_in(talk)
        if not talk.quiet:
            raise RelayUnusable(f"{relay.name}: no usable answer: it talks before it is asked.")

    def _use(self, wire: socket.socket) -> None:
        with self._lock:
            self.wire = wire
            if self._abandoned:
                self._shut()
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # the final dot must not wait for an ACK

    def _encrypt(self) -> None:
        assert self.wire is not None
        context = self.trust or ssl.create_default_context()
        self.wire.settimeout(self._left())
        wire = context.wrap_socket(self.wire, server_hostname=self.relay.host, do_handshake_on_connect=False)
        self._use(wire)
        wire.do_handshake()

    def _greet(self, talk: "_Talk") -> Offers:
        if self.relay.lmtp:
            return offers_of(talk.say(f"LHLO {self.helo}", 250))
        code, lines = talk.ask(f"EHLO {self.helo}")
        if 200 <= code < 300:
            return offers_of(_lines(lines))
        if code < 500:  # a server that wants no EHLO says 5xx; this one wants nobody now
            raise refusal(Stage.OPEN, code, text_of(lines))
        talk.say(f"HELO {self.helo}", 250)
        return NOTHING

    def _log_in(self, talk: "_Talk") -> None:
        code, text = 0, ""
        for line in login.lines(self.relay, self.offers.auth):
            code, lines = talk.ask(line)
            text = text_of(lines)
            if code != 334:
                break
        if code != 235:
            raise refusal(Stage.OPEN, code, text)

    def _left(self) -> float:
        left = self.until - monotonic()
        if left <= 0:
            raise TimeoutError("it took too long")
        return left


class _Talk:
    """A command, its reply, the next: each within what is left of the time for all."""

    def __init__(self, opening: Opening) -> None:
        assert opening.wire is not None
        self._opening, self._wire = opening, opening.wire
        self._reader, self._replies = ReplyReader(), list[Reply]()

    @property
    def quiet(self) -> bool:
        """Whether nothing came that was not asked for."""
        return not self._replies and self._reader.empty

    def ask(self, line: str) -> Reply:
        self._wire.settimeout(self._opening._left())  # noqa: SLF001  (its clock)
        self._wire.sendall(f"{line}\r\n".encode())
        return self._reply()

    def say(self, line: str, good: int) -> list[str]:
        """The lines of the reply. Raises RelayUnusable unless its code is `good`."""
        return self._good(self.ask(line), good)

    def expect(self, good: int) -> None:
        """The greeting, which nobody asks for."""
        self._good(self._reply(), good)

    def _good(self, reply: Reply, good: int) -> list[str]:
        if reply[0] != good:
            raise refusal(Stage.OPEN, reply[0], text_of(reply[1]))
        return _lines(reply[1])

    def _reply(self) -> Reply:
        while not self._replies:
            self._wire.settimeout(self._opening._left())  # noqa: SLF001
            octets = self._wire.recv(_CHUNK)
            if not octets:
                raise ConnectionError("the connection ended")
            self._replies = self._reader.read(octets)
            if self._reader.nonsense and not self._replies:
                raise ConnectionError(self._reader.nonsense)
        return self._replies.pop(0)


def _lines(lines: bytes) -> list[str]:
    return lines.decode("utf-8", "replace").split("\n")
