"""A reader's own page, by the link in every mail: what they get, when, why, and the way out. The link is the key."""

from flask import Response, redirect, render_template, request, url_for

from digest.model.errors import BadInput, NotFound, Refused
from digest.model.subscriber import SubscriptionState
from digest.services.choosing import Standing
from digest.web.subscriber import form
from digest.web.subscriber.doors import circumstances, house, private, speak_to
from digest.web.wording import N_, told
from digest.web.wording import gettext as _

STATES = {
    SubscriptionState.PENDING: N_("waiting for your confirmation"),
    SubscriptionState.CONFIRMED: N_("subscribed"),
    SubscriptionState.UNSUBSCRIBED: N_("unsubscribed"),
}
DONE = {
    "saved": N_("Saved. It counts from the next edition."),
    "paused": N_("Paused: nothing is sent for two weeks."),
    "resumed": N_("Resumed: the next edition reaches you again."),
    "left": N_("You are unsubscribed from this list."),
}
ACTIONS = {
    "requested": N_("asked for"),
    "confirmed": N_("confirmed"),
    "imported": N_("added by us, with your consent on record"),
    "changed": N_("changed"),
    "paused": N_("paused"),
    "resumed": N_("resumed"),
    "unsubscribed": N_("unsubscribed"),
    "erased": N_("erased"),
}
REASONS = {  # why a reader gets it, by the first act on record
    "requested": N_("Because somebody with this mailbox asked for it."),
    "confirmed": N_("Because somebody with this mailbox asked for it."),
    "imported": N_("Because we added this address, with its owner’s consent."),
}
BY_RECORD = N_("Because of what our record says of this address.")
POSTED = {
    "sent": N_("sent"),
    "queued": N_("on its way"),
    "claimed": N_("on its way"),
    "deferred": N_("your mail server asked us to wait"),
    "rejected": N_("your mail server refused it"),
    "bounced": N_("it came back"),
    "complained": N_("marked as unwanted"),
    "suppressed": N_("not sent"),
    "uncertain": N_("probably sent"),
}


@private.get("/preferences/<token>")
def preferences(token: str) -> str:
    """The page."""
    return _page(token, note=_(DONE[said]) if (said := request.args.get("done", "")) in DONE else "")


@private.post("/preferences/<token>/language")
def choose_language(token: str) -> Response | tuple[str, int]:
    """The language of everything we send."""
    reader = house().choosing.reader(token)
    try:
        house().choosing.choose_language(reader, request.form.get("language", ""), circumstances())
    except BadInput:
        return _page(token, problem=_("We do not publish in this language.")), 400
    return _back(token, "saved")


@private.post("/preferences/<token>/<slug>/choose")
def choose(token: str, slug: str) -> Response | tuple[str, int]:
    """Topics, days and hour of one list."""
    reader = house().choosing.reader(token)
    try:
        choice = form.read(request.form)
        house().choosing.choose(reader, slug, choice, circumstances())
    except NotFound:
        raise
    except BadInput as error:
        return _page(token, problem=told(error)), 400
    return _back(token, "saved")


@private.post("/preferences/<token>/<slug>/pause")
def pause(token: str, slug: str) -> Response | tuple[str, int]:
    """Nothing for two weeks."""
    try:
        house().choosing.pause(house().choosing.reader(token), slug, circumstances())
    except Refused:
        return _page(token, problem=_("Confirm the subscription first.")), 409
    return _back(token, "paused")


@private.post("/preferences/<token>/<slug>/resume")
def resume(token: str, slug: str) -> Response:
    """Send again."""
    house().choosing.resume(house().choosing.reader(token), slug, circumstances())
    return _back(token, "resumed")


@private.post("/preferences/<token>/<slug>/leave")
def leave(token: str, slug: str) -> Response:
    """The way out."""
    house().choosing.leave(house().choosing.reader(token), slug, circumstances())
    return _back(token, "left")


def _back(token: str, done: str) -> Response:
    there = url_for("subscriber.preferences", token=token, done=done, lang=request.args.get("lang"))
    response = redirect(there, 303)
    assert isinstance(response, Response)
    return response


def _page(token: str, *, note: str = "", problem: str = "") -> str:
    sheet = house().choosing.sheet(house().choosing.reader(token))
    speak_to(sheet.subscriber)
    now = house().clock()
    current = [one for one in sheet.standings if one.subscription.state is not SubscriptionState.UNSUBSCRIBED]
    shown = [(one, form.fields(one.offer, one.subscription.choice, now), _paused(one)) for one in current]
    return render_template(
        "subscriber/preferences.html",
        token=token,
        sheet=sheet,
        standings=shown,
        left=[one for one in sheet.standings if one not in current],
        names={one.mailing_list.id: one.mailing_list.name for one in sheet.standings},
        copies={one.delivery_id: house().links_to.view(one.edition_id, one.language) for one in sheet.posted},
        states=STATES,
        actions=ACTIONS,
        reason=REASONS.get(sheet.consents[0].action, BY_RECORD) if sheet.consents else "",
        deliveries=POSTED,
        note=note,
        problem=problem,
        lang=request.args.get("lang"),
    )


def _paused(standing: Standing) -> bool:
    until = standing.subscription.paused_until
    return until is not None and until > house().clock()
