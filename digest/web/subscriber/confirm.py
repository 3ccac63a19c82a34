"""The page behind a confirmation mail: a button, so that programs that open every link subscribe nobody."""

from flask import render_template, request

from digest.model.errors import BadToken
from digest.services.subscribing import Invitation
from digest.web import errors
from digest.web.subscriber import form
from digest.web.subscriber.agreement import agreement
from digest.web.subscriber.doors import circumstances, house, private, speak_to
from digest.web.subscriber.subscribe import Answer


@private.get("/confirm/<token>")
def confirm(token: str) -> Answer:
    """What was asked for, and a button."""
    try:
        invitation = house().subscribing.confirming(token)
    except BadToken:
        return errors.page(410)
    if invitation.place.subscriber is None:
        return errors.page(410)
    speak_to(invitation.place.subscriber)
    return render_template("subscriber/confirm.html", place=invitation.place, asked=_asked(invitation))


@private.post("/confirm/<token>")
def act_on_confirm(token: str) -> Answer:
    """The mailbox's owner wants it, and those of the others that are ticked."""
    try:
        invitation = house().subscribing.confirming(token)
        speak_to(invitation.place.subscriber)
        ticked = set(request.form.getlist("also"))
        also = {found.slug: agreement(found.name) for found, _ in invitation.also if found.slug in ticked}
        seen = circumstances(agreement(invitation.place.mailing_list.name))
        place = house().subscribing.confirm(token, seen, also)
    except BadToken:
        return errors.page(410)
    names = [place.mailing_list.name, *(found.name for found, _ in invitation.also if found.slug in also)]
    return render_template("subscriber/confirmed.html", names=names)


def _asked(invitation: Invitation) -> list[dict[str, object]]:
    """What stands on the page: the link's own list first, then what else was asked for."""
    now = house().clock()
    asked = [
        (invitation.place.mailing_list, invitation.choice),
        *((one, place.choice) for one, place in invitation.also),
    ]
    return [
        {
            "list": found,
            "summary": form.summary(house().choosing.offer(found.slug), choice, now),
            "agreement": agreement(found.name),
        }
        for found, choice in asked
    ]
