"""The conversation against a model of a server that refuses, closes and answers in pieces at random.

Every message is heard of exactly once, and what is said of it is what the server knows.
"""

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from digest.mail.conversation import Conversation
from digest.mail.offers import Offers
from digest.mail.transport import Answer
from digest.model.delivery import Message, Receipt
from digest.model.errors import Deferred, Rejected, RelayUnusable, Uncertain

# What the server does with a message: where it says no, and how.
FATES = ["take", "mail 552", "mail 451", "mail 550", "rcpt 550", "rcpt 450", "data 451", "body 554", "body 452"]
ENDS = ["mail 421", "rcpt 421", "body 421", "mail close", "rcpt close", "body close", "keep and close"]
KIND = {"take": Receipt, "mail 550": RelayUnusable, "close": Deferred, "421": Deferred}


@dataclass
class Server:
    """A server in memory. `keeps_open`: as Exim does after a refused RCPT; `goes_on`: 354 whatever was refused."""

    fates: list[str]
    keeps_open: bool
    goes_on: bool
    taken: list[tuple[str, str]] = field(default_factory=list)  # sender and recipient of each message
    closed: bool = False
    _held: bytes = b""
    _sender: str = ""
    _recipient: str = ""
    _in_data: bool = False
    _fate: str = "take"

    def hear(self, octets: bytes) -> bytes:
        """What it answers."""
        self._held += octets
        said = b""
        while not self.closed and (more := self._one()) is not None:
            said += more
        return said

    def _one(self) -> bytes | None:
        if self._in_data:
            text, dot, rest = (b"\r\n" + self._held).partition(b"\r\n.\r\n")
            if not dot:
                return None
            self._held, self._in_data = rest, False
            return self._body()
        line, end, rest = self._held.partition(b"\r\n")
        if not end:
            return None
        if line.startswith(b"BDAT"):
            size = int(line.split()[1])
            if len(rest) < size:
                return None
            self._held = rest[size:]
            if self._recipient:
                return self._body()
            if not self.keeps_open:
                self._sender = ""
            return b"503 5.5.1 need RCPT\r\n"
        self._held = rest
        return self._command(line.decode())

    def _command(self, line: str) -> bytes:
        if line.startswith("RSET"):
            self._sender = self._recipient = ""
            return b"250 2.0.0 reset\r\n"
        if line.startswith("MAIL"):
            if self._sender:
                return b"503 5.5.1 nested MAIL\r\n"
            number = int(line.partition("FROM:<s")[2].partition("@")[0])
            self._fate = self.fates[number] if number < len(self.fates) else "take"
            return self._step("mail", lambda: setattr(self, "_sender", f"s{number}"))
        if line.startswith("RCPT"):
            if not self._sender:
                return b"503 5.5.1 need MAIL\r\n"
            return self._step("rcpt", lambda: setattr(self, "_recipient", line.partition("<")[2].partition("@")[0]))
        if line.startswith("DATA"):
            if not self._recipient and not (self._sender and self.goes_on):
                return b"554 5.5.1 no valid recipients\r\n"
            if self._fate == "data 451":
                return b"451 4.3.0 no room\r\n"
            self._in_data = True
            return b"354 go on\r\n"
        return b"221 bye\r\n"

    def _step(self, name: str, good: object) -> bytes:
        if self._fate == f"{name} close":
            self.closed = True
            return b""
        if self._fate.startswith(name):
            code = self._fate.split()[1]
            self.closed = code == "421"
            return f"{code} no\r\n".encode()
        good()  # type: ignore[operator]
        return b"250 ok\r\n"

    def _body(self) -> bytes:
        sender, recipient, fate = self._sender, self._recipient, self._fate
        self._sender = self._recipient = ""
        if not recipient:
            return b"554 5.5.1 no valid recipients\r\n"
        if fate in {"body close", "body 421"}:
            self.closed = True
            return b"" if fate == "body close" else b"421 closing\r\n"
        if fate.startswith("body"):
            return f"{fate.split()[1]} no\r\n".encode()
        if fate == "data 451":  # of BDAT, which has no reply before its text's
            return b"451 4.3.0 no room\r\n"
        self.taken.append((sender, recipient))
        self.closed = fate == "keep and close"
        return b"" if self.closed else b"250 2.0.0 taken\r\n"


def expected(fate: str, *, chunked: bool) -> set[type]:
    if fate in {"body close", "keep and close"}:
        return {Uncertain}
    if fate in {"take", "mail 550"}:
        return {KIND[fate]}
    code = fate.split()[1]
    if code == "close" and chunked:  # the whole of it may have gone out before the server closed
        return {Deferred, Uncertain}
    return {KIND[code]} if code in KIND else {Rejected if code.startswith("5") else Deferred}


@settings(max_examples=400, deadline=None)
@given(
    fates=st.lists(st.sampled_from(FATES), max_size=12),
    end=st.sampled_from([*ENDS, "take"]),
    place=st.integers(0, 12),
    offers=st.sampled_from([Offers(), Offers(pipelining=True), Offers(pipelining=True, chunking=True)]),
    window=st.integers(1, 12),
    keeps_open=st.booleans(),
    goes_on=st.booleans(),
    sizes=st.lists(st.integers(1, 90), min_size=1, max_size=20),
)
def test_every_message_is_heard_of_once_and_rightly(
    fates: list[str],
    end: str,
    place: int,
    offers: Offers,
    window: int,
    keeps_open: bool,
    goes_on: bool,
    sizes: list[int],
) -> None:
    """Whatever is refused, wherever the server closes, and however octets are cut on both ways."""
    fates.insert(place, end)
    server = Server(fates, keeps_open, goes_on)
    waiting = [
        Message(f"<{n}@x>", f"s{n}@x", f"r{n}@x", (b"Subject: x\r\n\r\n", b".\r\n"), n) for n in range(len(fates))
    ]
    talk = Conversation(offers, "mx:25", window=window, proven=True)
    heard: dict[int, Answer | None] = {}
    begun, sent, step = 0, 0, 0
    pending = answers = b""

    def take(told: list[tuple[Message, Answer | None]]) -> None:
        for message, answer in told:
            assert message.key not in heard, "heard of twice"
            heard[message.key] = answer

    while not talk.ended:
        while talk.room() > 0 and begun < len(waiting):
            talk.begin(waiting[begun], 0.0)
            begun += 1
        pending += b"".join(talk.output)
        talk.output.clear()
        size = sizes[step % len(sizes)]
        step += 1
        if pending and not server.closed:
            chunk, pending = pending[:size], pending[size:]
            sent += len(chunk)
            answers += server.hear(chunk)
        elif answers:
            chunk, answers = answers[:size], answers[size:]
            take(talk.receive(chunk, 0.0))
        elif server.closed or not talk.going:
            break
    take(talk.receive(answers, 0.0) if not talk.ended else [])
    take(talk.lost("gone", sent))
    assert sorted(heard) == list(range(begun))
    assert not talk.misordered
    recipients = [recipient for _, recipient in server.taken]
    assert len(recipients) == len(set(recipients))
    for sender, recipient in server.taken:
        assert sender[1:] == recipient[1:], "a message was taken under another's sender"
    for key, answer in heard.items():
        taken = f"r{key}" in recipients
        if isinstance(answer, Receipt):
            assert taken
        elif not isinstance(answer, Uncertain):
            assert not taken
        if key <= fates.index(end) or end == "take":
            assert type(answer) in expected(fates[key], chunked=offers.chunking) or answer is None, (fates[key], answer)
        assert answer is not None or key >= fates.index(end)
