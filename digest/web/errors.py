"""What people see when something goes wrong: a page in their language, never a traceback."""

import structlog
from flask import Flask, Response, g, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from digest.model.errors import BadInput, BadToken, DigestError, NotFound, Refused
from digest.web.access import PRIVATE, words_for

log = structlog.get_logger(__name__)

_STATUS: tuple[tuple[type[DigestError], int], ...] = (
    (BadToken, 404),
    (NotFound, 404),
    (BadInput, 400),
    (Refused, 409),
)
_TOLD = {400, 404, 405, 409, 410, 413, 429, 500, 503}


def register(app: Flask) -> None:
    """Answer every error with a page."""
    app.register_error_handler(DigestError, _ours)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def page(status: int) -> Response:
    """The error page for an HTTP status."""
    if "words" not in g:
        g.words = words_for(request)
    told = status if status in _TOLD else 400 if status < 500 else 500
    response = make_response(render_template("error.html", status=told), status)
    response.headers.update(PRIVATE)
    if status == 503:
        response.headers["Retry-After"] = "60"
    return response


def _ours(error: DigestError) -> Response:
    status = 503 if error.temporary else next((code for kind, code in _STATUS if isinstance(error, kind)), 500)
    if status >= 500:
        log.error("request_failed", endpoint=request.endpoint, error=type(error).__name__)
    return page(status)


def _http(error: HTTPException) -> Response:
    return page(error.code or 500)


def _unforeseen(error: Exception) -> Response:
    # The exception's text may hold an address; its type and place do not.
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else ""
    log.error("request_failed", endpoint=request.endpoint, error=type(error).__name__, where=where)
    return page(500)
