"""Several connections and relays at once: what goes where, what is tried again, and when it ends."""

import selectors
from collections.abc import Iterator
from typing import Any

import pytest
from carrying import SHORT, carry, kinds, mail, mails, send, transport_to
from servers import free_port
from smtp_script import CHUNKING, CLOSE, DRIP, HANG, PIPELINING, RESET, Says, smtp_script

from digest.mail.smtp import SmtpTransport
from digest.mail.transport import Answer
from digest.model.delivery import Message, Receipt
from digest.model.errors import Deferred, Rejected, RelayUnusable, Uncertain
from digest.model.relay import Relay

OFFERS = {"plain": "250 script.example", "data": PIPELINING, "bdat": CHUNKING}
each_way = pytest.mark.parametrize("offers", OFFERS)


@each_way
def test_everything_arrives_octet_for_octet(offers: str) -> None:
    """In lockstep, with pipelined DATA, with BDAT; dots included."""
    with smtp_script(ehlo=OFFERS[offers]) as script:
        assert kinds(send(script.port, *mails(50))) == [Receipt] * 50
        assert sorted(script.bodies) == sorted(message.octets for message in mails(50))


@each_way
@pytest.mark.parametrize(
    ("at", "say", "kind"),
    [
        ("rcpt", "450 4.2.0 greylisted", Deferred),
        ("rcpt", "550 5.1.1 no such user", Rejected),
        ("rcpt", "552 5.2.2 full", Rejected),
        ("mail", "552 5.3.4 too large", Rejected),
        ("mail", "451 4.1.8 later", Deferred),
        ("data", "451 4.3.0 no room", Deferred),
        ("dot", "452 4.2.2 full", Deferred),
        ("dot", "554 5.7.1 not this", Rejected),
    ],
)
def test_one_refusal_concerns_one_message(offers: str, at: str, say: str, kind: type) -> None:
    """In the middle of a pipeline, at each of its steps."""
    usual = {"rcpt": "250 ok", "mail": "250 ok", "data": "354 go", "dot": "250 ok", "bdat": "250 ok"}
    at = "bdat" if offers == "bdat" and at in {"data", "dot"} else at
    says = [usual[at]] * 7 + [say, usual[at]]
    with smtp_script({at: says}, ehlo=OFFERS[offers]) as script:
        found = send(script.port, *mails(20), connections=1)
        assert sorted(kinds(found), key=str) == sorted([Receipt] * 19 + [kind], key=str)
        assert kinds(found)[7] == kind
        assert script.connections == 1


@each_way
@pytest.mark.parametrize("at", ["mail", "rcpt", "data", "dot"])
def test_421_costs_one_wait(offers: str, at: str) -> None:
    """Whoever heard it waits; what was written behind it goes over another connection."""
    at = "bdat" if offers == "bdat" and at in {"data", "dot"} else at
    usual = {"rcpt": "250 ok", "mail": "250 ok", "data": "354 go", "dot": "250 ok", "bdat": "250 ok"}
    with smtp_script({at: [usual[at]] * 7 + ["421 4.4.2 closing", usual[at]]}, ehlo=OFFERS[offers]) as script:
        found = send(script.port, *mails(20), connections=1)
        assert [place for place, kind in enumerate(kinds(found)) if kind is not Receipt] == [7]
        assert isinstance(found[7], Deferred)
        assert script.connections == 2


@pytest.mark.parametrize("how", [CLOSE, RESET])
@each_way
def test_a_connection_lost_after_the_dot(offers: str, how: str) -> None:
    """Those whose last octet may have gone are in doubt, at most a window of them; all others are taken."""
    at = "bdat" if offers == "bdat" else "dot"
    with smtp_script({at: ["250 ok"] * 7 + [how, "250 ok"]}, ehlo=OFFERS[offers]) as script:
        found = kinds(send(script.port, *mails(20), connections=1, window=3))
    assert set(found) == {Receipt, Uncertain}
    assert found[7] is Uncertain
    assert found.count(Uncertain) <= (3 if offers == "bdat" else 1)


