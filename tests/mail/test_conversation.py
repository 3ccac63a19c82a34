"""One connection's conversation: which reply is whose, what is written when, what a loss means."""

from dataclasses import replace

import pytest
from carrying import kinds, mail, mails

from digest.mail.conversation import Conversation
from digest.mail.offers import Offers
from digest.mail.transport import Answer
from digest.model.delivery import Message, Receipt
from digest.model.errors import Deferred, Rejected, RelayUnusable, Uncertain

DATA = Offers(pipelining=True)
BDAT = Offers(pipelining=True, chunking=True)
LOCKSTEP = Offers()


class Talk:
    """A conversation with what it wrote and what it told."""

    def __init__(self, offers: Offers, **options: object) -> None:
        self.inner = Conversation(offers, "mx:25", **options)  # type: ignore[arg-type]
        self.told: dict[int, Answer | None] = {}

    def begin(self, *messages: Message) -> bytes:
        for message in messages:
            self.inner.begin(message, 0.0)
        return self.wrote()

    def wrote(self) -> bytes:
        octets = b"".join(self.inner.output)
        self.inner.output.clear()
        return octets

    def hear(self, *replies: str) -> bytes:
        """What it writes then."""
        told = self.inner.receive("".join(f"{reply}\r\n" for reply in replies).encode(), 1.0)
        self.told |= {message.key: answer for message, answer in told}
        return self.wrote()

    def lose(self, sent: int | None = None, *, late: bool = False) -> None:
        told = self.inner.lost("gone", self.inner.written if sent is None else sent, late=late)
        self.told |= {message.key: answer for message, answer in told}

    def kinds(self) -> list[type]:
        return [type(self.told[key]) for key in sorted(self.told)]


def opened(offers: Offers, **options: object) -> Talk:
    """A conversation whose window is open: it has carried some messages."""
    talk, data = Talk(offers, **options), [] if offers == BDAT else ["354"]
    for _ in range(4):
        talk.begin(mail())
        talk.hear("250", "250", *data, "250")
    talk.told.clear()
    assert talk.inner.going == 0
    return talk


def small(key: int, body: bytes = b"x\r\n") -> Message:
    """Commands of a known length."""
    return Message(f"<{key}@x>", "s@x", f"r{key}@x", (body,), key)


# --- what is written when -----------------------------------------------------------------------------------


def test_commands_go_together_and_the_next_envelope_follows_the_dot() -> None:
    """RFC 2920: DATA is the last command of its group; the message's text begins the next."""
    talk = opened(DATA)
    envelope = b"MAIL FROM:<s@x>\r\nRCPT TO:<r%d@x>\r\nDATA\r\n"
    assert talk.begin(small(0)) == envelope % 0
    assert talk.inner.room() == 0
    assert talk.hear("250", "250", "354") == b"x\r\n.\r\n"
    assert talk.inner.room() == 1
    assert talk.begin(small(1)) == envelope % 1
    assert talk.inner.room() == 0
    assert talk.hear("250 2.0.0 taken", "250", "250", "354") == b"x\r\n.\r\n"
    assert talk.told == {0: Receipt(250, "2.0.0", "2.0.0 taken", "mx:25")}


def test_whole_transactions_go_together() -> None:
    """RFC 3030; each that follows another without its answer makes sure that nothing is left open."""
    talk = opened(BDAT)
    first = b"MAIL FROM:<s@x>\r\nRCPT TO:<r0@x>\r\nBDAT 3 LAST\r\nx\r\n"
    second = b"RSET\r\nMAIL FROM:<s@x>\r\nRCPT TO:<r1@x>\r\nBDAT 4 LAST\r\n.y\r\n"
    assert talk.begin(small(0), small(1, b".y\r\n")) == first + second
    talk.hear("250", "250", "250", "250", "250", "250", "250")
    assert talk.kinds() == [Receipt, Receipt]


