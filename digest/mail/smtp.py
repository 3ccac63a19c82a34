"""The transport to a real relay: one connection, one message at a time, each with a deadline as a whole.

A timeout of the socket does not end a server that sends a byte a second; a timer that shuts the socket down does.
What a reply means stands in replies.py; whether to try again is not decided here.
"""

class Abandoned(Exception): pass
from itertools import chain
from digest.mail.transport import Heard
from digest.model.errors import DeliveryError
import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Timer
from typing import NoReturn

from digest.mail.replies import Stage, enhanced_of, refusal
from digest.model.delivery import Message, Receipt
from digest.model.errors import Deferred, Rejected, RelayUnusable, Uncertain

_LONE_DOT = re.compile(rb"(?m)^\.")
_LONGEST_LINE, _MOST_LINES = 4096, 100  # of a reply; RFC 5321 asks for 512 octets
_RESET_SECONDS = 10.0
_OPENING_SECONDS = 30.0  # connection, greeting, TLS and AUTH together


@dataclass(frozen=True, slots=True)
class SmtpTransport:
    """A relay. `tls` is none, starttls or tls; certificates are always verified."""

    host: str
    port: int = 25
    tls: str = "none"
    user: str = ""
    password: str = ""
    deadline: float = 120.0  # seconds for one message, from MAIL to the last answer
    helo: str = "localhost"  # our name in EHLO; looking up the machine's own could take longer than a mail
    trust: ssl.SSLContext | None = None  # instead of the machine's certificate authorities

    @property
    def name(self) -> str:
        """host:port."""
        return f"{self.host}:{self.port}"

    def carry(self, messages: Iterator[Message], heard: Heard) -> None:
        """See `Transport`."""
        first = next(messages, None)
        waiting = iter(()) if first is None else chain([first], messages)
        fruitless = 0
        for message in waiting:
            try:
                with self.open() as connection:
                    one = message
                    while True:
                        try:
                            heard(one, connection.send(one))
                            fruitless = 0
                        except DeliveryError as error:
                            heard(one, error)
                            if isinstance(error, RelayUnusable):
                                raise Abandoned from error
                        if not connection.usable:
                            fruitless += 1
                            break
                        one = next(messages, None)
                        if one is None:
                            return
                    if fruitless == 3:
                        raise RelayUnusable("closed in vain")
            except Abandoned as error:
                raise error.__cause__
            except RelayUnusable as error:
                heard(message, error)
                raise

    @contextmanager
    def open(self) -> Iterator["SmtpConnection"]:
        """Connect, encrypt, authenticate. Raises RelayUnusable."""
        client = _Client(self)
        try:
            with _limited(client, min(_OPENING_SECONDS, self.deadline)):
                self._greet(client)
            yield SmtpConnection(client, self)
        finally:
            client.leave()

    def _greet(self, client: "_Client") -> None:
        try:
            code, text = client.connect(self.host, self.port)
            if code != 220:
                raise refusal(Stage.OPEN, code, _words(text))
            client.ehlo_or_helo_if_needed()
            if self.tls == "starttls":
                client.starttls(context=self.trust or ssl.create_default_context())
                client.ehlo_or_helo_if_needed()
            if self.user:
                client.login(self.user, self.password)
        except smtplib.SMTPResponseException as error:
            raise refusal(Stage.OPEN, error.smtp_code, _words(error.smtp_error)) from error
        except ssl.SSLError as error:
            raise RelayUnusable(f"{self.name}: the encryption failed: {error}") from error
        except smtplib.SMTPNotSupportedError as error:
            raise RelayUnusable(f"{self.name}: {error}") from error
        except (OSError, smtplib.SMTPException) as error:
            raise RelayUnusable(f"{self.name}: no usable answer: {error}") from error


