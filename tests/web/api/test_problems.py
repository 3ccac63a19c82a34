"""Our errors as problems: the status says what a program can do about it."""

import pytest
from flask import Flask

from digest.model.errors import BadInput, BadToken, DatabaseDown, DigestError, NotFound, Refused
from digest.web.api.problems import of_error, problem


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound("There is no such edition."), 404),
        (BadToken("This link is not ours."), 404),
        (BadInput("A name is needed."), 422),
        (Refused("It is sent already."), 409),
        (DatabaseDown("No connection."), 503),
    ],
)
def test_an_error_of_ours_keeps_its_words(app: Flask, error: DigestError, status: int) -> None:
    with app.test_request_context("/api/v1/editions"):
        answer = of_error(error)
    assert (answer.status_code, answer.json["detail"]) == (status, str(error))  # type: ignore[index]


def test_a_database_that_is_down_says_when_to_come_back(app: Flask) -> None:
    with app.test_request_context("/api/v1/editions"):
        assert problem(503).headers["Retry-After"] == "60"
