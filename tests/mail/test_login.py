"""Saying who we are."""

from base64 import b64decode

import pytest

from digest.mail.login import lines
from digest.model.errors import RelayUnusable
from digest.model.relay import Login, Relay

ALL = frozenset({"PLAIN", "LOGIN", "XOAUTH2", "CRAM-MD5"})


def said(login: Login, offered: frozenset[str] = ALL) -> list[str]:
    relay = Relay("mx.example.org", user="digest", password="secrét", login=login)
    return list(lines(relay, offered))


def test_plain() -> None:
    (line,) = said(Login.PLAIN)
    assert b64decode(line.removeprefix("AUTH PLAIN ")).decode() == "\0digest\0secrét"


def test_login() -> None:
    first, user, password = said(Login.LOGIN)
    assert (first, b64decode(user), b64decode(password).decode()) == ("AUTH LOGIN", b"digest", "secrét")


def test_xoauth2() -> None:
    """The token, and the empty line that fetches the refusal."""
    line, empty = said(Login.XOAUTH2)
    assert b64decode(line.removeprefix("AUTH XOAUTH2 ")).decode() == "user=digest\1auth=Bearer secrét\1\1"
    assert empty == ""


@pytest.mark.parametrize(("offered", "begins"), [(ALL, "AUTH PLAIN"), (frozenset({"LOGIN"}), "AUTH LOGIN")])
def test_what_is_offered_decides(offered: frozenset[str], begins: str) -> None:
    assert said(Login.ANY, offered)[0].startswith(begins)


@pytest.mark.parametrize(("login", "offered"), [(Login.ANY, {"CRAM-MD5"}), (Login.PLAIN, {"LOGIN"}), (Login.ANY, ())])
def test_a_relay_without_our_login_is_unusable(login: Login, offered: frozenset[str]) -> None:
    with pytest.raises(RelayUnusable, match=r"mx\.example\.org:25 takes none of the logins"):
        said(login, frozenset(offered))