@each_way
@pytest.mark.parametrize("say", [HANG, DRIP])
@pytest.mark.parametrize("at", ["rcpt", "dot"])
def test_silence_and_dripping_end_at_the_deadline(offers: str, at: str, say: str) -> None:
    """Of one connection; the others go on."""
    usual = {"rcpt": "250 ok", "dot": "250 ok", "bdat": "250 ok"}
    at = "bdat" if offers == "bdat" and at == "dot" else at
    with smtp_script({at: [usual[at]] * 4 + [say, usual[at]]}, ehlo=OFFERS[offers]) as script:
        found = kinds(send(script.port, *mails(20), connections=1, window=2, deadline=SHORT))
    assert found.count(Receipt) >= 18
    # Of a text that was written ahead nobody knows.
    assert found[4] is (Uncertain if at in {"dot", "bdat"} or offers == "bdat" else Deferred)


@pytest.mark.parametrize("offers", ["data", "bdat"])
def test_a_relay_that_breaks_pipelining_is_found_out(offers: str) -> None:
    """It throws away what was written ahead. From then on it gets one command at a time, in this process."""
    with smtp_script(ehlo=OFFERS[offers], forgetful=True) as script:
        transport = transport_to(script.port, connections=1, deadline=SHORT)
        carry(transport, mails(3))
        assert kinds(carry(transport, mails(5))) == [Receipt] * 5


def test_a_relay_that_answers_out_of_step_is_found_out() -> None:
    """Nothing was handed over: each message goes again, one command at a time."""
    with smtp_script(ehlo=PIPELINING, mail=["250 ok\r\n250 one too many", "250 ok"]) as script:
        assert kinds(send(script.port, *mails(5))) == [Receipt] * 5
        script.settle()
        assert script.verbs()[-4:] == ["RCPT", "DATA", ".", "QUIT"]


def test_a_relay_that_closes_when_commands_come_early_is_found_out() -> None:
    with smtp_script(ehlo=PIPELINING, rcpt=[CLOSE, "250 ok"]) as script:
        assert kinds(send(script.port, *mails(5))) == [Receipt] * 5


def test_a_relay_that_only_closes_is_left_alone() -> None:
    """After three connections in vain, not after as many as there are readers."""
    with smtp_script(rcpt=CLOSE) as script:
        waiting = iter(mails(20))
        assert kinds(carry(transport_to(script.port), waiting)) == [Deferred] * 3
        assert (script.connections, len(list(waiting))) == (3, 17)


@pytest.mark.parametrize("say", ["530 5.7.0 authenticate first", "550 5.7.1 sender not welcome"])
@each_way
def test_a_relay_that_refuses_us_ends_the_work(offers: str, say: str) -> None:
    """What was pulled is heard of, the rest is not pulled."""
    with smtp_script(ehlo=OFFERS[offers], mail=["250 ok"] * 5 + [say]) as script:
        waiting = iter(mails(100))
        found = kinds(carry(transport_to(script.port, connections=1), waiting))
        assert found[:5] == [Receipt] * 5
        assert set(found[5:]) == {RelayUnusable}
        assert len(list(waiting)) == 100 - len(found) > 80


def test_more_connections_are_opened_when_they_help_and_no_more_than_allowed() -> None:
    with smtp_script() as script:
        assert kinds(send(script.port, *mails(400), connections=3)) == [Receipt] * 400
        assert script.connections <= 3


def test_a_relay_that_wants_fewer_connections_is_obeyed() -> None:
    """The one that is open goes on."""
    with smtp_script(greeting=["220 welcome", "421 4.7.0 too many connections"]) as script:
        assert kinds(send(script.port, *mails(400))) == [Receipt] * 400


def test_a_connection_is_renewed_after_so_many_mails() -> None:
    """With a goodbye."""
    with smtp_script(ehlo=CHUNKING) as script:
        assert kinds(send(script.port, *mails(20), mails=6, connections=1)) == [Receipt] * 20
        script.settle()
        assert (script.connections, script.verbs().count("QUIT")) == (4, 4)


def test_no_more_is_pulled_than_is_on_the_wire() -> None:
    """Window × connections at most are pulled and not yet heard of."""
    pulled, heard, most = 0, 0, 0

    def messages() -> Iterator[Message]:
        nonlocal pulled, most
        for message in mails(200):
            pulled += 1
            most = max(most, pulled - heard)
            yield message

    def hears(_message: Message, _answer: Answer) -> None:
        nonlocal heard
        heard += 1

    with smtp_script(ehlo=CHUNKING) as script:
        transport_to(script.port, window=4, connections=2).carry(messages(), hears)
    assert (heard, most <= 8) == (200, True)