def test_a_text_without_an_end_gets_one() -> None:
    """By the dot's rule, and by the count's."""
    talk = Talk(DATA)
    talk.begin(small(0, b"x"))
    assert talk.hear("250", "250", "354") == b"x\r\n.\r\n"
    assert Talk(BDAT).begin(small(0, b"x")).endswith(b"BDAT 3 LAST\r\nx\r\n")


def test_dots_are_stuffed_unless_there_are_none() -> None:
    """Who says that there are none is believed: looking costs time."""
    for dotless, text in ((False, b"..\r\n.\r\n"), (True, b".\r\n.\r\n")):
        talk = Talk(DATA)
        talk.begin(replace(small(0, b".\r\n"), dotless=dotless))
        assert talk.hear("250", "250", "354") == text


def test_without_pipelining_one_command_at_a_time() -> None:
    """CHUNKING alone changes nothing."""
    talk = Talk(Offers(chunking=True))
    assert talk.begin(small(0)) == b"MAIL FROM:<s@x>\r\n"
    assert talk.hear("250") == b"RCPT TO:<r0@x>\r\n"
    assert talk.hear("250") == b"DATA\r\n"
    assert talk.hear("354") == b"x\r\n.\r\n"
    assert talk.inner.room() == 0
    assert talk.hear("250") == b""
    assert (talk.kinds(), talk.inner.room()) == ([Receipt], 1)


def test_a_window_opens_with_each_answer() -> None:
    """A server must show first that it answers; several begin at a time."""
    talk = Talk(BDAT, window=10)
    rooms = []
    for _ in range(5):
        rooms.append(talk.inner.room())
        for key in range(rooms[-1]):
            talk.begin(small(key))
        talk.hear("250", "250", "250", *["250"] * 4 * (rooms[-1] - 1))
    assert rooms == [1, 2, 8, 10, 10]


def test_a_slow_server_gets_a_small_window() -> None:
    """All of it must be answered well within the deadline."""
    talk = Talk(BDAT, window=10, deadline=40)
    talk.begin(small(0))
    told = talk.inner.receive(b"250 ok\r\n" * 3, 5.0)
    assert kinds(answer for _, answer in told if answer) == [Receipt]
    assert talk.inner.room() == 2


# --- refusals (RFC 2920 §3.1) -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("replies", "wrote", "kind", "code"),
    [
        (("250", "550 5.1.1 unknown", "554 no valid recipients"), b"", Rejected, 550),
        (("250", "450 4.2.0 later", "503 need RCPT"), b"", Deferred, 450),
        (("250", "550 5.1.1 unknown", "354 go on", "554 no valid recipients"), b".\r\n", Rejected, 550),
        (("250", "550 5.1.1 unknown", "354 go on", "250 taken, whatever it was"), b".\r\n", Rejected, 550),
        (("552 5.3.4 too large", "503 need MAIL", "503 need RCPT"), b"", Rejected, 552),
        (("452 4.2.2 full", "250", "354 go on", "250"), b".\r\n", Deferred, 452),
        (("550 5.7.1 not you", "503 need MAIL", "503 need RCPT"), b"", RelayUnusable, 550),
        (("250", "250", "451 4.3.0 no room"), b"", Deferred, 451),
        (("250", "250", "554 5.7.1 not today"), b"", Rejected, 554),
        (("250", "250", "354", "554 5.7.1 spam"), b"x\r\n.\r\n", Rejected, 554),
        (("250", "250", "354", "452 4.2.2 full"), b"x\r\n.\r\n", Deferred, 452),
    ],
)
def test_refusals_in_a_group(replies: tuple[str, ...], wrote: bytes, kind: type, code: int) -> None:
    """The first refusal is the message's; what follows from it is not. Told to go on all the same, we end at once."""
    talk = opened(DATA)
    talk.begin(small(0))
    assert talk.hear(*replies) == wrote
    answer = talk.told[0]
    assert (type(answer), getattr(answer, "code", 0)) == (kind, code)
    assert talk.inner.room() == 1


