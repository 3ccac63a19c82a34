"""Bounces of many kinds of servers are read."""

import pytest
import returned_mails as mails

from digest.model.event import Cause
from digest.track import dsn
from digest.track.causes import cause
from digest.track.parts import take_apart

TO = "b+token@bounce.example.org"


def _read(octets: bytes) -> list[dsn.Failure]:
    return dsn.read(take_apart(octets))


def test_a_standard_report_tells_who_and_why() -> None:
    (failure,) = _read(mails.report(TO))
    assert (failure.recipient, failure.code, failure.enhanced) == (mails.READER, 550, "5.1.1")
    assert failure.said.startswith("550 5.1.1")
    assert failure.told.strip() == "I could not deliver your message."


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_what_is_no_failure_is_none(action: str) -> None:
    """A relay that still tries says nothing of the address."""
    mail = take_apart(mails.report(TO, action=action, status="4.4.7", said=""))
    assert dsn.read(mail) == []
    assert dsn.is_report(mail)


def test_a_vague_status_gives_way_to_the_server_s_own() -> None:
    (failure,) = _read(mails.report(TO, status="5.0.0", said="550 5.2.2 mailbox full"))
    assert failure.enhanced == "5.2.2"


def test_a_comment_on_the_status_is_what_was_said() -> None:
    (failure,) = _read(mails.report(TO, status="5.4.4 (no such host)", said=""))
    assert (failure.enhanced, failure.said) == ("5.4.4", "no such host")


@pytest.mark.parametrize("kind", list(mails.TEXTS))
def test_bounces_that_keep_no_standard_are_read(kind: str) -> None:
    """qmail, Exim, Exchange, Mail.ru, Yandex: who is in it, and that nobody reads there."""
    failures = _read(mails.plain(TO, mails.TEXTS[kind]))
    assert failures[0].recipient == mails.READER
    assert cause(failures[0].code, failures[0].enhanced, failures[0].said).cause is Cause.ADDRESS


def test_a_warning_in_words_is_no_failure() -> None:
    text = "THIS IS A WARNING MESSAGE ONLY.\nThe message to mira@example.net has been delayed; it will be retried."
    mail = take_apart(mails.plain(TO, text, subject="Delivery Status Notification (Delay)"))
    assert (dsn.read(mail), dsn.is_report(mail)) == ([], True)


def test_a_letter_from_a_person_is_no_bounce() -> None:
    mail = take_apart(mails.plain(TO, "Thank you for the user unknown story!", "Re: today", "mira@example.net"))
    assert (dsn.read(mail), dsn.is_report(mail)) == ([], False)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("550 5.1.1 no", (550, "5.1.1")),
        ("550-5.0.0 a\n550 5.7.1 b", (550, "5.7.1")),
        ("host mx [192.0.2.1] said: 452-4.2.2 full", (452, "4.2.2")),
        ("connection timed out", (0, "")),
        ("version 5.1.1.2 of 192.0.2.550", (0, "")),
    ],
)
def test_codes_are_found_in_words(said: str, found: tuple[int, str]) -> None:
    assert dsn.status_of(said) == found