def test_nothing_is_pulled_before_there_is_a_connection() -> None:
    waiting = iter(mails(3))
    with pytest.raises(RelayUnusable):
        carry(transport_to(free_port()), waiting)
    assert len(list(waiting)) == 3


def test_what_is_on_the_wire_is_heard_of_when_the_messages_break() -> None:
    """Within the deadline, and then the break is raised."""
    heard: list[type] = []

    def messages() -> Iterator[Message]:
        yield from mails(5)
        raise ZeroDivisionError

    with smtp_script(ehlo=CHUNKING, bdat=["250 ok"] * 4 + [HANG]) as script, pytest.raises(ZeroDivisionError):
        transport_to(script.port, deadline=SHORT).carry(messages(), lambda _, answer: heard.append(type(answer)))
    assert heard == [Receipt] * 4 + [Uncertain]


def test_a_relay_with_a_rate_gets_everything() -> None:
    """Each mail in its turn; see test_rate.py for when that comes."""
    with smtp_script(ehlo=CHUNKING) as script:
        assert kinds(send(script.port, *mails(25), rate=20)) == [Receipt] * 25


# --- several relays -----------------------------------------------------------------------------------------


def relays(*ports: int, **options: Any) -> SmtpTransport:
    return SmtpTransport(tuple(Relay("127.0.0.1", port, **options) for port in ports), deadline=10)


def test_relays_share_by_weight() -> None:
    """Three times the weight, about three times the mail."""
    with smtp_script(ehlo=CHUNKING) as one, smtp_script(ehlo=CHUNKING) as other:
        transport = SmtpTransport((Relay("127.0.0.1", one.port, weight=3), Relay("127.0.0.1", other.port)))
        assert kinds(carry(transport, mails(1200))) == [Receipt] * 1200
        assert 1.5 < len(one.bodies) / len(other.bodies) < 4.5


def test_one_relay_stands_in_for_another() -> None:
    """That is away, or refuses us, or closes; nobody waits for it."""
    ways: tuple[dict[str, Says], ...] = (
        {"greeting": "554 go away"},
        {"mail": "530 5.7.0 authenticate first"},
        {"mail": ["250 ok", CLOSE]},
    )
    for answers in ways:
        with smtp_script(answers) as broken, smtp_script() as sound:
            found = kinds(carry(relays(broken.port, sound.port, connections=1), mails(60)))
            assert len(found) == 60
            assert found.count(Receipt) >= 57
    with smtp_script() as sound:
        assert kinds(carry(relays(free_port(), sound.port), mails(5))) == [Receipt] * 5


def test_a_relay_that_was_away_is_not_asked_first_again() -> None:
    """For a minute; unless there is no other."""
    with smtp_script(greeting="554 go away") as broken, smtp_script() as sound:
        transport = relays(broken.port, sound.port)
        for _ in range(3):
            carry(transport, mails(2))
        assert broken.connections == 1
    with smtp_script(greeting=["554 go away", "220 hello"]) as only:
        transport = relays(only.port)
        with pytest.raises(RelayUnusable):
            carry(transport, mails(1))
        assert kinds(carry(transport, mails(1))) == [Receipt]


def test_when_no_relay_is_left_all_are_named() -> None:
    with (
        smtp_script(greeting="554 one") as one,
        smtp_script(greeting="554 other") as other,
        pytest.raises(RelayUnusable, match=r"one.*other"),
    ):
        carry(relays(one.port, other.port), [mail()])


def test_waiting_for_a_last_answer_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that has nothing to do does not keep the loop running."""
    rounds: list[float | None] = []

    class Counting(selectors.DefaultSelector):
        def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
            rounds.append(timeout)
            return super().select(timeout)

    monkeypatch.setattr("digest.mail.engine.selectors.DefaultSelector", Counting)
    with smtp_script(rcpt=HANG) as silent, smtp_script() as sound:
        transport = SmtpTransport(relays(silent.port, sound.port).relays, deadline=SHORT)
        assert kinds(carry(transport, mails(6))).count(Receipt) >= 5
    assert len(rounds) < 200
