"""Mails to our own addresses: what each asks for is done once, and what cannot be read stops nobody."""

from pathlib import Path

import pytest
import returned_mails as mails
import sqlalchemy as sa
from clock import Clock
from tracking_world import READERS, Returns, bounce_address, token

from digest.deliver.verp import Purpose
from digest.mail.mailbox import MOST_OCTETS, MaildirBox
from digest.services.receiving import Taken
from digest.store.database import Database
from digest.store.tables import deliveries, subscriptions, suppressions

MIRA, OLEG, YARA = READERS


@pytest.fixture
def returns(database: Database, clock: Clock, tmp_path: Path) -> Returns:
    return Returns(database, clock, tmp_path)


def _complaint(delivery: int = 1, **kept: str) -> bytes:
    tokens = {
        "complaint": token(delivery, Purpose.COMPLAINT),
        "unsubscribe": token(delivery, Purpose.UNSUBSCRIBE),
        "sender": bounce_address(delivery),
    }
    return mails.complaint(tokens | kept)


def test_a_bounce_is_believed_by_the_token_it_came_to(returns: Returns) -> None:
    """Whatever address its text names: another's cannot be suppressed by it."""
    octets = mails.report(bounce_address(2)).replace(MIRA.encode(), YARA.encode())
    assert returns.receiving().take(octets) is Taken.BOUNCE
    assert returns.suppressed() == {OLEG: "bounced"}


def test_a_token_in_capitals_is_the_same(returns: Returns) -> None:
    assert returns.receiving().take(mails.report(bounce_address(1).upper())) is Taken.BOUNCE
    assert returns.suppressed() == {MIRA: "bounced"}


def test_the_envelope_counts_before_headers(returns: Returns) -> None:
    assert returns.receiving().take(mails.report("somebody@example.org"), bounce_address(1)) is Taken.BOUNCE


@pytest.mark.parametrize(
    "address",
    [
        "b+aaaaaaaaaaaaaaaaaaaaaaa@bounce.example.org",
        "b+@bounce.example.org",
        "b@bounce.example.org",
        "b+1@bounce.example.org",
    ],
)
def test_a_forged_bounce_has_no_effect_and_is_counted(returns: Returns, address: str) -> None:
    receiving = returns.receiving()
    assert receiving.take(mails.report(address)) is Taken.FORGED
    assert (returns.events(), returns.suppressed()) == ([], {})
    assert receiving.lately()[Taken.FORGED] == 1


def test_a_token_for_something_else_proves_nothing(returns: Returns) -> None:
    """Who may unsubscribe by mail cannot make an address look dead."""
    octets = mails.report(f"b+{token(1, Purpose.UNSUBSCRIBE)}@bounce.example.org")
    assert returns.receiving().take(octets) is Taken.FORGED


@pytest.mark.parametrize(
    "octets",
    [
        mails.report("{}", action="delayed", status="4.4.1", said=""),
        mails.plain("{}", "I am away until Monday.", "Out of office", MIRA),
        mails.plain("{}", "Your mail was not delivered: user unknown, says my robot.", "Automatic reply", MIRA),
    ],
    ids=["delay", "out of office", "a robot that talks of bounces"],
)
def test_delays_and_robots_are_ignored(returns: Returns, octets: bytes) -> None:
    assert returns.receiving().take(octets.replace(b"{}", bounce_address(1).encode())) is Taken.IGNORED
    assert (returns.events(), returns.state(1)) == ([], "sent")


def test_a_complaint_is_known_by_any_token_of_the_mail(returns: Returns) -> None:
    """Providers black out what they like."""
    receiving = returns.receiving()
    assert receiving.take(_complaint(1)) is Taken.COMPLAINT
    assert receiving.take(_complaint(2, complaint="")) is Taken.COMPLAINT
    assert receiving.take(_complaint(3, complaint="", unsubscribe="")) is Taken.COMPLAINT
    assert set(returns.suppressed().values()) == {"complained"}
    assert len(returns.suppressed()) == 3


def test_a_complaint_that_was_sent_to_abuse_is_one(returns: Returns) -> None:
    octets = _complaint().replace(b"fbl@news.example.org", b"abuse@news.example.org")
    assert returns.receiving().take(octets) is Taken.COMPLAINT


def test_a_complaint_about_another_s_mail_is_forged(returns: Returns) -> None:
    octets = _complaint(complaint="aaaaaaaaaaaaaaaaaaaaaaa", unsubscribe="", sender="")
    assert returns.receiving().take(octets) is Taken.FORGED
    assert returns.suppressed() == {}


def test_not_spam_is_no_complaint(returns: Returns) -> None:
    octets = _complaint().replace(b"Feedback-Type: abuse", b"Feedback-Type: not-spam")
    assert returns.receiving().take(octets) is Taken.IGNORED


def test_a_mail_unsubscribes(returns: Returns) -> None:
    """No confirmation is asked, no answer is sent; doing it twice is doing it once, and others stay."""
    address = f"unsub+{token(1, Purpose.UNSUBSCRIBE)}@news.example.org"
    octets = mails.plain(address, "", "unsubscribe", MIRA)
    assert [returns.receiving().take(octets) for _ in range(2)] == [Taken.UNSUBSCRIBED] * 2
    assert (returns.subscription(1), returns.subscription(2)) == ("unsubscribed", "confirmed")
    assert returns.withdrawals() == ["mail:unsubscribe"]


