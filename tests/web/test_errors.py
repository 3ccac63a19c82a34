"""Whatever goes wrong, people see a page and no traceback."""

import pytest
from flask import Flask

from digest.model.errors import BadInput, DatabaseDown, DigestError, Misconfigured, NotFound, Refused


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
