"""/login/openid: to the organisation's provider and back. The way back is a GET; its state ties it to who left."""

from flask import Blueprint, Response, abort, current_app, g, make_response, redirect, request

from digest.bootstrap import House
from digest.model.errors import NotAdmitted
from digest.services.federating import PATIENCE, Federating
from digest.web import gate
from digest.web.account.signing_in import browser, go_in, login_page
from digest.web.wording import gettext as _

door = Blueprint("openid", __name__)

COOKIE = "openid"


@door.before_request
def _like_staff() -> None:
    g.staff_page = True


@door.get("/login/openid")
def begin() -> Response:
    """To the provider. A link, not a form: our policy lets no form lead to another site."""
    address, kept = _federating().begin(gate.own_path(request.args.get("next", "")))
    response = make_response(redirect(address))
    gate.set_cookie(response, kept, purpose=COOKIE, lasts=int(PATIENCE.total_seconds()))
    return response


@door.get("/login/openid/back")
def back() -> Response:
    """From the provider."""
    federating, house = _federating(), _house()
    try:
        user, wanted = federating.finish(
            gate.cookie(COOKIE), request.args.get("state", ""), request.args.get("code", "")
        )
    except NotAdmitted:
        response = login_page(_("Your organisation's sign-in did not let you in. Try again, or ask an admin."), 403)
    else:
        response = go_in(house.signing_in.enter(user, browser(), gate.cookie()), gate.own_path(wanted))
    gate.drop_cookie(response, COOKIE)
    return response


def _federating() -> Federating:
    found = _house().federating
    if found is None:
        abort(404)
    return found


def _house() -> House:
    house: House = current_app.extensions["house"]
    return house