@pytest.mark.parametrize(
    ("replies", "reset"),
    [
        (("250", "550 unknown", "554 no"), True),
        (("250", "550 unknown", "354", "554 no"), True),
        (("250", "250", "354", "554 spam"), False),
        (("250", "250", "354", "250"), False),
    ],
)
def test_only_what_may_be_left_open_is_reset(replies: tuple[str, ...], *, reset: bool) -> None:
    """In the same write as the next envelope; the text's answer has ended its transaction by itself."""
    talk = opened(DATA)
    talk.begin(small(0))
    talk.hear(*replies)
    assert talk.begin(small(1)).startswith(b"RSET\r\nMAIL" if reset else b"MAIL")


@pytest.mark.parametrize(
    ("second", "kind"),
    [
        (("250", "550 5.1.1 unknown", "503 need RCPT"), Rejected),
        (("250", "450 4.2.0 later", "554 no valid recipients"), Deferred),
        (("552 5.3.4 too large", "503", "503"), Rejected),
        (("250", "250", "552 5.2.2 full"), Rejected),
        (("250", "250", "451 4.3.0 no room"), Deferred),
    ],
)
def test_refusals_in_a_window(second: tuple[str, ...], kind: type) -> None:
    """They touch one message; those before and behind are taken."""
    talk = opened(BDAT)
    talk.begin(small(0), small(1), small(2))
    talk.hear("250", "250", "250", "250", *second, "250", "250", "250", "250")
    assert talk.kinds() == [Receipt, kind, Receipt]
    assert talk.begin(small(3)).startswith(b"MAIL")


# --- losses -------------------------------------------------------------------------------------------------


def test_a_lost_answer_is_in_doubt_only_after_the_last_octet() -> None:
    """Of the next message no more than its envelope was out: it goes over another connection."""
    talk = opened(DATA)
    talk.begin(small(0))
    talk.hear("250", "250", "354")
    end = talk.inner.written
    talk.begin(small(1))
    talk.lose()
    assert talk.kinds() == [Uncertain, type(None)]
    talk = opened(DATA)
    talk.begin(small(0))
    talk.hear("250", "250", "354")
    talk.lose(end - 1)
    assert talk.kinds() == [Deferred]


def test_in_a_window_each_has_its_own_last_octet() -> None:
    """Answered, in doubt, begun and not begun."""
    talk = opened(BDAT)
    ends = []
    for key in range(4):
        talk.begin(small(key))
        ends.append(talk.inner.written)
    talk.hear("250", "250", "250")
    talk.lose(ends[2] - 1)
    assert talk.kinds() == [Receipt, Uncertain, type(None), type(None)]


def test_what_was_refused_is_not_in_doubt() -> None:
    """However the connection ends."""
    talk = opened(BDAT)
    talk.begin(small(0), small(1))
    talk.hear("250", "550 5.1.1 unknown")
    talk.lose()
    assert talk.kinds() == [Rejected, Uncertain]


def test_late_is_late_for_all() -> None:
    """Nobody waits for a second deadline."""
    talk = opened(DATA)
    talk.begin(small(0))
    talk.hear("250", "250", "354")
    talk.begin(small(1))
    talk.lose(late=True)
    assert talk.kinds() == [Uncertain, Deferred]


@pytest.mark.parametrize("before", [(), ("250",), ("250", "250")])
def test_after_421_nothing_was_taken(before: tuple[str, ...]) -> None:
    """RFC 5321 §3.8: whoever heard it waits, those behind go over another connection."""
    talk = opened(BDAT)
    talk.begin(small(0), small(1))
    talk.hear(*before, "421 4.4.2 closing")
    talk.lose()
    assert talk.kinds() == [Deferred, type(None)]


