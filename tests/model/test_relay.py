"""Relays as URLs."""

import pytest

from digest.model.relay import Login, Relay, Tls, relay_from


def test_everything_that_can_be_said() -> None:
    """A user and a password may hold any character, escaped."""
    url = (
        "smtp://news%40example.org:p%2Fw@relay.example.org:587"
        "?tls=starttls&login=login&weight=2&connections=3&window=50&rate=1.5&mails=0"
    )
    assert relay_from(url, mails=100) == Relay(
        host="relay.example.org",
        port=587,
        tls=Tls.STARTTLS,
        user="news@example.org",
        password="p/w",
        login=Login.LOGIN,
        weight=2,
        connections=3,
        window=50,
        rate=1.5,
        mails=0,
    )
    assert "p/w" not in repr(relay_from(url))


def test_what_is_not_said_is_usual() -> None:
    assert relay_from("smtp://mx.example.org", mails=100) == Relay("mx.example.org", mails=100)
    assert relay_from("smtps://mx.example.org") == Relay("mx.example.org", 465, Tls.TLS)
    assert relay_from("lmtp://[::1]:2400") == Relay("::1", 2400, lmtp=True)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mx.example.org", "is no relay"),
        ("https://mx.example.org", "https://mx.example.org is no relay"),
        ("smtp://u:secret@", "is no relay"),
        ("smtp://mx.example.org/path", "is no relay"),
        ("smtp://u:secret@mx.example.org:99999", "Port out of range"),
        ("smtp://u:secret@mx.example.org?weight=0", "weight='0' is no whole number from 1 on"),
        ("smtp://u:secret@mx.example.org?connections=many", "connections='many'"),
        ("smtp://u:secret@mx.example.org?rate=-1", "rate='-1' is no number of mails a second"),
        ("smtp://u:secret@mx.example.org?rate=inf", "rate='inf'"),
        ("smtp://u:secret@mx.example.org?tls=maybe", "tls='maybe' is none of none, starttls, tls"),
        ("smtp://u:secret@mx.example.org?colour=red", "'colour' is none of"),
    ],
)
def test_what_cannot_be_used_is_named_and_the_password_is_not(url: str, said: str) -> None:
    with pytest.raises(ValueError, match=r".+") as caught:
        relay_from(url)
    assert said in str(caught.value)
    assert "secret" not in str(caught.value)
