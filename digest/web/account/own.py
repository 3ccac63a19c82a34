"""/account: a user's own things: language, password, second factor, browsers. Other users stand in users.py."""

from flask import Blueprint, Response, abort, current_app, g, make_response, redirect, render_template, request

from digest.bootstrap import House
from digest.model.errors import BadInput, NotAdmitted, TooOften
from digest.model.user import Role
from digest.web.access import words_for
from digest.web.account.users import ROLES
from digest.web.gate import current_session, current_user, staff, tell
from digest.web.wording import gettext as _
from digest.web.wording import languages, told

door = Blueprint("account", __name__, url_prefix="/account")


@door.get("")
@staff(Role.VIEWER)
def home() -> str:
    """Everything of one's own."""
    return _page()


@door.post("/language")
@staff(Role.VIEWER)
def language() -> Response:
    """In which language the pages are."""
    chosen = request.form.get("language", "")
    if chosen and chosen not in languages():
        abort(400)
    _house().securing.choose_language(current_user(), chosen)
    g.words = words_for(request, chosen)
    tell(_("Saved."))
    return _home()


@door.post("/password")
@staff(Role.VIEWER)
def password() -> Response | tuple[str, int]:
    """Another password; other browsers are signed out."""
    form = request.form
    chosen = form.get("new", "")
    if chosen != form.get("again", ""):
        return _page(errors={"again": _("These two are not the same.")}), 400
    try:
        _house().securing.change_password(current_user(), current_session(), form.get("current", ""), chosen)
    except (NotAdmitted, TooOften) as error:
        return _page(errors={"current": told(error)}), 400
    except BadInput as error:
        return _page(errors={"new": told(error)}), 400
    tell(_("Your password is changed. Other browsers have to sign in again."))
    return _home()


@door.post("/sessions/end")
@staff(Role.VIEWER)
def end_session() -> Response:
    """One browser, or all others."""
    signing_in, key = _house().signing_in, request.form.get("key", "")
    if key:
        signing_in.end_session(current_user(), key)
    else:
        signing_in.end_others(current_user(), current_session().key)
    tell(_("Signed out there."))
    return _home()


@door.get("/second-factor")
@staff(Role.VIEWER)
def second_factor() -> str:
    """Turn it on by a code, or off by another."""
    user = current_user()
    proposal = None if user.has_second_factor else _house().securing.propose(user)
    return render_template("account/second_factor.html", proposal=proposal, error="")


@door.post("/second-factor")
@staff(Role.VIEWER)
def act_on_second_factor() -> Response | tuple[str, int]:
    """The code proves that the app is there."""
    securing, user, form = _house().securing, current_user(), request.form
    code, token = form.get("code", ""), form.get("token", "")
    try:
        if user.has_second_factor:
            securing.give_up_second_factor(user, current_session(), code)
        else:
            securing.enrol(user, current_session(), token, code)
    except (NotAdmitted, TooOften) as error:
        proposal = None if user.has_second_factor else securing.proposed(user, token)
        return render_template("account/second_factor.html", proposal=proposal, error=told(error)), 400
    tell(_("Your second factor is off.") if user.has_second_factor else _("Your second factor is on."))
    return _home()


def _page(errors: dict[str, str] | None = None) -> str:
    house = _house()
    return render_template(
        "account/home.html",
        errors=errors or {},
        languages=languages(),
        roles=ROLES,
        sessions=house.signing_in.sessions_of(current_user()),
        here=current_session().key,
        now=house.clock(),
    )


def _home() -> Response:
    return make_response(redirect("/account", 303))


def _house() -> House:
    house: House = current_app.extensions["house"]
    return house
