"""One open SMTP connection as a machine without input or output: messages and replies in, octets and answers out.

Replies come in the order of the commands, so each belongs to the oldest transaction that is not over. How far ahead
commands are written depends on what the server offers:

- PIPELINING (RFC 2920): MAIL, RCPT and DATA at once; the next envelope follows the final dot at once.
- with CHUNKING (RFC 3030) too: a window of whole transactions. Each that follows one without its answer begins with
  RSET: after a refused RCPT some servers (Exim) keep the transaction open, refuse the next MAIL, and would take the
  next message under the sender of the one before.
- neither: a command, its reply, the next command.
"""

from collections import deque
from enum import IntEnum

from digest.mail.envelope import Envelopes, stuffed
from digest.mail.offers import Offers
from digest.mail.replies import Stage, enhanced_of, refusal
from digest.mail.reply import ReplyReader, text_of
from digest.mail.transport import Answer
from digest.model.delivery import Message, Receipt
from digest.model.errors import Deferred, DeliveryError, RelayUnusable, Uncertain

Told = list[tuple[Message, Answer | None]]  # None: it may go once more, over another connection

_CLOSING, _GO_ON, _BAD_SEQUENCE = 421, 354, 503
_MOST_UNWELCOME = 3  # mails in a row that are refused as if it were us, before we believe it
_PATIENCE = 4  # the whole window must be answered within this part of the deadline, as things go


class _Step(IntEnum):
    """What a transaction waits for the reply to."""

    RESET = 0
    MAIL = 1
    RCPT = 2
    DATA = 3
    BODY = 4


_STAGES = {_Step.MAIL: Stage.MAIL, _Step.RCPT: Stage.RCPT, _Step.DATA: Stage.DATA, _Step.BODY: Stage.BODY}
_RESET, _MAIL, _RCPT, _DATA, _BODY = _Step  # looking a member up costs more than all else that a reply does


class _Transaction:
    """A message on its way."""

    __slots__ = ("begun", "commands", "end", "error", "message", "step")

    def __init__(self, message: Message, step: _Step, begun: float) -> None:
        self.message, self.step, self.begun = message, step, begun
        self.error: DeliveryError | None = None  # the first refusal counts; those that follow from it do not
        self.end = 0  # octets of the connection at which its last one is written; 0: not yet written
        self.commands: tuple[str, str] = ("", "")  # MAIL and RCPT, where they go one by one


