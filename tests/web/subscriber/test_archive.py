"""Pages for anybody."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient


def test_the_home_page_names_the_lists_and_escapes_them(client: FlaskClient) -> None:
    page = client.get("/").text
    assert "The morning &lt;digest&gt;" in page
    assert 'href="/subscribe/morning"' in page


@pytest.mark.parametrize("state", ["sent", "sending"])
def test_the_web_copy_is_what_was_mailed_with_nobodys_links(
    client: FlaskClient, publish: Callable[[str], str], state: str
) -> None:
    path = publish(state)
    answer = client.get(path)
    assert answer.status_code == 200
    assert "<p>Bonjour</p>" in answer.text
    assert "m.invalid" not in answer.text
    assert "/u/" not in answer.text
    assert f"https://news.example.org{path}" in answer.text
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("state", ["draft", "approved", "cancelled", "skipped"])
def test_an_edition_that_was_not_sent_cannot_be_seen(
    client: FlaskClient, publish: Callable[[str], str], state: str
) -> None:
    assert client.get(publish(state)).status_code == 404
    assert "Le sujet" not in client.get("/archive/morning").text


def test_the_archive_links_to_what_was_sent(client: FlaskClient, publish: Callable[[str], str]) -> None:
    path = publish("sent")
    page = client.get("/archive/morning").text
    assert "Le sujet &amp; ses suites" in page
    assert path in page


@pytest.mark.parametrize("path", ["/archive/nothing", "/subscribe/nothing", "/view/x", "/u/x", "/preferences/x"])
def test_what_is_not_there_is_a_page_that_says_so(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "This page is not here" in answer.text


def test_help_tells_how_to_leave_and_whom_to_write_to(client: FlaskClient) -> None:
    assert "editor@news.example.org" in client.get("/help").text
