"""The first page, and help."""

from flask.testing import FlaskClient
from lxml import html

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


def test_the_language_is_chosen_on_the_page_and_kept(client: FlaskClient) -> None:
    """Each page offers all; where one leads to the next, the choice goes along."""
    page = html.fromstring(client.get("/?lang=en").text)
    assert page.xpath("//nav[@class='tongues']/a/@href") == ["/?lang=ar", "/?lang=en", "/?lang=fr"]
    assert page.xpath("//nav[@class='tongues']/a[@aria-current]/@lang") == ["en"]
    french = html.fromstring(client.get("/?lang=fr").text)
    (lead,) = french.xpath("//main//a[@class='button']/@href")
    assert (lead, french.get("lang")) == ("/subscribe/morning?lang=fr", "fr")
    assert html.fromstring(client.get(lead).text).get("lang") == "fr"
    assert "lang=" not in html.fromstring(client.get("/?lang=xx").text).xpath("//main//a[@class='button']/@href")[0]
