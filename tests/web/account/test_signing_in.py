"""Signing in and out, as a browser does it."""

import re
from collections.abc import Callable

import pyotp
import pytest
from clock import Clock
from flask import Flask
from flask.testing import FlaskClient
from signed import PASSWORD, Signed
from werkzeug.test import TestResponse

from digest.bootstrap import House
from digest.model.user import Role
from digest.services.signing_in import Browser

HOME = "https://news.example.org"


@pytest.fixture
def anna(house: House) -> str:
    return house.accounts.add("anna@example.org", Role.EDITOR, password=PASSWORD, by="the tests").email


def _token(client: FlaskClient, path: str = "/login") -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get(path, base_url=HOME).text)
    assert found is not None
    return found[1]


def _sign_in(client: FlaskClient, email: str, password: str = PASSWORD, **more: str) -> TestResponse:
    form = {"csrf": _token(client), "email": email, "password": password, **more}
    return client.post("/login", base_url=HOME, data=form, headers={"Origin": HOME})


def test_a_user_comes_in_and_goes_where_they_wanted(client: FlaskClient, anna: str) -> None:
    answer = _sign_in(client, anna, next="/account?x=1")
    assert (answer.status_code, answer.location) == (303, "/account?x=1")
    assert "anna@example.org" in client.get("/account", base_url=HOME).text


def test_the_cookie_is_bound_to_host_and_https_and_out_of_reach_of_scripts(client: FlaskClient, anna: str) -> None:
    (cookie,) = [
        one for one in _sign_in(client, anna).headers.getlist("Set-Cookie") if one.startswith("__Host-digest=")
    ]
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_the_database_does_not_hold_what_the_cookie_holds(client: FlaskClient, house: House, anna: str) -> None:
    _sign_in(client, anna)
    kept = client.get_cookie("__Host-digest", domain="news.example.org")
    assert kept is not None
    (session,) = house.signing_in.sessions_of(house.accounts.user(anna))
    assert kept.value not in session.key


def test_a_session_that_was_planted_is_not_the_one_that_comes_in(client: FlaskClient, anna: str) -> None:
    """Session fixation: signing in gives a new value, and the old one stays nobody's."""
    client.set_cookie("__Host-digest", "planted", domain="news.example.org")
    _sign_in(client, anna)
    kept = client.get_cookie("__Host-digest", domain="news.example.org")
    assert kept is not None
    assert kept.value != "planted"
    client.set_cookie("__Host-digest", "planted", domain="news.example.org")
    assert client.get("/account", base_url=HOME).status_code == 302


def test_unknown_and_known_addresses_are_answered_alike(app: Flask, anna: str) -> None:
    """Status, headers and page: nothing tells who works here."""
    answers = []
    for email in (anna, "nobody@example.org"):
        client = app.test_client()
        client.set_cookie("__Host-digest-form", "the same", domain="news.example.org")
        answer = _sign_in(client, email, "a wrong password")
        answers.append((answer.status_code, sorted(answer.headers.keys()), answer.text.replace(email, "…")))
    assert answers[0] == answers[1]
    assert answers[0][0] == 400


def test_too_many_tries_are_answered_alike(app: Flask, clock: Clock, anna: str) -> None:
    for email in (anna, "nobody@example.org"):
        client = app.test_client()
        statuses = [_sign_in(client, email, "a wrong password").status_code for _ in range(9)]
        assert statuses == [400] * 8 + [429]
        assert _sign_in(client, email).status_code == 429  # the right password too
    clock.pass_(minutes=15)
    assert _sign_in(client, anna).status_code == 303


@pytest.mark.parametrize(
    ("form", "headers"),
    [
        ({}, {"Origin": HOME}),
        ({"csrf": "x"}, {"Origin": HOME}),
        ({"csrf": "right"}, {"Origin": "https://evil.example"}),
        ({"csrf": "right"}, {"Sec-Fetch-Site": "cross-site"}),
        ({"csrf": "right"}, {}),
    ],
)
def test_another_site_signs_nobody_in(
    client: FlaskClient, anna: str, form: dict[str, str], headers: dict[str, str]
) -> None:
    """Login CSRF: a visitor must not find themselves in somebody else's account."""
    token = _token(client)
    data = {
        "email": anna,
        "password": PASSWORD,
        **{name: token if value == "right" else value for name, value in form.items()},
    }
    answer = client.post("/login", base_url=HOME, data=data, headers=headers)
    assert answer.status_code == 403
    assert client.get_cookie("__Host-digest", domain="news.example.org") is None


