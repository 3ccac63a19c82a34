"""Pages for anybody: what there is, past editions, an edition's web copy, help."""

from flask import Blueprint, Response, current_app, make_response, render_template

from digest.bootstrap import House
from digest.web.access import COPY_POLICY

door = Blueprint("public", __name__)


def _house() -> House:
    house: House = current_app.extensions["house"]
    return house


@door.get("/")
def home() -> str:
    """The lists that can be subscribed to."""
    return render_template("home.html", lists=_house().subscribing.lists())


@door.get("/archive/<slug>")
def archive(slug: str) -> str:
    """The latest editions of a list."""
    found = _house().subscribing.list_named(slug)
    return render_template("archive.html", list=found, editions=_house().reading.archive(slug))


@door.get("/view/<token>")
def view(token: str) -> Response:
    """The web copy: exactly what was mailed, with nobody's links in it."""
    copy = _house().reading.web_copy(token)
    response = make_response(copy.html)
    response.headers["Content-Language"] = copy.language
    response.headers["Content-Security-Policy"] = COPY_POLICY
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["X-Frame-Options"] = "SAMEORIGIN"  # as its policy says: our own pages may show it
    return response


@door.get("/help")
def help_page() -> str:
    """How to leave, what to do when nothing arrives, what we know."""
    return render_template("help.html")
