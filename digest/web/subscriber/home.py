"""Pages for anybody: what there is, help. They know nobody."""

from flask import render_template

from digest.web.subscriber.doors import house, public


@public.get("/")
def home() -> str:
    """The lists that anybody can subscribe to."""
    return render_template(
        "subscriber/home.html", offers=[one for one in house().choosing.offers() if one.mailing_list.open]
    )


@public.get("/help")
def help_page() -> str:
    """How to leave, what to do when nothing arrives, what we know."""
    return render_template("subscriber/help.html")
