"""/login and /logout: a password, then a code where there is a second factor. It says of nobody that they exist."""

import secrets
from urllib.parse import quote

from flask import Blueprint, Response, current_app, g, make_response, redirect, render_template, request

from digest.bootstrap import House
from digest.model.errors import NotAdmitted, TooOften
from digest.model.user import Role
from digest.services.signing_in import Browser, Entry, admitted, key_of
from digest.web import gate
from digest.web.access import network
from digest.web.wording import gettext as _

door = Blueprint("signing_in", __name__)

FORM_COOKIE = "form"  # of a browser that is nobody yet: what its form must match


@door.before_request
def _like_staff() -> None:
    g.staff_page = True


@door.get("/login")
def login() -> Response:
    """The form; whoever is in already goes on."""
    found = _house().signing_in.find(gate.cookie())
    if found and admitted(*found):
        return make_response(redirect(_next()))
    return login_page()


@door.post("/login")
def act_on_login() -> Response:
    """Address and password."""
    require_anonymous_form()
    email = request.form.get("email", "").strip()
    try:
        entry = _house().signing_in.sign_in(email, request.form.get("password", ""), browser(), gate.cookie())
    except NotAdmitted:
        return login_page(_("The address or the password is not right."), 400, email)
    except TooOften:
        return login_page(_("There were too many tries. Please wait a quarter of an hour."), 429, email)
    return go_in(entry, _next())


@door.get("/login/code")
def code() -> Response:
    """The second factor."""
    if not _house().signing_in.find(gate.cookie()):
        return make_response(redirect("/login"))
    return _code()


@door.post("/login/code")
def act_on_code() -> Response:
    """Six digits."""
    require_anonymous_form()
    try:
        entry = _house().signing_in.give_code(gate.cookie(), request.form.get("code", ""), browser())
    except NotAdmitted:
        return _code(_("This code is not right, or was used already. Wait for the next one."), 400)
    except TooOften:
        return _code(_("There were too many tries. Please wait a quarter of an hour."), 429)
    return go_in(entry, _next())


@door.post("/logout")
@gate.staff(Role.VIEWER)
def logout() -> Response:
    """End this browser's session."""
    _house().signing_in.sign_out(gate.cookie())
    gate.tell(_("You are signed out."))
    response = make_response(redirect("/login", 303))
    gate.drop_cookie(response)
    return response


def go_in(entry: Entry, wanted: str) -> Response:
    """Give the browser its session and send it on, by way of the second factor if there is one."""
    target = wanted if entry.complete else f"/login/code?next={quote(wanted, safe='/')}"
    response = make_response(redirect(target, 303))
    gate.set_cookie(response, entry.cookie)
    if entry.complete:
        gate.drop_cookie(response, FORM_COOKIE)
    return response


def browser() -> Browser:
    """Where this request comes from."""
    return Browser(network(request.remote_addr), request.headers.get("User-Agent", ""))


def require_anonymous_form() -> None:
    """Refuse what another site sends, signing in included: whose account it ends in must be the visitor's choice."""
    gate.require_own_form(_form_token(gate.cookie(FORM_COOKIE)))


def anonymous_form(template: str, *, error: str = "", status: int = 200, **shown: object) -> Response:
    """A page with a form for a browser that is nobody yet, and the cookie that belongs to it."""
    kept = gate.cookie(FORM_COOKIE) or secrets.token_urlsafe(32)
    g.csrf = _form_token(kept)
    page = render_template(f"account/{template}", error=error, next=_next(), **shown)
    response = make_response(page, status)
    gate.set_cookie(response, kept, purpose=FORM_COOKIE)
    return response


def login_page(error: str = "", status: int = 200, email: str = "") -> Response:
    """The page to sign in, with what went wrong."""
    provider = _house().federating is not None
    return anonymous_form("login.html", error=error, status=status, email=email, provider=provider)


def _code(error: str = "", status: int = 200) -> Response:
    return anonymous_form("code.html", error=error, status=status)


def _form_token(kept: str) -> str:
    """What the form carries: it cannot be had without the cookie, which no page can read."""
    return key_of(f"form {kept}") if kept else ""


def _next() -> str:
    return gate.own_path(request.values.get("next", ""))


def _house() -> House:
    house: House = current_app.extensions["house"]
    return house
