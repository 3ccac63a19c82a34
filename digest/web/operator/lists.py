"""/operate/lists: lists of readers, how they grow, and single readers. Imports stand in rosters.py."""

from flask import Blueprint, Response, current_app, g, redirect, render_template, request, stream_with_context

from digest.bootstrap import House
from digest.model.errors import BadInput, Refused
from digest.model.user import Role
from digest.services.subscribing import Circumstances
from digest.web.gate import current_user, staff, tell
from digest.web.operator.suppressions import REASONS
from digest.web.wording import N_, told
from digest.web.wording import gettext as _

door = Blueprint("lists", __name__, url_prefix="/operate")

STATES = {
    "pending": ("warn", N_("asked, not confirmed")),
    "confirmed": ("good", N_("confirmed")),
    "unsubscribed": ("", N_("left")),
}
ACTIONS = {  # the words of the record of consent
    "requested": N_("asked for"),
    "confirmed": N_("confirmed"),
    "imported": N_("imported"),
    "changed": N_("changed"),
    "paused": N_("paused"),
    "resumed": N_("resumed"),
    "unsubscribed": N_("unsubscribed"),
    "erased": N_("erased"),
}


@door.get("/lists")
@staff(Role.VIEWER)
def overview() -> str:
    """Every list with its numbers."""
    return _page()


@door.post("/lists")
@staff(Role.OPERATOR)
def create() -> Response | tuple[str, int]:
    """One more list."""
    slug, name = request.form.get("slug", "").strip(), request.form.get("name", "")
    try:
        made = _house().listing.create(slug, name, by=current_user().email)
    except (BadInput, Refused) as error:
        return _page(slug=slug, name=name, error=told(error)), 400
    tell(_("The list %(name)s is made.", name=made.name))
    return _to(made.slug)


@door.get("/lists/<slug>")
@staff(Role.VIEWER)
def one(slug: str) -> str:
    """A list: numbers, growth, imports, settings."""
    house = _house()
    found = house.listing.one(slug)
    growth = house.monitoring.growth(found.mailing_list.id)
    points = [(g.words.day(day.day, "medium"), float(day.confirmed)) for day in growth]
    month = growth[-30:]
    return render_template(
        "operator/list.html",
        found=found,
        points=points,
        came=sum(day.came for day in month),
        went=sum(day.went for day in month),
        imports=house.importing.latest(slug),
        now=house.clock(),
    )


@door.post("/lists/<slug>/flags")
@staff(Role.OPERATOR)
def set_flags(slug: str) -> Response:
    """Who may ask for it, and whether search engines may show its archive."""
    form = request.form
    _house().subscribing.change_list(slug, current_user().email, open_="open" in form, indexed="indexed" in form)
    tell(_("The list is changed."))
    return _to(slug)


@door.post("/lists/<slug>/readers.csv")
@staff(Role.OPERATOR)
def export(slug: str) -> Response:
    """Everyone as CSV, safe to open in a spreadsheet; sent as it is read. A POST, for it leaves a line in the audit."""
    lines = _house().subscribing.export(slug, current_user().email)
    answer = Response(stream_with_context(lines), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}.csv"'
    return answer


@door.post("/lists/readers")
@staff(Role.OPERATOR)
def find() -> str | tuple[str, int]:
    """All that is known of an address. A POST, so that no address stands in a log of requests."""
    address = request.form.get("address", "").strip()
    try:
        return _reader(address)
    except BadInput as error:
        return _page(address=address, reader_error=told(error)), 400


@door.post("/lists/readers/unsubscribe")
@staff(Role.OPERATOR)
def unsubscribe() -> str:
    """Take a reader off a list, as they asked us to."""
    address, slug = request.form.get("address", ""), request.form.get("list", "")
    house = _house()
    house.choosing.leave(house.choosing.reader_at(address), slug, _by_hand())
    tell(_("They are off the list."))
    return _reader(address)


@door.post("/lists/readers/suppress")
@staff(Role.OPERATOR)
def suppress() -> str:
    """Never mail them again, whoever asks."""
    address = request.form.get("address", "")
    _house().subscribing.suppress(address, by=current_user().email)
    tell(_("This address is not mailed any more."))
    return _reader(address)


@door.post("/lists/readers/erase")
@staff(Role.OPERATOR)
def erase() -> Response | tuple[str, int]:
    """Forget them; asked twice."""
    address = request.form.get("address", "")
    if "sure" not in request.form:
        return _reader(address, _("Tick the box to say that you mean it.")), 400
    _house().forgetting.erase(address, _by_hand())
    tell(_("Everything that we knew of this reader is forgotten."))
    return redirect("/operate/lists", 303)  # type: ignore[return-value]  # Flask's own Response


def _reader(address: str, problem: str = "") -> str:
    dossier = _house().forgetting.show(address)
    return render_template(
        "operator/list_reader.html",
        address=address,
        dossier=dossier,
        states=STATES,
        actions=ACTIONS,
        reasons=REASONS,
        problem=problem,
    )


def _page(**shown: str) -> str:
    given = {"slug": "", "name": "", "error": "", "address": "", "reader_error": "", **shown}
    return render_template("operator/lists.html", rows=_house().listing.every(), **given)


def _by_hand() -> Circumstances:
    return Circumstances(by=current_user().email)


def _to(slug: str) -> Response:
    return redirect(f"/operate/lists/{slug}", 303)  # type: ignore[return-value]  # Flask's own Response


def _house() -> House:
    house: House = current_app.extensions["house"]
    return house