def test_421_instead_of_a_reset() -> None:
    """The message behind it was not looked at."""
    talk = opened(BDAT)
    talk.begin(small(0), small(1))
    talk.hear("250", "250", "250", "421 too many mails")
    talk.lose()
    assert talk.kinds() == [Receipt, type(None)]


@pytest.mark.parametrize("offers", [DATA, BDAT, LOCKSTEP])
def test_what_the_server_was_at_may_be_why_it_closed(offers: Offers) -> None:
    """So that message waits, and does not close connection after connection."""
    talk = opened(offers)
    talk.begin(small(0))
    talk.hear("250")
    talk.lose(sent=0)
    assert talk.kinds() == [Deferred]


# --- servers that cannot count ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "replies",
    [
        ("250", "250", "250"),  # DATA is not answered by 250
        ("354", "250", "250"),
        ("503 nested MAIL",),
        ("250", "250", "354", "354"),
        ("250", "hello"),
        ("250", "250-a\r\n251 b"),
    ],
)
def test_replies_out_of_step_end_the_conversation(replies: tuple[str, ...]) -> None:
    talk = opened(DATA)
    talk.begin(small(0))
    talk.hear(*replies)
    assert talk.inner.ended
    assert talk.inner.misordered
    assert (talk.inner.room(), talk.told) == (0, {})


def test_a_reply_that_nobody_asked_for() -> None:
    """421 is a goodbye; another means that the server lost count."""
    for reply, misordered in (("421 idle for too long", False), ("250 hm", True)):
        talk = opened(DATA)
        talk.hear(reply)
        assert (talk.inner.ended, talk.inner.misordered) == (reply, misordered)


def test_a_server_that_drops_what_was_written_ahead_is_suspect() -> None:
    """Until it has finished something: then it is only a lost connection."""
    talk = Talk(DATA)
    talk.begin(small(0))
    talk.hear("250")
    assert talk.inner.suspect
    talk.lose()
    assert talk.kinds() == [type(None)]
    for other in (opened(DATA), Talk(DATA, proven=True), Talk(LOCKSTEP)):
        other.begin(small(0))
        assert not other.inner.suspect


def test_goodbye() -> None:
    talk = opened(DATA)
    talk.inner.quit()
    assert (talk.wrote(), talk.inner.room()) == (b"QUIT\r\n", 0)


def test_what_cannot_be_carried_is_not_begun() -> None:
    talk = Talk(DATA)
    with pytest.raises(Rejected):
        talk.begin(mail("анна@example.net"))
    assert (talk.inner.going, talk.inner.room(), len(mails(2))) == (0, 1, 2)


# --- who is refused -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("offers", [LOCKSTEP, DATA, BDAT], ids=["lockstep", "data", "bdat"])
def test_one_recipient_whose_server_denies_relaying_is_not_the_relays_refusal(offers: Offers) -> None:
    """A relay may pass on the words of a server behind it; they must not stop an edition."""
    talk = opened(offers)
    talk.begin(small(0))
    talk.hear("250", "550 5.7.1 mx.example.net said: relaying denied", *([] if offers == LOCKSTEP else ["503 no"]))
    assert (talk.kinds(), talk.inner.ended) == ([Deferred], "")


def test_a_relay_that_denies_relaying_again_and_again_refuses_us() -> None:
    talk = Talk(DATA)
    for key in range(3):
        talk.begin(small(key))
        talk.hear(*(["250"] if key else []), "250", "554 5.7.1 Relay access denied", "503 no")
    assert talk.kinds() == [Deferred, Deferred, RelayUnusable]


def test_a_mail_that_is_taken_between_says_that_it_is_not_us() -> None:
    talk = Talk(BDAT)
    for key in range(9):
        talk.begin(small(key))
        reset = ["250"] if key % 3 else []  # only after a refusal
        talk.hear(*reset, "250", *(["554 relaying denied", "503 no"] if key % 3 < 2 else ["250", "250"]))
    assert talk.kinds() == [Deferred, Deferred, Receipt] * 3
