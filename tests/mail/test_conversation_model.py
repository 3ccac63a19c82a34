"""The conversation against a model of a server that refuses, closes and answers in pieces at random.

Every message is heard of exactly once, and what is said of it is what the server knows.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import cycle

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
        """The answer to what comes next, if all of it is there."""
        if self._in_data:
            _, dot, rest = (b"\r\n" + self._held).partition(b"\r\n.\r\n")
            if not dot:
                return None
            self._held, self._in_data = rest, False
            return self._body()
        line, end, rest = self._held.partition(b"\r\n")
        size = int(line.split()[1]) if end and line.startswith(b"BDAT") else 0
        if not end or len(rest) < size:
            return None
        self._held = rest[size:]
        verbs = {
            b"RSET": self._rset,
            b"MAIL": self._mail,
            b"RCPT": self._rcpt,
            b"DATA": self._data,
            b"BDAT": self._bdat,
        }
        return verbs[line[:4]](line.decode())

    def _rset(self, _: str) -> bytes:
        self._sender = self._recipient = ""
        return b"250 2.0.0 reset\r\n"

    def _mail(self, line: str) -> bytes:
        if self._sender:
            return b"503 5.5.1 nested MAIL\r\n"
        number = int(line.partition("FROM:<s")[2].partition("@")[0])
        self._fate = self.fates[number]
        return self._step("mail", lambda: setattr(self, "_sender", f"s{number}"))

    def _rcpt(self, line: str) -> bytes:
        if not self._sender:
            return b"503 5.5.1 need MAIL\r\n"
        return self._step("rcpt", lambda: setattr(self, "_recipient", line.partition("<")[2].partition("@")[0]))

    def _data(self, _: str) -> bytes:
        if not self._recipient and not (self._sender and self.goes_on):
            return b"554 5.5.1 no valid recipients\r\n"
        if self._fate == "data 451":
            return b"451 4.3.0 no room\r\n"
        self._in_data = True
        return b"354 go on\r\n"

    def _bdat(self, _: str) -> bytes:
        if self._recipient:
            return self._body()
        if not self.keeps_open:
            self._sender = ""
        return b"503 5.5.1 need RCPT\r\n"

    def _step(self, name: str, good: Callable[[], None]) -> bytes:
        if self._fate == f"{name} close":
            self.closed = True
            return b""
        if self._fate.startswith(name):
            code = self._fate.split()[1]
            self.closed = code == "421"
            return f"{code} no\r\n".encode()
        good()
        return b"250 ok\r\n"

    def _body(self) -> bytes:
        sender, recipient, fate = self._sender, self._recipient, self._fate
        self._sender = self._recipient = ""
        if not recipient:
            return b"554 5.5.1 no valid recipients\r\n"
        if fate in {"take", "keep and close"}:
            self.taken.append((sender, recipient))
        self.closed = fate in {"keep and close", "body close", "body 421"}
        says = fate.partition(" ")[2]  # of BDAT, "data 451" too: it has no reply before its text's
        return {"": b"250 2.0.0 taken\r\n"}.get(says, f"{says} no\r\n".encode() if says.isdigit() else b"")


def expected(fate: str, *, chunked: bool) -> set[type]:
    if fate in {"body close", "keep and close"}:
        return {Uncertain}
    if fate in {"take", "mail 550"}:
        return {KIND[fate]}
    code = fate.split()[1]
    if code == "close" and chunked:  # the whole of it may have gone out before the server closed
        return {Deferred, Uncertain}
    return {KIND[code]} if code in KIND else {Rejected if code.startswith("5") else Deferred}


class Drive:
    """Carries messages from a conversation to a server and answers back, in pieces of the given sizes."""

    def __init__(self, talk: Conversation, server: Server, sizes: list[int]) -> None:
        self.talk, self.server = talk, server
        self.heard: dict[int, Answer | None] = {}
        self.begun = 0
        self._sizes, self._sent = cycle(sizes), 0
        self._pending = self._answers = b""

    def run(self) -> None:
        """Until all is answered, or the connection is over."""
        while not self.talk.ended and self._step():
            pass
        if not self.talk.ended:
            self._take(self.talk.receive(self._answers, 0.0))
        self._take(self.talk.lost("gone", self._sent))

    def _step(self) -> bool:
        talk = self.talk
        while talk.room() > 0 and self.begun < len(self.server.fates):
            talk.begin(message(self.begun), 0.0)
            self.begun += 1
        self._pending += b"".join(talk.output)
        talk.output.clear()
        size = next(self._sizes)
        if self._pending and not self.server.closed:
            chunk, self._pending = self._pending[:size], self._pending[size:]
            self._sent += len(chunk)
            self._answers += self.server.hear(chunk)
        elif self._answers:
            chunk, self._answers = self._answers[:size], self._answers[size:]
            self._take(talk.receive(chunk, 0.0))
        else:
            return not self.server.closed and talk.going > 0
        return True

    def _take(self, told: list[tuple[Message, Answer | None]]) -> None:
        for one, answer in told:
            assert one.key not in self.heard, "heard of twice"
            self.heard[one.key] = answer


def message(number: int) -> Message:
    return Message(f"<{number}@x>", f"s{number}@x", f"r{number}@x", (b"Subject: x\r\n\r\n", b".\r\n"), number)


OFFERED = [Offers(), Offers(pipelining=True), Offers(pipelining=True, chunking=True)]
SERVERS = st.builds(
    lambda fates, end, place, keeps_open, goes_on: Server([*fates[:place], end, *fates[place:]], keeps_open, goes_on),
    st.lists(st.sampled_from(FATES), max_size=12),
    st.sampled_from([*ENDS, "take"]),
    st.integers(0, 12),
    st.booleans(),
    st.booleans(),
)


@settings(max_examples=400, deadline=None)
@given(
    server=SERVERS,
    offers=st.sampled_from(OFFERED),
    window=st.integers(1, 12),
    sizes=st.lists(st.integers(1, 90), min_size=1, max_size=20),
)
def test_every_message_is_heard_of_once_and_rightly(
    server: Server, offers: Offers, window: int, sizes: list[int]
) -> None:
    """Whatever is refused, wherever the server closes, and however octets are cut on both ways."""
    talk = Conversation(offers, "mx:25", window=window, proven=True)
    drive = Drive(talk, server, sizes)
    drive.run()
    assert sorted(drive.heard) == list(range(drive.begun))
    assert not talk.misordered
    assert all(sender[1:] == recipient[1:] for sender, recipient in server.taken), "taken under another's sender"
    recipients = [recipient for _, recipient in server.taken]
    assert len(recipients) == len(set(recipients))
    end = next((place for place, fate in enumerate(server.fates) if fate in ENDS), len(server.fates))
    for key, answer in drive.heard.items():
        assert is_right(answer, taken=f"r{key}" in recipients)
        if key <= end:
            assert answer is None or type(answer) in expected(server.fates[key], chunked=offers.chunking)
        assert answer is not None or key >= end


def is_right(answer: Answer | None, *, taken: bool) -> bool:
    """Whether it is what the server knows."""
    return isinstance(answer, Uncertain) or isinstance(answer, Receipt) == taken
