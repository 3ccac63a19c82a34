"""The form that asks for a subscription. The answer is the same for every address."""

from datetime import timedelta

from flask import Response, g, make_response, render_template, request

from digest.model.errors import BadAddress, BadInput, BadToken, Refused, TooOften
from digest.model.subscriber import Choice
from digest.services.choosing import Offer
from digest.subscribe.tokens import Purpose
from digest.web import errors
from digest.web.subscriber import form
from digest.web.subscriber.agreement import agreement
from digest.web.subscriber.doors import circumstances, house, private
from digest.web.wording import gettext as _
from digest.web.wording import told

QUICKEST = timedelta(seconds=2)  # nobody reads a form and types an address in less
FORM_LIVES = timedelta(hours=24)
Answer = Response | tuple[str, int] | str


@private.get("/subscribe/<slug>")
def subscribe(slug: str) -> Answer:
    """The form, unless the list takes no requests, or so few were confirmed of late that nobody is asked."""
    offer = house().choosing.offer(slug)
    if not offer.mailing_list.open or house().admitting.doorway().closed:
        return _closed(offer)
    return _form(offer)


@private.post("/subscribe/<slug>")
def request_subscription(slug: str) -> Answer:
    """Ask the mailbox's owner; the answer is the same whoever that is."""
    offer = house().choosing.offer(slug)
    if request.form.get("website"):  # only a machine fills a field that nobody sees
        return _asked(offer)
    if not _is_fresh(offer):
        return _form(offer, _("This form was open for too long, or was sent at once. Please send it again.")), 400
    try:
        choice = offer.checked(form.read(request.form))
        seen = circumstances(agreement(offer.mailing_list.name))
        house().admitting.request(slug, request.form.get("address", ""), _language(offer), choice, seen)
    except BadInput as error:
        wrong = isinstance(error, BadAddress)
        problem = _("This does not look like an email address. Please check it.") if wrong else told(error)
        return _form(offer, problem, is_address=wrong), 400
    except Refused as error:
        return errors.page(429) if isinstance(error, TooOften) else _closed(offer)
    return _asked(offer)


def _asked(offer: Offer) -> str:
    return render_template("subscriber/asked.html", list=offer.mailing_list)


def _closed(offer: Offer) -> Response:
    """Closed by its owners: 403. Closed by the breaker: 503, for it opens again."""
    page = render_template("subscriber/closed.html", list=offer.mailing_list)
    response = make_response(page, 503 if offer.mailing_list.open else 403)
    if offer.mailing_list.open:
        response.headers["Retry-After"] = "3600"
    return response


def _form(offer: Offer, note: str = "", *, is_address: bool = False) -> str:
    now = house().clock()
    shown = int(now.timestamp())
    stamp = house().links_to.tokens.sign_until(Purpose.FORM, now + FORM_LIVES, offer.mailing_list.id, shown)
    try:
        choice = offer.checked(form.read(request.form))
    except BadInput:
        choice = Choice()
    return render_template(
        "subscriber/subscribe.html",
        list=offer.mailing_list,
        agreement=agreement(offer.mailing_list.name),
        stamp=stamp,
        note=note,
        is_address=is_address,
        address=request.form.get("address", ""),
        languages=offer.languages,
        language=_language(offer),
        fields=form.fields(offer, choice, now),
    )


def _is_fresh(offer: Offer) -> bool:
    """Whether the form was shown by us, for this list, neither just now nor a day ago."""
    now = house().clock()
    try:
        list_id, shown = house().links_to.tokens.read_until(Purpose.FORM, request.form.get("stamp", ""), now)
    except BadToken:
        return False
    return int(list_id) == offer.mailing_list.id and now.timestamp() - int(shown) >= QUICKEST.total_seconds()


def _language(offer: Offer) -> str:
    """What the form chose, if something appears in it; else the page's, if it does; else the first there is."""
    asked = request.form.get("language", "")
    page = str(g.words.language)
    accepted = [tag.replace("_", "-").split("-")[0].lower() for tag in request.accept_languages.values()]
    wanted = [asked, page if request.args.get("lang") else "", *accepted, page]
    return next((one for one in wanted if one and one in offer.languages), next(iter(offer.languages), page))
