"""A user's own page."""

import re
from collections.abc import Callable

import pyotp
from clock import Clock
from flask import Flask
from signed import PASSWORD, Signed, sign_in

from digest.bootstrap import House
from digest.model.user import Role


def test_the_pages_speak_the_users_language(signed_in: Callable[[Role], Signed]) -> None:
    editor = signed_in(Role.EDITOR)
    assert editor.post("/account/language", {"language": "fr"}).status_code == 303
    assert '<html lang="fr"' in editor.get("/account", headers={"Accept-Language": "en"}).text
    assert editor.post("/account/language", {"language": "xx"}).status_code == 400


def test_a_password_is_changed_by_the_one_before_and_ends_other_sessions(app: Flask, house: House) -> None:
    here, there = sign_in(app, Role.EDITOR), sign_in(app, Role.EDITOR)
    chosen = "a completely new password"
    form = {"current": PASSWORD, "new": chosen, "again": chosen}
    assert here.post("/account/password", form | {"current": "wrong"}).status_code == 400
    assert here.post("/account/password", form | {"again": "other"}).status_code == 400
    short = here.post("/account/password", form | {"new": "short", "again": "short"})
    assert short.status_code == 400
    assert 'aria-describedby="new-error new-rule"' in short.text
    assert here.post("/account/password", form).status_code == 303
    assert (here.get("/account").status_code, there.get("/account").status_code) == (200, 302)
    actions = [line.action for line in house.auditing.page(who=here.user.email).lines]
    assert actions.count("user.password") == 1


def test_ones_sessions_are_listed_and_ended(app: Flask) -> None:
    here, there = sign_in(app, Role.EDITOR), sign_in(app, Role.EDITOR)
    assert here.get("/account").text.count("a browser") == 2
    assert here.post("/account/sessions/end", {"key": there.session.key}).status_code == 303
    assert (here.get("/account").status_code, there.get("/account").status_code) == (200, 302)
    third = sign_in(app, Role.EDITOR)
    here.post("/account/sessions/end")
    assert (here.get("/account").status_code, third.get("/account").status_code) == (200, 302)


def test_anothers_session_is_not_ended(app: Flask) -> None:
    editor, admin = sign_in(app, Role.EDITOR), sign_in(app, Role.ADMIN)
    editor.post("/account/sessions/end", {"key": admin.session.key})
    assert admin.get("/account").status_code == 200


def test_a_second_factor_is_shown_proved_and_given_up(app: Flask, clock: Clock) -> None:
    """From then on other browsers of the user need a code."""
    here, there = sign_in(app, Role.EDITOR), sign_in(app, Role.EDITOR)
    page = here.get("/account/second-factor").text
    token, secret = re.search(r'name="token" value="([^"]+)"', page), re.search(r"<code>(\w+)</code>", page)
    assert token is not None
    assert secret is not None
    assert 'src="data:image/svg+xml' in page
    form = {"token": token[1], "code": "000000"}
    again = here.post("/account/second-factor", form)
    assert again.status_code == 400
    assert secret[1] in again.text  # the same secret: the app has read it
    form["code"] = pyotp.TOTP(secret[1]).at(clock.now)
    assert here.post("/account/second-factor", form).status_code == 303
    assert (here.get("/account").status_code, there.get("/account").status_code) == (200, 302)
    assert here.post("/account/second-factor", form).status_code == 400  # a code works once
    clock.pass_(minutes=1)
    form["code"] = pyotp.TOTP(secret[1]).at(clock.now)
    assert here.post("/account/second-factor", form).status_code == 303
    assert "token" in here.get("/account/second-factor").text


def test_a_secret_that_we_did_not_propose_to_this_user_is_refused(app: Flask, house: House, clock: Clock) -> None:
    editor, viewer = sign_in(app, Role.EDITOR), sign_in(app, Role.VIEWER)
    proposal = house.securing.propose(viewer.user)
    form = {"token": proposal.token, "code": pyotp.TOTP(proposal.secret).at(clock.now)}
    assert editor.post("/account/second-factor", form).status_code == 404