class SmtpConnection:
    """An open connection; see `digest.mail.transport.Connection`."""

    def __init__(self, client: "_Client", transport: SmtpTransport) -> None:
        self._client, self._transport = client, transport
        self.usable = True
        offers = client.esmtp_features
        self._eight_bit, self._utf8, self._dsn = "8bitmime" in offers, "smtputf8" in offers, "dsn" in offers
        self._most_octets = int(offers["size"]) if offers.get("size", "").isdigit() else 0
        self._dotted = False  # the final dot may be on its way

    def send(self, message: Message) -> Receipt:
        """Hand over one message; on return the relay answers for it."""
        octets = message.octets
        options = self._options(message, octets)
        self._dotted = False
        try:
            with _limited(self._client, self._transport.deadline):
                return self._transact(message, octets, options)
        except (OSError, smtplib.SMTPException) as error:
            self._lost(error)
        except (Deferred, Rejected, RelayUnusable) as error:
            self._clear(error.code)
            raise

    def _transact(self, message: Message, octets: bytes, options: tuple[str, ...]) -> Receipt:
        dsn = f" NOTIFY=FAILURE ORCPT=rfc822;{_xtext(message.recipient)}" if self._may_dsn(message) else ""
        self._command(Stage.MAIL, f"MAIL FROM:<{message.sender}>{''.join(options)}", 250)
        self._command(Stage.RCPT, f"RCPT TO:<{message.recipient}>{dsn}", 250, 251)
        self._command(Stage.DATA, "DATA", 354)
        end = b"" if octets.endswith(b"\r\n") else b"\r\n"
        self._client.write(_LONE_DOT.sub(b"..", octets) + end)
        self._dotted = True
        self._client.write(b".\r\n")
        code, text = self._client.getreply()
        self._dotted = False
        if code != 250:
            raise refusal(Stage.BODY, code, _words(text))
        words = _words(text)
        return Receipt(code, enhanced_of(words), words, self._transport.name)

    def _command(self, stage: Stage, command: str, *good: int) -> None:
        self._client.write(command.encode() + b"\r\n")
        code, text = self._client.getreply()
        if code not in good:
            raise refusal(stage, code, _words(text))

    def _options(self, message: Message, octets: bytes) -> tuple[str, ...]:
        if self._most_octets and len(octets) > self._most_octets:
            raise Rejected(
                f"The message has {len(octets)} octets, {self._transport.name} takes {self._most_octets}.",
                code=552,
                enhanced="5.3.4",
            )
        utf8 = not message.recipient.isascii()
        if utf8 and not self._utf8:
            raise Rejected(f"{self._transport.name} takes no addresses beyond ASCII.", code=553, enhanced="5.6.7")
        if not self._eight_bit and not octets.isascii():
            raise Rejected(f"{self._transport.name} takes no 8-bit text.", code=554, enhanced="5.6.1")
        return (
            f" SIZE={len(octets)}" if "size" in self._client.esmtp_features else "",
            " BODY=8BITMIME" if self._eight_bit else "",
            " SMTPUTF8" if utf8 else "",
            f" RET=HDRS ENVID={_xtext(message.message_id.strip('<>'))}" if self._dsn else "",
        )

    def _may_dsn(self, message: Message) -> bool:
        return self._dsn and message.recipient.isascii()

    def _lost(self, error: Exception) -> NoReturn:
        self.usable = False
        self._client.close()
        if self._dotted:
            raise Uncertain(f"The answer after the message was lost: {error}") from error
        raise Deferred(f"The connection was lost before the message was over: {error}", code=421) from error

    def _clear(self, code: int) -> None:
        """After a refusal make the next message start afresh."""
        if code == 421:
            self.usable = False
            return
        try:
            with _limited(self._client, min(_RESET_SECONDS, self._transport.deadline)):
                self._client.write(b"RSET\r\n")
                self.usable = self._client.getreply()[0] == 250
        except (OSError, smtplib.SMTPException):
            self.usable = False


class _Client(smtplib.SMTP):
    """smtplib's connection: TLS from the first byte where asked, and a socket that a timer can reach at any time."""

    def __init__(self, transport: SmtpTransport) -> None:
        super().__init__(timeout=transport.deadline, local_hostname=transport.helo)
        self._host = transport.host  # the name that STARTTLS verifies
        self._tls = (transport.trust or ssl.create_default_context()) if transport.tls == "tls" else None
        self.wire: socket.socket | None = None

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = socket.create_connection((host, port), timeout)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # the final dot must not wait for an ACK
        self.wire = plain
        if self._tls is None:
            return plain
        self.wire = self._tls.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
        self.wire.do_handshake()
        return self.wire

    def getreply(self) -> tuple[int, bytes]:
        """One whole reply. smtplib's own takes a line that breaks off for a reply, and lines without end."""
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("the connection is closed")
        self.file = self.file or self.sock.makefile("rb")
        words: list[bytes] = []
        while len(words) < _MOST_LINES:
            line = self.file.readline(_LONGEST_LINE)
            if not line.endswith(b"\n") or not line[:3].isdigit():
                break
            words.append(line[4:].strip())
            if line[3:4] != b"-":
                return int(line[:3]), b"\n".join(words)
        raise smtplib.SMTPServerDisconnected("the connection ended, or what came was no reply")

    def write(self, octets: bytes) -> None:
        """Send, without smtplib's habit of closing and forgetting the socket."""
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("the connection is closed")
        self.sock.sendall(octets)

    def shut(self) -> None:
        """End whatever waits for this connection; called by a timer's thread."""
        wire = self.sock or self.wire
        if wire is not None:
            with suppress(OSError):
                socket.socket.shutdown(wire, socket.SHUT_RDWR)

    def leave(self) -> None:
        """Say goodbye without waiting for an answer, and close."""
        with suppress(OSError, smtplib.SMTPException):
            self.write(b"QUIT\r\n")
        with suppress(OSError):
            self.close()
        if self.wire is not None:
            with suppress(OSError):
                self.wire.close()


@contextmanager
def _limited(client: _Client, seconds: float) -> Iterator[None]:
    timer = Timer(seconds, client.shut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _words(text: bytes | str) -> str:
    decoded = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return " ".join(decoded.split())


def _xtext(value: str) -> str:
    """RFC 3461 §4: plus, equals and whatever is not visible ASCII as +XX."""
    return "".join(c if "!" <= c <= "~" and c not in "+=" else f"+{ord(c):02X}" for c in value)
