"""The two doors of the reader's pages: for anybody, and for who holds a form or a signed link. No page stands here."""

from flask import Blueprint, Response, current_app, g, request

from digest.bootstrap import House
from digest.model.subscriber import Subscriber
from digest.model.text import clean
from digest.services.subscribing import Circumstances
from digest.web.access import PRIVATE, network, words_for

public = Blueprint("public", __name__)
private = Blueprint("subscriber", __name__)


@private.after_request
def _keep_private(response: Response) -> Response:
    response.headers.update(PRIVATE)
    return response


def house() -> House:
    """The services."""
    found: House = current_app.extensions["house"]
    return found


def circumstances(text: str = "") -> Circumstances:
    """What the record of consent keeps of this request; `text` is what the page showed."""
    # The endpoint, not the address of the page: that may hold a token.
    return Circumstances(
        text=text,
        source=f"web:{request.endpoint}",
        ip=network(request.remote_addr),
        agent=clean(request.user_agent.string, 200),
    )


def speak_to(reader: Subscriber | None) -> None:
    """Make the page in the reader's language, unless its address names another."""
    if reader is not None:
        g.words = words_for(request, reader.language)
