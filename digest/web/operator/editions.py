"""/operate/editions: what is on its way, live, and what an operator can do about it; and what went out before."""

from collections.abc import Callable

from flask import Blueprint, Response, current_app, redirect, render_template, request

from digest.bootstrap import House
from digest.model.edition import EditionState
from digest.model.ids import DeliveryId, EditionId
from digest.model.user import Role
from digest.services.dispatching import Flight
from digest.services.steering import STOPPED
from digest.web.gate import current_user, staff, tell
from digest.web.wording import N_, ngettext
from digest.web.wording import gettext as _

door = Blueprint("sending", __name__, url_prefix="/operate/editions")

STATES = {
    EditionState.DRAFT: ("", N_("draft")),
    EditionState.APPROVED: ("", N_("waits for its time")),
    EditionState.SENDING: ("good", N_("being sent")),
    EditionState.SENT: ("good", N_("sent")),
    EditionState.SKIPPED: ("warn", N_("skipped")),
    EditionState.MISSED: ("bad", N_("missed")),
    EditionState.CANCELLED: ("", N_("cancelled")),
}
MOST_TOLD = 200  # refused addresses on a page


@door.get("")
@staff(Role.VIEWER)
def overview() -> str:
    """In flight, and over; `?part=flight` gives the first alone, for the page that renews it."""
    house = _house()
    shown = {"flights": house.dispatching.in_flight(), "states": STATES, "now": house.clock()}
    if request.args.get("part") == "flight":
        return render_template("operator/editions_flight.html", **shown)
    return render_template("operator/editions.html", **shown, ended=house.dispatching.ended())


@door.get("/<int:edition_id>")
@staff(Role.VIEWER)
def one(edition_id: int) -> str:
    """An edition on its way, with whose mail is in doubt and whose was refused."""
    flight = _house().dispatching.watch(EditionId(edition_id))
    return _shown("edition_part.html" if request.args.get("part") else "edition.html", flight)


@door.get("/<int:edition_id>/stop")
@staff(Role.OPERATOR)
def ask_to_stop(edition_id: int) -> str:
    """Ask once more before it is stopped."""
    return _shown("edition_stop.html", _house().dispatching.watch(EditionId(edition_id)))


@door.post("/<int:edition_id>/pause")
@staff(Role.OPERATOR)
def pause(edition_id: int) -> Response:
    """Hand over no more mails for now."""
    return _done(edition_id, _house().steering.pause, _("It is paused: what is on the wire ends, nothing else goes."))


@door.post("/<int:edition_id>/resume")
@staff(Role.OPERATOR)
def resume(edition_id: int) -> Response:
    """Go on."""
    return _done(edition_id, _house().steering.resume, _("It goes on."))


@door.post("/<int:edition_id>/stop")
@staff(Role.OPERATOR)
def stop(edition_id: int) -> Response:
    """Send no more of it, for good; an edition that waits for its time is cancelled."""
    found = _house().dispatching.watch(EditionId(edition_id)).dispatch
    if found.state is EditionState.APPROVED:
        _house().editing.cancel(EditionId(edition_id), STOPPED, by=current_user().email)
        tell(_("It is cancelled; nobody was sent it."))
        return _to(edition_id)
    kept = _house().steering.stop(EditionId(edition_id), current_user().email)
    tell(ngettext("It is stopped; %(n)s mail was kept back.", "It is stopped; %(n)s mails were kept back.", kept))
    return _to(edition_id)


@door.post("/<int:edition_id>/doubts")
@staff(Role.OPERATOR)
def decide(edition_id: int) -> Response:
    """Send those that are ticked once more, or leave them as they are."""
    steering = _house().steering
    theirs = {doubt.delivery_id for doubt in steering.doubts(EditionId(edition_id))}
    asked = {DeliveryId(number) for number in request.form.getlist("delivery", type=int)}
    if not asked & theirs:
        tell(_("None was chosen, or none of them is in doubt any more."), tone="")
        return _to(edition_id)
    again = request.form.get("decision") == "resend"
    decided = (steering.resend if again else steering.hold)(sorted(asked & theirs), current_user().email)
    if again:
        tell(ngettext("%(n)s mail is sent once more.", "%(n)s mails are sent once more.", decided))
    else:
        tell(ngettext("%(n)s mail is left as it is.", "%(n)s mails are left as they are.", decided))
    return _to(edition_id)


def _shown(template: str, flight: Flight) -> str:
    return render_template(f"operator/{template}", flight=flight, states=STATES, now=_house().clock(), most=MOST_TOLD)


def _done(edition_id: int, act: Callable[[EditionId, str], None], message: str) -> Response:
    act(EditionId(edition_id), current_user().email)
    tell(message)
    return _to(edition_id)


def _to(edition_id: int) -> Response:
    return redirect(f"/operate/editions/{edition_id}", 303)  # type: ignore[return-value]  # Flask's own Response


def _house() -> House:
    house: House = current_app.extensions["house"]
    return house
