"""The document needs no token, and says which version it is of."""

from importlib.metadata import version

from flask import Flask


def test_anybody_may_read_what_the_api_can_do(app: Flask) -> None:
    answer = app.test_client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json["info"]["version"] == version("news-digest")  # type: ignore[index]
