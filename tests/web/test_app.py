"""What every answer has in common."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import digest.web

PATHS = [
    "/",
    "/help",
    "/archive/morning",
    "/subscribe/morning",
    "/nothing",
    "/healthz",
    "/metrics",
    "/static/style.css",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_protected_and_sets_no_cookie(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Strict-Transport-Security"]
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("path", PATHS[:5])
@pytest.mark.parametrize(("wanted", "language"), [("fr-CA,fr;q=0.9", "fr"), ("xx, en;q=0.5", "en"), ("", "en")])
def test_pages_speak_the_browsers_language(client: FlaskClient, path: str, wanted: str, language: str) -> None:
    page = client.get(path, headers={"Accept-Language": wanted}).text
    assert f'<html lang="{language}" dir="ltr">' in page


@pytest.mark.parametrize("path", PATHS[:5])
def test_scripts_are_files_of_ours_and_nothing_comes_from_elsewhere(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    assert re.findall(r'<script(?! src="/static/[\w.]+" defer></script>)', page) == []
    assert re.findall(r'(?:src|href)="(https?://(?!news\.example\.org)[^"]*)', page) == []
    assert re.findall(r"\son\w+=|\sstyle=", page) == []


def test_a_request_that_is_too_large_is_refused(client: FlaskClient) -> None:
    assert client.post("/subscribe/morning", data={"address": "x" * 20_000}).status_code == 413


def test_the_style_sheet_keeps_to_logical_sides() -> None:
    """Right-to-left pages need no second sheet."""
    sheet = (Path(digest.web.__file__).parent / "static" / "style.css").read_text(encoding="utf-8")
    physical = r"(?:margin|padding|border)-(?:left|right)|(?:text-align|float): (?:left|right)"
    assert re.findall(physical, sheet) == []
