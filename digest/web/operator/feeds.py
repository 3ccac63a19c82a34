"""/operate/feeds: the list of feeds, how each is and what it brings; added, paused, described, removed.

A request asks no publisher anything, but where somebody wants a site's feeds found: what is to be read is left to
the next worker.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request

from digest.bootstrap import House
from digest.collect.health import Condition, Health
from digest.model.errors import BadInput, FetchError, Forbidden, Refused
from digest.model.feed import EntryState
from digest.model.ids import FeedId
from digest.model.user import Role
from digest.services.following import LARGEST_LIST
from digest.services.watching import DAYS
from digest.web import wording
from digest.web.gate import current_user, own_path, staff, tell
from digest.web.wording import N_, Words, ngettext
from digest.web.wording import gettext as _

door = Blueprint("feeds", __name__, url_prefix="/operate/feeds")

CONDITIONS = {  # what a badge says, and its colour
    Condition.GONE: (N_("gone"), "bad"),
    Condition.GIVEN_UP: (N_("given up"), "bad"),
    Condition.FAILING: (N_("fails"), "bad"),
    Condition.SILENT: (N_("silent"), "warn"),
    Condition.WAITING: (N_("not read yet"), ""),
    Condition.FINE: (N_("reads well"), "good"),
    Condition.PAUSED: (N_("paused"), ""),
}
STATES = {
    EntryState.NEW: (N_("waits"), ""),
    EntryState.DONE: (N_("an article"), "good"),
    EntryState.DUPLICATE: (N_("known already"), ""),
    EntryState.REFUSED: (N_("no article"), "warn"),
}


@door.before_request
def _let_lists_in() -> None:
    request.max_content_length = LARGEST_LIST + 64 * 1024  # the list, and what a form wraps around it


@door.get("")
@staff(Role.VIEWER)
def everything() -> str:
    """The table: those in trouble first."""
    wanted, text = request.args.get("condition", ""), request.args.get("text", "")[:200]
    condition = Condition(wanted) if wanted in set(Condition) else None
    page = _house().watching.page(condition=condition, text=text, page=request.args.get("page", 1, type=int))
    return render_template("operator/feeds.html", page=page, condition=condition, text=text, **_shared())


@door.post("")
@staff(Role.OPERATOR)
def add() -> Response | tuple[str, int]:
    """One more, by its address."""
    url = request.form.get("url", "").strip()
    try:
        feed_id, added = _house().following.follow(url, current_user().email)
    except (BadInput, Forbidden) as error:
        return render_template("operator/feeds_new.html", url=url, error=wording.told(error)), 400
    tell(_("We follow it from now on; it is read within minutes.") if added else _("We follow this one already."))
    return _to(feed_id)


@door.post("/find")
@staff(Role.OPERATOR)
def find() -> str | tuple[str, int]:
    """The feeds of a site, to choose from."""
    url = request.form.get("url", "").strip()
    try:
        found = _house().discovering.find(url)
    except (BadInput, FetchError, Refused) as error:
        return render_template("operator/feeds_new.html", url=url, error=wording.told(error)), 400
    return render_template("operator/feeds_new.html", url=url, found=found)


@door.get("/new")
@staff(Role.OPERATOR)
def new() -> str:
    """The forms to add one, and to import a list."""
    return render_template("operator/feeds_new.html")


@door.post("/import")
@staff(Role.OPERATOR)
def import_() -> str | tuple[str, int]:
    """An OPML list, told line by line."""
    file = request.files.get("list")
    try:
        imported = _house().following.import_opml(file.read() if file else b"", current_user().email)
    except BadInput as error:
        return render_template("operator/feeds_new.html", list_error=wording.told(error)), 400
    return render_template("operator/feeds_imported.html", imported=imported)


@door.get("/export.opml")
@staff(Role.VIEWER)
def export() -> Response:
    """Every feed, for other readers and other installations."""
    house = _house()
    response = make_response(house.following.export_opml(house.settings.organisation))
    response.headers["Content-Type"] = "text/x-opml; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="feeds.opml"'
    return response


@door.post("/change")
@staff(Role.OPERATOR)
def change() -> Response:
    """Several at once: paused, or resumed."""
    chosen = [FeedId(number) for number in request.form.getlist("feed", type=int)]
    following, by = _house().following, current_user().email
    if request.form.get("do") == "pause":
        number = following.pause(chosen, by)
        tell(ngettext("%(n)s feed is paused.", "%(n)s feeds are paused.", number))
    elif request.form.get("do") == "resume":
        number = following.resume(chosen, by)
        tell(ngettext("%(n)s feed is read again.", "%(n)s feeds are read again.", number))
    else:
        raise BadInput(_("Feeds are paused or resumed here."))
    return _back(own_path(request.form.get("back", ""), "/operate/feeds"))


@door.get("/<int:feed_id>")
@staff(Role.VIEWER)
def feed(feed_id: int) -> str:
    """One feed: how it is, what it brought and what became of each."""
    wanted = request.args.get("state", "")
    state = EntryState(wanted) if wanted in set(EntryState) else None
    shown = _house().watching.feed(FeedId(feed_id), state=state, page=request.args.get("page", 1, type=int))
    days = [shown.first_day + timedelta(days=number) for number in range(DAYS)]
    return render_template(
        "operator/feed.html", shown=shown, one=shown.watched, days=days, state=state, states=STATES, **_shared()
    )


@door.post("/<int:feed_id>/pause")
@staff(Role.OPERATOR)
def pause(feed_id: int) -> Response:
    """Read it no more for now."""
    _house().following.pause([FeedId(feed_id)], current_user().email)
    tell(_("The feed is paused."))
    return _to(FeedId(feed_id))


@door.post("/<int:feed_id>/resume")
@staff(Role.OPERATOR)
def resume(feed_id: int) -> Response:
    """Read it again."""
    _house().following.resume([FeedId(feed_id)], current_user().email)
    tell(_("The feed is read again, within minutes."))
    return _to(FeedId(feed_id))


@door.post("/<int:feed_id>/fetch")
@staff(Role.OPERATOR)
def fetch(feed_id: int) -> Response:
    """Wish for it to be read now."""
    _house().following.wish(FeedId(feed_id), current_user().email)
    tell(_("The feed is read within a minute or two, as soon as its server may be asked again."))
    return _to(FeedId(feed_id))


@door.post("/<int:feed_id>/describe")
@staff(Role.OPERATOR)
def describe(feed_id: int) -> Response:
    """Put right what is known of its source."""
    form = request.form
    _house().following.describe(
        FeedId(feed_id),
        current_user().email,
        name=form.get("name", ""),
        language=form.get("language", ""),
        agency="agency" in form,
    )
    tell(_("It is kept."))
    return _to(FeedId(feed_id))


@door.post("/<int:feed_id>/remove")
@staff(Role.OPERATOR)
def remove(feed_id: int) -> Response:
    """Follow it no more."""
    url = _house().following.remove(FeedId(feed_id), current_user().email)
    tell(_("We no longer follow %(url)s. Its articles stay.", url=url))
    return _back("/operate/feeds")


def told(health: Health, words: Words, now: datetime) -> str:
    """How a feed is, as sentences of the page's language."""
    return " ".join(words.say(one.message, **_filled(one.values, words, now)) for one in health.phrases)


def _filled(values: Mapping[str, object], words: Words, now: datetime) -> dict[str, object]:
    """Moments are told as how long ago they were, or in how long they come."""
    return {name: words.ago(value, now) if isinstance(value, datetime) else value for name, value in values.items()}


def _shared() -> dict[str, object]:
    return {"conditions": CONDITIONS, "told": told, "now": _house().clock()}


def _to(feed_id: FeedId) -> Response:
    return _back(f"/operate/feeds/{feed_id}")


def _back(path: str) -> Response:
    return make_response(redirect(path, 303))


def _house() -> House:
    house: House = current_app.extensions["house"]
    return house
