"""Leaving a list: one button, or a mail program's one click. It asks no reason and no password."""

from flask import render_template, request

from digest.web.subscriber.doors import circumstances, house, private, speak_to

ONE_CLICK = "One-Click"  # RFC 8058 §3.1; our own button says the same


@private.get("/u/<token>")
def unsubscribe(token: str) -> str:
    """A button; scanners that fetch links unsubscribe nobody."""
    place = house().subscribing.unsubscribing(token)
    speak_to(place.subscriber)
    return render_template("subscriber/leave.html", place=place, value=ONE_CLICK)


@private.post("/u/<token>")
def act_on_unsubscribe(token: str) -> str:
    """The button, and a mail program's one click (RFC 8058): 200 each time, no cookie, no redirect."""
    if request.form.get("List-Unsubscribe") != ONE_CLICK:
        return unsubscribe(token)
    place = house().subscribing.unsubscribe(token, circumstances())
    speak_to(place.subscriber)
    return render_template("subscriber/left.html", place=place)
