"""/operate/suppressions and /operate/bounces: whom we must not mail, and which mails were refused."""

from flask import Blueprint, Response, current_app, redirect, render_template, request

from digest.bootstrap import House
from digest.model.errors import BadInput, Refused
from digest.model.user import Role
from digest.web.gate import current_user, staff, tell
from digest.web.wording import N_, ngettext, told
from digest.web.wording import gettext as _

door = Blueprint("suppressions", __name__, url_prefix="/operate")

REASONS = {
    "unsubscribed": N_("unsubscribed"),
    "bounced": N_("bounced"),
    "complained": N_("complained"),
    "erased": N_("erased"),
    "manual": N_("by hand"),
}
SPANS = (7, 30)  # days
# What a class of answers means (RFC 3463 §3), and what can be done; the longest beginning that fits counts.
MEANINGS: dict[str, str] = {
    "5.1.1": N_("There is no such mailbox. Suppress the address, or ask the reader by another way."),
    "5.1": N_("The address is not good. Suppress it, or ask the reader by another way."),
    "5.2.2": N_("The mailbox is full. It may be good again in some days."),
    "5.2": N_("The mailbox does not take mail. It may be good again in some days."),
    "5.4": N_("The way to the provider is broken. Look at DNS, and at the relay's own log."),
    "5.5": N_("Relay and provider did not understand each other. Look at the relay's own log."),
    "5.7": N_("The provider does not trust us. Look at SPF, DKIM, DMARC and the reputation of the relay's address."),
    "": N_("The answer says no more than this. Look at the relay's own log."),
}


@door.get("/suppressions")
@staff(Role.VIEWER)
def overview() -> str:
    """How many for which reason, the newest, and a form to look an address up."""
    return _page()


@door.post("/suppressions/find")
@staff(Role.OPERATOR)
def find() -> str | tuple[str, int]:
    """How an address stands. A POST, so that no address stands in a log of requests."""
    address = request.form.get("address", "")
    try:
        found = _house().suppressing.find(address)
    except BadInput as error:
        return _page(address=address, error=told(error)), 400
    return _page(address=address, found=found)


@door.post("/suppressions/add")
@staff(Role.OPERATOR)
def add() -> Response | tuple[str, int]:
    """Never mail an address again."""
    address = request.form.get("address", "")
    try:
        _house().subscribing.suppress(address, by=current_user().email)
    except BadInput as error:
        return _page(address=address, error=told(error)), 400
    tell(_("This address is not mailed any more."))
    return _back()


@door.post("/suppressions/lift")
@staff(Role.OPERATOR)
def lift() -> Response | tuple[str, int]:
    """Take back what an operator or a bounce said."""
    address, why = request.form.get("address", ""), request.form.get("why", "")
    try:
        gone = _house().suppressing.lift(address, why, current_user().email)
    except (BadInput, Refused) as error:
        return _page(address=address, error=told(error)), 409 if isinstance(error, Refused) else 400
    tell(ngettext("%(n)s suppression was lifted.", "%(n)s suppressions were lifted.", gone))
    return _back()


@door.get("/bounces")
@staff(Role.VIEWER)
def bounces() -> str:
    """Mails refused for good, by provider and reason."""
    days = request.args.get("days", type=int)
    days = days if days in SPANS else SPANS[0]
    rows = [(one, meaning(one.enhanced)) for one in _house().monitoring.refusals(days)]
    return render_template("operator/bounces.html", rows=rows, days=days, spans=SPANS, now=_house().clock())


def meaning(enhanced: str) -> str:
    """What an enhanced status code says, in words to be translated."""
    return MEANINGS[max((start for start in MEANINGS if enhanced.startswith(start)), key=len)]


def _page(**shown: object) -> str:
    house = _house()
    counts = [
        (_(name), house_count)
        for reason, name in REASONS.items()
        if (house_count := house.suppressing.counts().get(reason, 0))
    ]
    given = {"address": "", "error": "", "found": None, **shown}
    newest = house.suppressing.newest()
    return render_template(
        "operator/suppressions.html", counts=counts, newest=newest, reasons=REASONS, now=house.clock(), **given
    )


def _back() -> Response:
    return redirect("/operate/suppressions", 303)  # type: ignore[return-value]  # Flask's own Response


def _house() -> House:
    house: House = current_app.extensions["house"]
    return house
