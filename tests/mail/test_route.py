"""A relay in use: what is learned of it, and its share."""

import socket

import pytest

from digest.mail.conversation import Conversation
from digest.mail.offers import Offers
from digest.mail.route import Line, Memory, Route, catch_up, may_take
from digest.mail.wire import Wire
from digest.model.delivery import Message
from digest.model.relay import Relay


def route(**options: int) -> Route:
    relay = Relay("mx.example.org", **options)  # type: ignore[arg-type]
    return Route(relay, Memory(relay))


def line(of: Route, *replies: bytes) -> Line:
    """A connection that began a message, and got these replies."""
    ours, theirs = socket.socketpair()
    theirs.close()
    talk = Conversation(Offers(pipelining=True), "mx", pipelining=of.memory.pipelining, proven=of.memory.proven)
    talk.begin(Message("<1@x>", "s@x", "r@x", (b"x\r\n",)), 1.0)
    for reply in replies:
        talk.receive(reply, 1.0)
    found = Line(of, Wire(ours), talk)
    of.lines.append(found)
    return found


ALL = b"250 ok\r\n250 ok\r\n354 go\r\n250 ok\r\n"


@pytest.mark.parametrize(
    ("replies", "pipelining", "proven"),
    [((ALL,), True, True), ((b"250 ok\r\n",), False, False), ((ALL, b"250 hm\r\n"), False, False), ((), False, False)],
)
def test_what_a_lost_connection_tells_of_pipelining(
    replies: tuple[bytes, ...], *, pipelining: bool, proven: bool
) -> None:
    """It works, it is broken, or it is broken although it seemed to work."""
    one = route()
    one.closed(line(one, *replies), 1.0)
    assert (one.memory.pipelining, one.memory.proven, one.lines) == (pipelining, proven, [])


def test_three_connections_in_vain_are_enough() -> None:
    """In a row: one that took a mail begins the count again."""
    one = route()
    one.memory.proven = True
    for replies, error in (((), None), ((), None), ((ALL,), None), ((), None), ((), None), ((), "closed 3")):
        assert one.error is None
        one.closed(line(one, *replies), 1.0)
        assert error is None or error in str(one.error)
    assert one.wants == 0
    assert one.memory.rests(2.0)
    assert not one.memory.rests(100.0)


def test_who_is_ahead_of_its_share_waits() -> None:
    """Unless the others do not keep pace."""
    one, other = route(weight=2), route()
    for each in (one, other):
        line(each)
        each.heard_at = 10.0
    for _ in range(150):
        one.count()
    assert not may_take(one, [one, other], 10.5)
    assert may_take(other, [one, other], 10.5)
    assert may_take(one, [one, other], 20.0)
    catch_up(other, [one, other])
    assert may_take(one, [one, other], 10.5)


def test_a_connection_too_many_is_the_newest() -> None:
    one = route()
    first, second = line(one), line(one)
    one.growth.size = 1
    assert (one.surplus(first), one.surplus(second), one.wants) == (False, True, -1)


def test_connections_that_made_it_faster_are_opened_soon_next_time() -> None:
    """One for each ten mails that were answered."""
    memory = Memory(Relay("mx.example.org", connections=10))
    memory.growth.size = 7
    later = Route(Relay("mx.example.org", connections=10), memory)
    wanted = []
    for later.answered in range(0, 100, 5):
        wanted.append(later.wants)
    assert wanted == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, *[7] * 8]
