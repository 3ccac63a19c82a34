"""A reader's own pages: subscribe, confirm, leave, choose. A GET changes nothing; a POST does it once."""

from datetime import timedelta

from flask import Blueprint, Response, abort, current_app, g, render_template, request

from digest.bootstrap import House
from digest.model.errors import BadAddress, BadToken
from digest.model.subscriber import MailingList, SubscriptionState
from digest.services.subscribing import Circumstances, Place
from digest.subscribe.tokens import Purpose
from digest.web import errors
from digest.web.access import PRIVATE, Limiter, network, words_for
from digest.web.wording import N_
from digest.web.wording import gettext as _

door = Blueprint("subscriber", __name__)

QUICKEST = timedelta(seconds=2)  # nobody reads a form and types an address in less
FORM_LIVES = timedelta(hours=24)
ONE_CLICK = "One-Click"  # RFC 8058 §3.1; our own button says the same
STATES = {
    SubscriptionState.PENDING: N_("waiting for your confirmation"),
    SubscriptionState.CONFIRMED: N_("subscribed"),
    SubscriptionState.UNSUBSCRIBED: N_("unsubscribed"),
}
_POSTS = Limiter(most=20, window=timedelta(minutes=10))


def _house() -> House:
    house: House = current_app.extensions["house"]
    return house


@door.after_request
def _keep_private(response: Response) -> Response:
    response.headers.update(PRIVATE)
    return response


@door.get("/subscribe/<slug>")
def subscribe(slug: str) -> str:
    """The form."""
    return _form(_house().subscribing.list_named(slug))


@door.post("/subscribe/<slug>")
def request_subscription(slug: str) -> Response | tuple[str, int] | str:
    """Ask the mailbox's owner; the answer is the same whoever that is."""
    house = _house()
    found = house.subscribing.list_named(slug)
    if not _limiter().admits(network(request.remote_addr), house.clock()):
        return errors.page(429)
    if request.form.get("website"):  # only a machine fills a field that nobody sees
        return render_template("asked.html", list=found)
    if not _form_is_fresh(found):
        return _form(found, note=_("This form was open for too long, or was sent at once. Please send it again.")), 400
    text = _(
        "By confirming you agree to receive %(list)s by email. "
        "Every edition holds a link that ends it. We do not track what you open or click.",
        list=found.name,
    )
    try:
        house.subscribing.subscribe(slug, request.form.get("address", ""), _language_asked(), _circumstances(text))
    except BadAddress:
        return _form(found, note=_("This does not look like an email address. Please check it.")), 400
    return render_template("asked.html", list=found)


@door.get("/confirm/<token>")
def confirm(token: str) -> str | Response:
    """A button: programs that open every link in a mail subscribe nobody."""
    try:
        place = _house().subscribing.confirming(token)
    except BadToken:
        return errors.page(410)
    _speak_to(place)
    if place.subscriber is None:
        return errors.page(410)
    return render_template("confirm.html", place=place)


@door.post("/confirm/<token>")
def act_on_confirm(token: str) -> str | Response:
    """The mailbox's owner wants it."""
    try:
        place = _house().subscribing.confirm(token, _circumstances())
    except BadToken:
        return errors.page(410)
    _speak_to(place)
    return render_template("confirmed.html", place=place)


@door.get("/u/<token>")
def unsubscribe(token: str) -> str:
    """A button; scanners that fetch links unsubscribe nobody."""
    place = _house().subscribing.unsubscribing(token)
    _speak_to(place)
    return render_template("leave.html", place=place, value=ONE_CLICK)


@door.post("/u/<token>")
def act_on_unsubscribe(token: str) -> str:
    """The button, and a mail program's one click (RFC 8058): 200 each time, no cookie, no redirect."""
    subscribing = _house().subscribing
    if request.form.get("List-Unsubscribe") != ONE_CLICK:
        return unsubscribe(token)
    place = subscribing.unsubscribe(token, _circumstances())
    _speak_to(place)
    return render_template("left.html", place=place)


@door.get("/preferences/<token>")
def preferences(token: str) -> str:
    """What a reader gets, in which language, and a way out of each."""
    return _preferences(token)


@door.post("/preferences/<token>")
def act_on_preferences(token: str) -> str:
    """Choose a language, or leave the list named by the button."""
    subscribing = _house().subscribing
    dossier = subscribing.preferences(token)
    slug = request.form.get("leave", "")
    if slug:
        found = subscribing.list_named(slug)
        assert dossier.subscriber is not None
        subscribing.leave(found.id, dossier.subscriber.id, _circumstances())
    else:
        language = request.form.get("language", "")
        if language and language not in _house().reading.languages():
            abort(400)
        subscribing.choose_language(token, language)
    return _preferences(token, note=_("Saved."))


def _preferences(token: str, note: str = "") -> str:
    dossier = _house().subscribing.preferences(token)
    assert dossier.subscriber is not None
    g.words = words_for(request, dossier.subscriber.language)
    current = [
        (found, subscription)
        for found, subscription in dossier.subscriptions
        if subscription.state is not SubscriptionState.UNSUBSCRIBED
    ]
    languages = _house().reading.languages()
    return render_template(
        "preferences.html",
        subscriber=dossier.subscriber,
        subscriptions=current,
        languages=languages,
        states=STATES,
        note=note,
    )


def _form(found: MailingList, note: str = "") -> str:
    house = _house()
    now = house.clock()
    shown = int(now.timestamp())
    stamp = house.links_to.tokens.sign_until(Purpose.FORM, now + FORM_LIVES, found.id, shown)
    return render_template(
        "subscribe.html",
        list=found,
        stamp=stamp,
        note=note,
        address=request.form.get("address", ""),
        languages=house.reading.languages(),
        chosen=request.form.get("language", g.words.language),
    )


def _form_is_fresh(found: MailingList) -> bool:
    """Whether the form was shown by us, for this list, neither just now nor a day ago."""
    house = _house()
    now = house.clock()
    try:
        list_id, shown = house.links_to.tokens.read_until(Purpose.FORM, request.form.get("stamp", ""), now)
    except BadToken:
        return False
    return int(list_id) == found.id and now.timestamp() - int(shown) >= QUICKEST.total_seconds()


def _language_asked() -> str:
    """What the form chose, if it is one of ours; else the page's."""
    asked = request.form.get("language", "")
    return asked if asked in _house().reading.languages() else str(g.words.language)


def _circumstances(text: str = "") -> Circumstances:
    # The endpoint, not the address of the page: that may hold a token.
    return Circumstances(text=text, source=f"web:{request.endpoint}", ip=network(request.remote_addr))


def _speak_to(place: Place) -> None:
    if place.subscriber is not None:
        g.words = words_for(request, place.subscriber.language)


def _limiter() -> Limiter:
    limiter: Limiter = current_app.extensions.setdefault("subscribe_limiter", Limiter(_POSTS.most, _POSTS.window))
    return limiter