def test_a_form_of_another_browser_is_refused(app: Flask, anna: str) -> None:
    data = {"csrf": _token(app.test_client()), "email": anna, "password": PASSWORD}
    other = app.test_client()
    _token(other)
    assert other.post("/login", base_url=HOME, data=data, headers={"Origin": HOME}).status_code == 403


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Referer": f"{HOME}/login"}])
def test_a_browser_may_say_otherwise_where_it_comes_from(
    client: FlaskClient, anna: str, headers: dict[str, str]
) -> None:
    data = {"csrf": _token(client), "email": anna, "password": PASSWORD}
    assert client.post("/login", base_url=HOME, data=data, headers=headers).status_code == 303


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/%0d%0aSet-Cookie:x=1\r\nX: y",
        "/a\r\nSet-Cookie: x=1",
        "javascript:alert(1)",
        "/\t/evil.example",
        " //evil.example",
        "http:///evil.example",
        "/desk\x00",
        "//[",
        "http://[::1]evil.example",
        "",
    ],
)
def test_nobody_is_led_elsewhere(client: FlaskClient, anna: str, wanted: str) -> None:
    """Open redirects, and headers made of line breaks."""
    answer = _sign_in(client, anna, next=wanted)
    assert answer.status_code == 303
    assert answer.location == "/desk" or (answer.location.startswith("/%0d%0a") and "\n" not in answer.location)
    assert "X" not in answer.headers


def test_an_address_with_line_breaks_makes_no_header(client: FlaskClient, anna: str) -> None:
    answer = _sign_in(client, f"{anna}\r\nSet-Cookie: x=1")
    assert answer.status_code == 400
    assert "x=1" not in str(answer.headers)


def test_the_second_factor_is_asked_for(client: FlaskClient, house: House, clock: Clock, anna: str) -> None:
    """Before it nothing opens; a code opens once, under a new session."""
    user = house.accounts.user(anna)
    session = house.signing_in.enter(user, Browser()).session
    proposal = house.securing.propose(user)
    totp = pyotp.TOTP(proposal.secret)
    house.securing.enrol(user, session, proposal.token, totp.at(clock.now))
    clock.pass_(minutes=1)
    answer = _sign_in(client, anna, next="/account")
    assert (answer.status_code, answer.location) == (303, "/login/code?next=/account")
    assert client.get("/account", base_url=HOME).status_code == 302
    before = client.get_cookie("__Host-digest", domain="news.example.org")

    def give(code: str) -> TestResponse:
        form = {"csrf": _token(client, "/login/code"), "code": code, "next": "/account"}
        return client.post("/login/code", base_url=HOME, data=form, headers={"Origin": HOME})

    assert give("000000").status_code == 400
    assert give(totp.at(clock.now)).location == "/account"
    assert client.get("/account", base_url=HOME).status_code == 200
    assert client.get_cookie("__Host-digest", domain="news.example.org") != before


def test_signing_out_ends_the_session_on_both_sides(signed_in: Callable[[Role], Signed], house: House) -> None:
    editor = signed_in(Role.EDITOR)
    answer = editor.post("/logout")
    assert (answer.status_code, answer.location) == (303, "/login")
    editor.client.set_cookie("__Host-digest", editor.cookie, domain="news.example.org")
    assert editor.get("/account").status_code == 302
    assert house.signing_in.sessions_of(editor.user) == []


def test_a_session_ends_when_it_is_not_used_and_at_last_anyway(
    signed_in: Callable[[Role], Signed], clock: Clock
) -> None:
    editor = signed_in(Role.EDITOR)
    for _ in range(20):  # every ten hours
        clock.pass_(hours=10)
        last = editor.get("/account").status_code
    assert last == 302  # after a week
    editor = signed_in(Role.EDITOR)
    clock.pass_(hours=12)
    assert editor.get("/account").status_code == 302


def test_whoever_is_in_need_not_sign_in(signed_in: Callable[[Role], Signed]) -> None:
    assert signed_in(Role.EDITOR).get("/login?next=/account").location == "/account"
