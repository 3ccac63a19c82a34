"""An SMTP server on loopback that keeps each message as an .eml file, and misbehaves when told to. No relay.

It says 250 only when the file is on the disk, so its folder is the truth about what was taken.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from enum import StrEnum
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from digest.mail import files

MOST_OCTETS = 32 * 1024 * 1024
WAIT = 0.2  # seconds


class Trick(StrEnum):
    """What a server may do instead of answering."""

    HANG = "hang"  # never answers
    DRIP = "drip"  # a byte of an answer now and then, never a whole line
    CLOSE = "close"  # closes without an answer
    KEEP_AND_CLOSE = "keep and close"  # takes the message, then closes without an answer
    KEEP_AND_WAIT = "keep and wait"  # takes the message, and says so a moment later


@dataclass(frozen=True, slots=True)
class Answer:
    """What the sink says to one recipient: a reply such as "450 4.2.0 later", or a trick."""

    at: str  # "RCPT" or "DATA" (after the final dot)
    say: str | Trick
    times: int = 1_000_000  # then it accepts


class Sink:
    """The server. Use it as a context; `port` 0 takes any that is free. `answers`: by recipient's address."""

    def __init__(self, folder: Path, *, port: int = 0, answers: Mapping[str, Answer] | None = None) -> None:
        self.folder = folder
        (folder / "tmp").mkdir(parents=True, exist_ok=True)
        self._handler = _Handler(folder, dict(answers or {}))
        self._controller = _Controller(self._handler, hostname="127.0.0.1", port=port)

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._controller.bound_port

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop(no_assert=True)

    def messages(self) -> list[Path]:
        """Every message taken, oldest first."""
        return sorted(self.folder.glob("*.eml"), key=lambda path: (path.stat().st_mtime_ns, path.name))


class _Controller(Controller):
    def factory(self) -> SMTP:
        return SMTP(self.handler, data_size_limit=MOST_OCTETS, enable_SMTPUTF8=True, ident="digest sink")

    def _trigger_server(self) -> None:
        # aiosmtpd connects once to see that the server runs; with port 0 it must learn the port first.
        self.port = self.bound_port
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd annotates only some of itself

    @property
    def bound_port(self) -> int:
        return int(self.server.sockets[0].getsockname()[1]) if isinstance(self.server, asyncio.Server) else self.port


class _Handler:
    def __init__(self, folder: Path, answers: dict[str, Answer]) -> None:
        self._folder, self._answers, self._lock = folder, answers, Lock()

    async def handle_RCPT(  # noqa: N802  (aiosmtpd's name and arguments)
        self,
        server: SMTP,
        session: Session,  # noqa: ARG002
        envelope: Envelope,
        address: str,
        options: list[str],  # noqa: ARG002
    ) -> str:
        say = self._say("RCPT", address)
        if say is None:
            envelope.rcpt_tos.append(address)
            return "250 2.1.5 OK"
        return await _answer(server, say)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802
        say = next((found for address in envelope.rcpt_tos if (found := self._say("DATA", address))), None)
        if say in {None, Trick.KEEP_AND_CLOSE, Trick.KEEP_AND_WAIT}:
            name = await asyncio.to_thread(self._keep, envelope)
        if say is Trick.KEEP_AND_WAIT:
            await asyncio.sleep(WAIT)
        elif say is not None:
            return await _answer(server, say)
        return f"250 2.0.0 kept as {name}"

    def _say(self, at: str, address: str) -> str | Trick | None:
        with self._lock:
            answer = self._answers.get(address)
            if answer is None or answer.at != at or answer.times == 0:
                return None
            self._answers[address] = Answer(answer.at, answer.say, answer.times - 1)
            return answer.say

    def _keep(self, envelope: Envelope) -> str:
        octets = envelope.content if isinstance(envelope.content, bytes) else b""
        message_id = str(BytesHeaderParser().parsebytes(octets).get("Message-ID", ""))
        seen_by = "".join(f"X-RcptTo: {address}\r\n" for address in envelope.rcpt_tos)
        trace = f"Return-Path: <{envelope.mail_from}>\r\n{seen_by}".encode()
        name = f"{files.unique(message_id)}.eml"
        return files.store(self._folder, self._folder / "tmp", name, trace, octets).name


async def _answer(server: SMTP, say: str | Trick) -> str:
    if not isinstance(say, Trick):
        return say
    wire = server.transport
    assert isinstance(wire, asyncio.Transport)
    with suppress(ConnectionError):
        while say in {Trick.HANG, Trick.DRIP} and not wire.is_closing():
            if say is Trick.DRIP:
                wire.write(b"2")
            await asyncio.sleep(0.2)
    wire.abort()
    return "421 4.3.0 closing"
