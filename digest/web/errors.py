"""What people see when something goes wrong: a page in their language, never a traceback."""

import structlog
from flask import Flask, Response, current_app, g, make_response, render_template, request
from markupsafe import Markup
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from digest.model.errors import BadInput, BadToken, DigestError, NotFound, Refused
from digest.web.access import PRIVATE, words_for
from digest.web.api.problems import problem
from digest.web.wording import N_, told

log = structlog.get_logger(__name__)

_STATUS: tuple[tuple[type[DigestError], int], ...] = (
    (BadToken, 404),
    (NotFound, 404),
    (BadInput, 400),
    (Refused, 409),
)
_STALE = (
    N_("Please send it again"),
    N_("This form was open for too long, or did not come from our own page. Go back, load the page anew, and send it."),
)
_TOLD = {  # title and text by status
    400: (
        N_("We could not read that"),
        N_("Something in this request is missing or wrong. Please go back and try again."),
    ),
    403: (
        N_("This is not open to you"),
        N_("Your role does not reach this. An admin can change that."),
    ),
    404: (
        N_("This page is not here"),
        N_(
            "The link may be cut off: please copy it whole from the mail. "
            "If it was to unsubscribe, write to %(contact)s and we do it for you."
        ),
    ),
    405: (N_("Not like that"), N_("This page cannot be asked for in this way.")),
    409: (N_("That is not possible"), N_("Something stands in the way. Write to %(contact)s and we look into it.")),
    410: (
        N_("This link is too old"),
        N_("Confirmation links work for seven days. Please subscribe again, and we send you a new one."),
    ),
    413: (N_("That is too much"), N_("The request is larger than this page accepts.")),
    429: (N_("Too many requests"), N_("Many requests came from your network. Please try again in a few minutes.")),
    500: (N_("Something went wrong here"), N_("It is our fault, and it has been noted. Please try again later.")),
    503: (N_("Back in a moment"), N_("We cannot answer right now. Please try again in a minute.")),
}


def register(app: Flask) -> None:
    """Answer every error with a page."""
    app.register_error_handler(DigestError, _ours)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def page(status: int, detail: str = "") -> Response:
    """The error page for an HTTP status; `detail` is shown instead of what is said to everybody."""
    if request.path.startswith("/api/"):
        return problem(status, detail)
    if "words" not in g:
        g.words = words_for(request)
    known = status if status in _TOLD else 400 if status < 500 else 500
    title, text = _STALE if g.get("stale_form") else _TOLD[known]
    contact = current_app.extensions["house"].sender.reply_to
    said = detail or g.words.say(text, contact=contact)
    response = make_response(_shown(g.words.say(title), said), status)
    response.headers.update(PRIVATE)
    if status == 503:
        response.headers["Retry-After"] = "60"
    return response


def _shown(title: str, text: str) -> str | Response:
    """A page; for the staff in their layout, or as a line among the messages when a part of a page was asked for."""
    if "user" not in g:
        return render_template("error.html", title=title, text=text)
    if not request.headers.get("HX-Request"):
        return render_template("account/error.html", title=title, text=text)
    fragment = make_response(Markup('<p class="note bad" role="alert">{}</p>').format(text))
    fragment.headers.update({"HX-Retarget": "#messages", "HX-Reswap": "innerHTML"})
    return fragment


def _ours(error: DigestError) -> Response:
    status = 503 if error.temporary else next((code for kind, code in _STATUS if isinstance(error, kind)), 500)
    if status >= 500:
        log.error("request_failed", endpoint=request.endpoint, error=type(error).__name__)
    # Errors are written for people who can do something about them: the staff.
    return page(status, told(error) if "user" in g else "")


def _http(error: HTTPException) -> Response:
    response = page(error.code or 500)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))  # RFC 9110 §15.5.6
    return response


def _unforeseen(error: Exception) -> Response:
    # The exception's text may hold an address; its type and place do not.
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else ""
    log.error("request_failed", endpoint=request.endpoint, error=type(error).__name__, where=where)
    return page(500)