class Conversation:
    """See above. `output` is for the owner to send, and to empty; `ended` says why no more will come of it."""

    def __init__(
        self,
        offers: Offers,
        relay: str,
        *,
        window: int = 10,
        deadline: float = 120.0,
        pipelining: bool = True,
        proven: bool = False,
    ) -> None:
        self.output: list[bytes] = []
        self.written = 0  # octets put into `output` so far
        self.ended = ""
        self.misordered = False  # replies that do not fit what was asked
        self.answered = 0  # transactions that came to their end
        self._relay = relay
        self._envelopes = Envelopes(offers, relay)
        self._reader = ReplyReader()
        self._going = deque[_Transaction]()
        self._lockstep = not (pipelining and offers.pipelining)
        self._proven = proven  # it has answered commands that were written ahead
        self._chunked = offers.chunking and not self._lockstep
        self._after = (_MAIL, _RCPT, _BODY if self._chunked else _DATA, _BODY)
        self._unclear = False  # a transaction may have been left open
        self._unwelcome = 0  # mails in a row whose refusal is said to concern us
        self._window = max(window, 1)
        self._allowed = 1  # grows with each answer: a window is not opened to a server that has not shown itself
        self._deadline = deadline
        self._last = 0.0  # when the latest transaction was over

    # --- messages -------------------------------------------------------------------------------------------

    @property
    def going(self) -> int:
        """Messages that are not answered yet."""
        return len(self._going)

    @property
    def oldest(self) -> float | None:
        """When the oldest of them began."""
        return self._going[0].begun if self._going else None

    @property
    def pipelined(self) -> bool:
        """Whether commands are written ahead of replies."""
        return not self._lockstep

    @property
    def suspect(self) -> bool:
        """Whether the server, if it is lost now, may be one that breaks pipelining: it finished nothing."""
        new = self.pipelined and not self._proven and not self.answered
        return new and bool(self._going) and not self._closing

    def room(self) -> int:
        """How many messages may begin now."""
        going = self._going
        if self.ended:
            return 0
        if self._chunked:
            free = self._allowed - len(going)
            # Several at a time: one write, and one packet, for all of them.
            return free if not going or free * 4 >= self._allowed else 0
        if not going:
            return 1
        return int(len(going) == 1 and not self._lockstep and self._allowed > 1 and self._chains(going[0]))

    def _chains(self, ahead: _Transaction) -> bool:
        """Whether the next envelope may follow: DATA must be the last command that is not answered."""
        return ahead.end > 0 and ahead.error is None

    def begin(self, message: Message, now: float) -> None:
        """Put a message on its way. Raises Rejected for one that this server cannot carry."""
        parts = message.parts
        ends = parts and parts[-1].endswith(b"\r\n")
        octets = sum(map(len, parts))
        mail, rcpt = self._envelopes.write(message, octets)
        reset = self._unclear or bool(self._chunked and self._going)
        going = _Transaction(message, _RESET if reset else _MAIL, now)
        self._unclear = False
        self._going.append(going)
        if self._lockstep:
            going.commands = mail, rcpt
            self._command("RSET\r\n" if reset else mail)
            return
        head = f"RSET\r\n{mail}{rcpt}" if reset else mail + rcpt
        if not self._chunked:
            self._command(f"{head}DATA\r\n")
            return
        octets += 0 if ends else 2
        self._command(f"{head}BDAT {octets} LAST\r\n")
        self.output += parts
        if not ends:
            self.output.append(b"\r\n")
        self.written += octets
        going.end = self.written

    def _command(self, words: str) -> None:
        octets = words.encode()
        self.output.append(octets)
        self.written += len(octets)

    def quit(self) -> None:
        """Say goodbye; nothing may be going."""
        if not self.ended:
            self.ended = "we said goodbye"
            self._command("QUIT\r\n")

    # --- replies --------------------------------------------------------------------------------------------

    def receive(self, octets: bytes, now: float) -> Told:
        """What became of messages, by what came from the server. When `ended` is set then, ask `lost` for the rest."""
        told, going = Told(), self._going
        for code, lines in self._reader.read(octets):
            if going:
                self._answered(going[0], code, lines, told, now)
            else:
                self._uncalled(code, lines)
            if self.ended:
                return told
        if self._reader.nonsense:
            self._end(self._reader.nonsense, misordered=True)
        return told

    def _answered(self, ahead: _Transaction, code: int, lines: bytes, told: Told, now: float) -> None:
        step = ahead.step
        if step is _BODY and code != _GO_ON:
            self._going.popleft()
            told.append((ahead.message, self._verdict(ahead, code, text_of(lines), now)))
        elif 200 <= code < 300 and step is not _DATA:
            ahead.step = self._after[step]
            if self._lockstep:
                self._next_command(ahead)
        elif code == _GO_ON and step is _DATA:
            self._write_body(ahead)
        else:
            self._refused(ahead, code, text_of(lines), told)

    def _verdict(self, over: _Transaction, code: int, text: str, now: float) -> Answer:
        self.answered += code != _CLOSING
        if self._allowed < self._window:
            self._allowed = min(self._allowed * 2, self._window)
        took = now - max(over.begun, self._last)
        if took * self._window * _PATIENCE > self._deadline:
            self._allowed = max(1, min(self._allowed, int(self._deadline / _PATIENCE / took)))
        self._last = now
        if code == _CLOSING:
            self._end(f"{code} {text}")
        if 200 <= code < 300 and over.error is None:
            self._unclear, self._unwelcome = False, 0
            return Receipt(code, enhanced_of(text), text, self._relay)
        # After a refused BDAT the state of things is indeterminate (RFC 3030 §2); after DATA nothing is left open.
        self._unclear = self._chunked or over.error is not None
        return over.error or self._refusal(Stage.BODY, code, text)

    def _next_command(self, ahead: _Transaction) -> None:
        """Lockstep: what is written once the reply before it is good."""
        if ahead.step is _MAIL:
            self._command(ahead.commands[0])
        elif ahead.step is _RCPT:
            self._command(ahead.commands[1])
        else:
            self._command("DATA\r\n")

    def _write_body(self, ahead: _Transaction) -> None:
        ahead.step = _BODY
        if ahead.error is not None:  # refused, and yet told to go on (RFC 2920 §3.1): an empty body ends it
            parts: list[bytes] | tuple[bytes, ...] = [b".\r\n"]
        else:
            message = ahead.message
            parts = message.parts if message.dotless else stuffed(message.parts)
            end = b".\r\n" if parts and parts[-1].endswith(b"\r\n") else b"\r\n.\r\n"
            parts = (*parts, end)
        self.output += parts
        self.written += sum(map(len, parts))
        ahead.end = self.written

    def _refused(self, ahead: _Transaction, code: int, text: str, told: Told) -> None:
        """A reply that is no success before the body."""
        step = ahead.step
        early = step is _MAIL and code == _BAD_SEQUENCE and not self._lockstep
        if code < 400 or early or (step is _RESET and code != _CLOSING):
            self._misorder(ahead, code)
            return
        if step is _RESET:  # the message behind it was not looked at
            self._end(f"{code} {text}")
            return
        ahead.error = ahead.error or self._refusal(_STAGES[step], code, text)
        if code == _CLOSING:
            self._end(f"{code} {text}")
        elif self._lockstep or step is _DATA:
            self._unclear = True
            self.answered += 1
        else:
            ahead.step = self._after[step]
            return
        self._going.popleft()
        told.append((ahead.message, ahead.error))

    def _refusal(self, stage: Stage, code: int, text: str) -> DeliveryError:
        """What a refusal means. "Relaying denied" may be said by a server behind, of one recipient alone."""
        error = refusal(stage, code, text)
        if not isinstance(error, RelayUnusable):
            self._unwelcome = 0
            return error
        if stage is Stage.MAIL:
            return error
        self._unwelcome += 1
        if self._unwelcome >= _MOST_UNWELCOME:
            return error
        return Deferred(str(error), code=error.code, enhanced=error.enhanced)

    # --- the end --------------------------------------------------------------------------------------------

    def lost(self, why: str, sent: int, *, late: bool = False) -> Told:
        """What became of the rest, when the connection is over after `sent` octets of ours left; `late`: the deadline.

        What the server had before it may be why it closed: that message waits. Those that it had not begun with may
        go once more, and all of them if it is written ahead that the server cannot do.
        """
        unfit, told = self.misordered or self.suspect, Told()
        for place, one in enumerate(self._going):
            fresh = place > 0 or (one.step <= _MAIL and self.answered > 0)
            told.append((one.message, self._fate(one, why, sent, again=not late and (unfit or fresh))))
        self._going.clear()
        self.ended = self.ended or why
        return told

    def _fate(self, one: _Transaction, why: str, sent: int, *, again: bool) -> Answer | None:
        if one.error is not None:
            return one.error
        if one.end and sent >= one.end and not self._closing:
            return Uncertain(f"The answer after the message was lost: {why}")
        if again or self._closing:  # after 421 the server executes nothing (RFC 5321 §3.8)
            return None
        return Deferred(f"The connection was lost before the message was over: {why}", code=_CLOSING)

    def _uncalled(self, code: int, lines: bytes) -> None:
        """A reply that nobody asked for: a goodbye, or a server that lost count."""
        self._end(f"{code} {text_of(lines)}", misordered=code != _CLOSING)

    def _misorder(self, ahead: _Transaction, code: int) -> None:
        self._end(f"{code} in answer to {_STAGES.get(ahead.step, 'RSET')}", misordered=True)

    @property
    def _closing(self) -> bool:
        return self.ended.startswith(str(_CLOSING))

    def _end(self, why: str, *, misordered: bool = False) -> None:
        self.ended, self.misordered = why, misordered
