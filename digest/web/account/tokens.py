"""/account/tokens: programs that act for a user. A token is shown once, in the answer to the form that made it."""

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request

from digest.bootstrap import House
from digest.model.errors import BadInput, Refused
from digest.model.ids import ApiTokenId
from digest.model.user import Role
from digest.web.account.users import ROLES, role_asked
from digest.web.gate import current_user, staff, tell
from digest.web.wording import gettext as _
from digest.web.wording import told

door = Blueprint("tokens", __name__, url_prefix="/account/tokens")

LIFETIMES = (30, 90, 365)  # days


@door.get("")
@staff(Role.VIEWER)
def show() -> str:
    """One's own tokens; an admin sees everybody's."""
    return _page()


@door.post("")
@staff(Role.VIEWER)
def make() -> str | tuple[str, int]:
    """A new one."""
    name, days = request.form.get("name", ""), request.form.get("days", type=int)  # no number: it never expires
    try:
        secret, _kept = _house().tokens.make(current_user(), name, role_asked(), days=days)
    except (BadInput, Refused) as error:
        return _page(error=told(error)), 400
    return _page(secret=secret)


@door.post("/<int:token_id>/revoke")
@staff(Role.VIEWER)
def revoke(token_id: int) -> Response:
    """It works no longer. One's own; an admin's reach is everybody's."""
    user = current_user()
    owner = None if user.role is Role.ADMIN else user
    _house().tokens.revoke(ApiTokenId(token_id), by=user.email, owner=owner)
    tell(_("The token is revoked."))
    return make_response(redirect("/account/tokens", 303))


def _page(*, secret: str = "", error: str = "") -> str:
    user, house = current_user(), _house()
    return render_template(
        "account/tokens.html",
        tokens=house.tokens.all(None if user.role is Role.ADMIN else user),
        roles={role: name for role, name in ROLES.items() if role <= user.role},
        names=ROLES,
        lifetimes=LIFETIMES,
        secret=secret,
        error=error,
        now=house.clock(),
    )


def _house() -> House:
    house: House = current_app.extensions["house"]
    return house
