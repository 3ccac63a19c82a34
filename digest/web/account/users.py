"""/account/users: who works here, for admins. A link is shown once, in the answer to the form that made it."""

from flask import Blueprint, Response, abort, current_app, make_response, redirect, render_template, request

from digest.bootstrap import House
from digest.model.errors import BadInput, Refused
from digest.model.ids import UserId
from digest.model.user import Role, User
from digest.web.gate import current_user, staff, tell
from digest.web.wording import N_, told
from digest.web.wording import gettext as _

door = Blueprint("users", __name__, url_prefix="/account/users")

ROLES = {
    Role.VIEWER: N_("viewer"),
    Role.EDITOR: N_("editor"),
    Role.OPERATOR: N_("operator"),
    Role.ADMIN: N_("admin"),
}


@door.get("")
@staff(Role.ADMIN)
def everyone() -> str:
    """The table, and the form for one more."""
    return _page()


@door.post("")
@staff(Role.ADMIN)
def add() -> str | tuple[str, int]:
    """One more; the link by which they choose a password is shown once."""
    house, by = _house(), current_user().email
    email, name = request.form.get("email", ""), request.form.get("name", "")
    try:
        user = house.accounts.add(email, role_asked(), name=name, by=by)
    except (BadInput, Refused) as error:
        return _page(error=told(error), email=email, name=name), 400
    return _page(user=user, link=house.accounts.password_link(user.id, by=by))


@door.post("/<int:user_id>/role")
@staff(Role.ADMIN)
def set_role(user_id: int) -> Response:
    """Another role."""
    user = _house().accounts.set_role(UserId(user_id), role_asked(), by=current_user().email)
    return _done(_("%(who)s is %(role)s now.", who=user.email, role=_(ROLES[user.role])))


@door.post("/<int:user_id>/deactivate")
@staff(Role.ADMIN)
def deactivate(user_id: int) -> Response:
    """They come in no longer."""
    user = _house().accounts.deactivate(UserId(user_id), by=current_user().email)
    return _done(_("%(who)s can no longer come in.", who=user.email))


@door.post("/<int:user_id>/activate")
@staff(Role.ADMIN)
def activate(user_id: int) -> Response:
    """They may come in again."""
    user = _house().accounts.activate(UserId(user_id), by=current_user().email)
    return _done(_("%(who)s can come in again.", who=user.email))


@door.post("/<int:user_id>/password")
@staff(Role.ADMIN)
def password(user_id: int) -> str:
    """A link by which they choose another."""
    accounts = _house().accounts
    link = accounts.password_link(UserId(user_id), by=current_user().email)
    return _page(user=_of(user_id), link=link)


@door.post("/<int:user_id>/second-factor")
@staff(Role.ADMIN)
def second_factor(user_id: int) -> Response:
    """They lost it."""
    _house().accounts.reset_second_factor(UserId(user_id), by=current_user().email)
    return _done(_("The second factor is reset. The password alone lets them in until they turn it on again."))


def role_asked() -> Role:
    """The role that the form names."""
    try:
        return Role(request.form.get("role", ""))
    except ValueError:
        abort(400)


def _of(user_id: int) -> User:
    return next(user for user in _house().accounts.everyone() if user.id == user_id)


def _page(*, user: User | None = None, link: str = "", error: str = "", email: str = "", name: str = "") -> str:
    house = _house()
    return render_template(
        "account/users.html",
        users=house.accounts.everyone(),
        roles=ROLES,
        made=user,
        link=link,
        error=error,
        email=email,
        name=name,
        now=house.clock(),
    )


def _done(message: str) -> Response:
    tell(message)
    return make_response(redirect("/account/users", 303))


def _house() -> House:
    house: House = current_app.extensions["house"]
    return house
