"""/login/password/<token>: a user chooses a password by a link that works once. Only an admin makes such links."""

from flask import Blueprint, Response, current_app, g, make_response, redirect, request

from digest.bootstrap import House
from digest.model.errors import BadInput, BadToken
from digest.web import errors, gate
from digest.web.account.signing_in import anonymous_form, require_anonymous_form
from digest.web.wording import gettext as _
from digest.web.wording import told

door = Blueprint("passwords", __name__)


@door.before_request
def _like_staff() -> None:
    g.staff_page = True


@door.get("/login/password/<token>")
def choose(token: str) -> Response:
    """The form."""
    try:
        holder = _house().accounts.holder_of(token)
    except BadToken:
        return errors.page(410)
    return anonymous_form("password.html", holder=holder, token=token)


@door.post("/login/password/<token>")
def act_on_choose(token: str) -> Response:
    """The password; then they sign in with it."""
    require_anonymous_form()
    accounts, chosen = _house().accounts, request.form.get("new", "")
    try:
        holder = accounts.holder_of(token)
        if chosen != request.form.get("again", ""):
            unlike = _("These two are not the same.")
            return anonymous_form("password.html", error=unlike, status=400, holder=holder, token=token)
        accounts.use_link(token, chosen)
    except BadToken:
        return errors.page(410)
    except BadInput as error:
        return anonymous_form("password.html", error=told(error), status=400, holder=holder, token=token)
    gate.tell(_("Your password is set. Sign in with it."))
    return make_response(redirect("/login", 303))


def _house() -> House:
    house: House = current_app.extensions["house"]
    return house
