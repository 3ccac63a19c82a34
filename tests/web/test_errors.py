"""Whatever goes wrong, people see a page and no traceback."""

from collections.abc import Callable

import pytest
from flask import Flask
from signed import Signed

from digest.model.errors import BadInput, DatabaseDown, DigestError, Misconfigured, NotFound, Refused
from digest.model.user import Role
from digest.web.gate import staff


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound("secret detail"), 404),
        (BadInput("secret detail"), 400),
        (Refused("secret detail"), 409),
        (DatabaseDown("secret detail"), 503),
        (Misconfigured("secret detail"), 500),
        (ZeroDivisionError("secret detail"), 500),
    ],
)
def test_an_error_is_a_page_in_the_readers_language_without_details(
    app: Flask, error: Exception | DigestError, status: int
) -> None:
    def fail() -> str:
        raise error

    app.add_url_rule("/fail", view_func=fail)
    answer = app.test_client().get("/fail", headers={"Accept-Language": "fr"})
    assert answer.status_code == status
    assert '<html lang="fr"' in answer.text
    assert "secret detail" not in answer.text
    assert "Traceback" not in answer.text
    assert (answer.headers.get("Retry-After") is not None) == (status == 503)


def test_a_method_that_is_not_offered_is_a_page_too(app: Flask) -> None:
    answer = app.test_client().delete("/help")
    assert answer.status_code == 405
    assert "<h1>" in answer.text


def _failing(app: Flask, error: Exception) -> None:
    @app.get("/fail")
    @staff(Role.VIEWER)
    def fail() -> str:
        raise error


@pytest.mark.parametrize(("error", "status"), [(Refused("Because <b>."), 409), (NotFound("Because <b>."), 404)])
def test_the_staff_is_told_what_is_wrong(
    app: Flask, signed_in: Callable[[Role], Signed], error: DigestError, status: int
) -> None:
    """As a page; or as a line among the messages, when a part of a page was asked for."""
    _failing(app, error)
    viewer = signed_in(Role.VIEWER)
    answer = viewer.get("/fail")
    assert answer.status_code == status
    assert "Because &lt;b&gt;." in answer.text
    assert 'href="/account"' in answer.text
    part = viewer.get("/fail", headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Retarget"]) == (status, "#messages")
    assert part.text == '<p class="note bad" role="alert">Because &lt;b&gt;.</p>'


def test_what_nobody_foresaw_is_told_to_nobody(app: Flask, signed_in: Callable[[Role], Signed]) -> None:
    _failing(app, ZeroDivisionError("secret detail"))
    answer = signed_in(Role.VIEWER).get("/fail")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text


def test_a_part_of_a_page_that_needs_signing_in_leads_there(app: Flask) -> None:
    _failing(app, Refused("x"))
    answer = app.test_client().get("/fail", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"], answer.text) == (401, "/login", "")
