"""What a program is told when something goes wrong: RFC 9457 problem details. People get pages, from errors.py."""

from http import HTTPStatus

from flask import Response, jsonify

from digest.model.errors import BadInput, BadToken, DigestError, FetchError, NotFound, Refused

MEDIA_TYPE = "application/problem+json"
_STATUS: tuple[tuple[type[DigestError], int], ...] = (
    (BadToken, 404),
    (NotFound, 404),
    (BadInput, 422),
    (Refused, 409),
    (FetchError, 422),  # an address that was given leads nowhere
)


def problem(status: int, detail: str = "", **more: object) -> Response:
    """A problem of this HTTP status; `detail` is a sentence for people."""
    title = HTTPStatus(status).phrase
    answer = jsonify({"type": "about:blank", "title": title, "status": status, "detail": detail or title, **more})
    answer.status_code = status
    answer.content_type = MEDIA_TYPE
    answer.headers["Cache-Control"] = "no-store"
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="news-digest"'
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        answer.headers["Retry-After"] = "60"
    return answer


def of_error(error: DigestError, *, stranger: bool = False) -> Response:
    """One of our own errors; its message is for people who can do something about it, and no `stranger` reads it."""
    status = 503 if error.temporary else next((code for kind, code in _STATUS if isinstance(error, kind)), 500)
    return problem(status, "" if stranger else str(error))
