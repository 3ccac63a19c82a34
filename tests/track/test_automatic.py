"""Answers that no person wrote are known."""

import pytest

from digest.track.automatic import is_automatic, is_away
from digest.track.parts import take_apart


@pytest.mark.parametrize(
    "header",
    [
        "Subject: Out of Office: Mira",
        "Subject: Automatic reply: the day",
        "Subject: =?utf-8?q?R=C3=A9ponse_automatique_:?= bonjour",
        "Subject: Автоответ: в отпуске",
        "Subject: رد تلقائي",
        "X-Autoreply: yes",
        "X-Vacation: 1",
    ],
)
def test_who_is_away_says_so(header: str) -> None:
    mail = take_apart(f"{header}\n\nI am away.\n".encode())
    assert is_away(mail)
    assert is_automatic(mail)


@pytest.mark.parametrize(
    "header", ["Auto-Submitted: auto-replied", "Auto-Submitted: auto-generated; x=y", "Precedence: bulk"]
)
def test_machines_say_so(header: str) -> None:
    """RFC 3834."""
    mail = take_apart(f"Subject: hello\n{header}\n\nx\n".encode())
    assert (is_automatic(mail), is_away(mail)) == (True, False)


@pytest.mark.parametrize("header", ["Auto-Submitted: no", "Subject: Re: the office is out of paper", "X-Mailer: x"])
def test_people_are_people(header: str) -> None:
    assert not is_automatic(take_apart(f"{header}\n\nHello!\n".encode()))
