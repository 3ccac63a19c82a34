"""/operate/suppressions and /operate/bounces: whom we must not mail, and which mails came back."""

from flask import Blueprint, Response, current_app, redirect, render_template, request

from digest.bootstrap import House
from digest.model.errors import BadInput, Refused
from digest.model.ids import EditionId
from digest.model.user import Role
from digest.web.gate import current_user, staff, tell
from digest.web.wording import N_, ngettext, told
from digest.web.wording import gettext as _

door = Blueprint("suppressions", __name__, url_prefix="/operate")

KINDS = {  # of what was told of an address's mails
    "bounced_hard": N_("dead address"),
    "bounced_soft": N_("came back"),
    "blocked": N_("refused for what we are"),
    "complained": N_("complained"),
}
REASONS = {
    "unsubscribed": N_("unsubscribed"),
    "bounced": N_("bounced"),
    "complained": N_("complained"),
    "erased": N_("erased"),
    "manual": N_("by hand"),
}
SPANS = (7, 30)  # days
# What each sign of digest/track/causes.toml means, and what can be done.
MEANINGS: dict[str, str] = {
    "complaint": N_("The reader called it spam. They have left, and are not mailed any more."),
    "no-such-user": N_("There is no such mailbox. The address is not mailed any more."),
    "no-such-domain": N_("The domain is not there, or takes no mail. The address is not mailed any more."),
    "full": N_("The mailbox is full. After two weeks in which nothing arrives it is given up."),
    "disabled": N_("The mailbox is shut. After two weeks in which nothing arrives it is given up."),
    "after-data": N_("The mail itself was refused, in words for a missing mailbox. It is tried again."),
    "unreachable": N_("The provider's servers could not be reached. It is tried again with the next edition."),
    "their-system": N_("The provider's servers are in trouble. It is tried again with the next edition."),
    "authentication": N_("The mail was not believed to be ours. Look at SPF, DKIM and DMARC."),
    "reverse-dns": N_("The relay's address has no name, or not the one that it says. Look at PTR and HELO."),
    "listed": N_("The relay's address or our domain is on a list of bad senders. Ask its keeper to take it off."),
    "spam": N_("The content was taken for spam. Look at the links and sources of that edition."),
    "virus": N_("The content was taken for harmful. Look at the links of that edition."),
    "rate": N_("We send too much at a time for this provider. Send more slowly, or ask them."),
    "sender-refused": N_("Our sender's address is refused. Look at the bounce domain's DNS."),
    "relaying": N_("A server on the way does not take mail for that domain. Look at the relay's own log."),
    "too-large": N_("The mail is too large for this provider. Put fewer stories into an edition."),
    "form": N_("Relay and provider did not understand each other. Look at the relay's own log."),
    "policy": N_("The provider does not trust us. Look at SPF, DKIM, DMARC and the reputation of the relay's address."),
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
    """Mails refused for good or sent back, by provider and reason; of one edition, or all."""
    days, edition = request.args.get("days", type=int), request.args.get("edition", type=int)
    days = days if days in SPANS else SPANS[0]
    house = _house()
    rows = house.monitoring.refusals(days, EditionId(edition) if edition else None)
    return render_template(
        "operator/bounces.html",
        rows=[(one.mails, MEANINGS[one.sign]) for one in rows],
        days=days,
        spans=SPANS,
        edition=edition,
        refusing=house.braking.refusing(),
        reads=house.receiving.mailbox is not None,
        now=house.clock(),
    )


def _page(**shown: object) -> str:
    house = _house()
    counts = [
        (_(name), house_count)
        for reason, name in REASONS.items()
        if (house_count := house.suppressing.counts().get(reason, 0))
    ]
    given = {"address": "", "error": "", "found": None, **shown}
    shown = {"counts": counts, "newest": house.suppressing.newest(), "reasons": REASONS, "kinds": KINDS}
    return render_template("operator/suppressions.html", **shown, now=house.clock(), **given)


def _back() -> Response:
    return redirect("/operate/suppressions", 303)  # type: ignore[return-value]  # Flask's own Response


def _house() -> House:
    house: House = current_app.extensions["house"]
    return house
