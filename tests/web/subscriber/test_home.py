"""The first page, and help."""

from flask.testing import FlaskClient

from digest.bootstrap import House


def test_the_home_page_names_the_lists_and_escapes_them(client: FlaskClient) -> None:
    page = client.get("/").text
    assert "The morning &lt;digest&gt;" in page
    assert 'href="/subscribe/morning"' in page


def test_a_closed_list_is_not_offered(client: FlaskClient, house: House) -> None:
    house.subscribing.change_list("morning", "cli:op", open_=False)
    assert "morning" not in client.get("/").text


def test_help_tells_how_to_leave_and_whom_to_write_to(client: FlaskClient) -> None:
    assert "editor@news.example.org" in client.get("/help").text