@pytest.mark.parametrize("to", ["abuse@news.example.org", "postmaster@news.example.org", "editor@news.example.org"])
def test_letters_are_left_for_people(returns: Returns, to: str) -> None:
    receiving = returns.receiving()
    assert receiving.take(mails.plain(to, "I have a question.", "Hello", MIRA)) is Taken.PEOPLE
    assert receiving.lately()[Taken.PEOPLE] == 1


def test_a_person_who_answers_to_the_bounce_address_is_read_by_people(returns: Returns) -> None:
    assert returns.receiving().take(mails.plain(bounce_address(1), "Thank you!", "Re: today", MIRA)) is Taken.PEOPLE


def test_a_bounce_of_a_bounce_is_a_letter(returns: Returns) -> None:
    """We answer nothing, so nothing of ours can bounce but digests; what comes to people's addresses stays there."""
    assert returns.receiving().take(mails.report("postmaster@news.example.org")) is Taken.PEOPLE
    assert returns.events() == []


def test_a_mailbox_is_worked_off(returns: Returns, tmp_path: Path) -> None:
    """Reports go, letters stay, what is broken is set aside with its reason; the rest goes on."""
    box = tmp_path / "box"
    for name in ("new", "cur", "tmp"):
        (box / name).mkdir(parents=True)
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(99))
    waiting = {
        "1.a": deep,
        "2.b": mails.report(bounce_address(1)),
        "3.c": mails.plain("editor@news.example.org", "Hello", "Hello", MIRA),
        "4.d": b"To: x@example.org\n\n" + b"x" * (MOST_OCTETS + 1),
        "5.e": mails.report(bounce_address(1)),
    }
    for name, octets in waiting.items():
        (box / "new" / name).write_bytes(octets)
    receiving = returns.receiving(MaildirBox(box))
    assert receiving.read() == {Taken.BROKEN: 2, Taken.BOUNCE: 2, Taken.PEOPLE: 1}
    assert [path.name for path in (box / "new").iterdir()] == []
    assert [path.name for path in (box / "cur").iterdir()] == ["3.c:2,"]
    aside = sorted(path.read_bytes()[:40] for path in (box / ".set-aside" / "cur").iterdir())
    assert aside[0].startswith(b"X-Set-Aside: The mail has 2,097,")
    assert aside[1].startswith(b"X-Set-Aside: The mail has more parts")
    assert returns.events() == [(1, "bounced_hard")]
    assert receiving.read() == {}


def test_a_pipe_loses_no_letter(returns: Returns, tmp_path: Path) -> None:
    receiving = returns.receiving()
    letter = mails.plain("editor@news.example.org", "Hello", "Hello", MIRA)
    assert receiving.pipe(letter, "editor@news.example.org") is Taken.PEOPLE
    assert receiving.pipe(mails.report(bounce_address(1)), bounce_address(1)) is Taken.BOUNCE
    assert [path.read_bytes() for path in (tmp_path / "kept" / "cur").iterdir()] == [letter]


def test_a_storm_of_bounces_counts_each_mail_once(returns: Returns) -> None:
    """A hundred copies of three bounces, in one box: three events."""
    receiving = returns.receiving()
    for _ in range(100):
        for delivery in (1, 2, 3):
            receiving.take(mails.report(bounce_address(delivery)))
    assert sorted(returns.events()) == [(1, "bounced_hard"), (2, "bounced_hard"), (3, "bounced_hard")]
    with returns.database.reading() as tx:
        assert tx.execute(sa.select(sa.func.count()).select_from(suppressions)).scalar_one() == 3
        assert set(tx.execute(sa.select(deliveries.c.state)).scalars()) == {"bounced"}
        assert set(tx.execute(sa.select(subscriptions.c.state)).scalars()) == {"confirmed"}


@pytest.mark.parametrize(
    ("charset", "said"), [(b"utf-8", b"user \0unknown"), (b"utf-7", b"user +2AA-unknown")], ids=["nul", "half a pair"]
)
def test_words_that_no_database_keeps_stop_no_bounce(returns: Returns, charset: bytes, said: bytes) -> None:
    octets = (
        f"From: mailer-daemon@example.net\nTo: {bounce_address(1)}\nSubject: Undeliverable\n".encode()
        + b"Content-Type: text/plain; charset=" + charset + b"\n\n550 5.1.1 " + said + b"\n"
    )  # fmt: skip
    assert returns.receiving().take(octets) is Taken.BOUNCE


def test_a_mail_with_a_broken_subject_holds_up_no_other(returns: Returns, tmp_path: Path) -> None:
    box = MaildirBox(tmp_path / "box")
    box.put(b"")  # makes the folders
    for number, delivery in enumerate((1, 2)):
        octets = mails.report(bounce_address(delivery)).replace(b"Subject: ", b"Subject: =?utf-8?b?A===?= ")
        (tmp_path / "box" / "new" / str(number)).write_bytes(octets)
    assert returns.receiving(box).read() == {Taken.BOUNCE: 2}
