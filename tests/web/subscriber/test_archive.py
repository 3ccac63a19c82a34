"""Past editions for anybody: a page, a feed, and each as it was mailed."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from lxml import html

from digest.bootstrap import House
from digest.store.tables import lists

ATOM = "{http://www.w3.org/2005/Atom}"


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


@pytest.mark.parametrize("indexed", [True, False])
def test_search_engines_are_told_by_the_lists_choice(
    client: FlaskClient, house: House, publish: Callable[[str], str], *, indexed: bool
) -> None:
    house.subscribing.change_list("morning", "cli:op", indexed=indexed)
    for path in (publish("sent"), "/archive/morning", "/archive/morning/feed.xml"):
        assert client.get(path).headers.get("X-Robots-Tag") == (None if indexed else "noindex")


def test_a_closed_list_keeps_its_archive_and_offers_no_form(
    client: FlaskClient, house: House, publish: Callable[[str], str]
) -> None:
    publish("sent")
    house.subscribing.change_list("morning", "cli:op", open_=False)
    page = client.get("/archive/morning").text
    assert "Le sujet" in page
    assert "/subscribe/" not in page


def test_the_feed_is_atom_with_an_entry_for_each_edition_and_language(
    client: FlaskClient, publish: Callable[[str], str]
) -> None:
    """RFC 4287 §4.1.1 and §4.1.2: what a feed and an entry must have, once each."""
    path = publish("sent")
    answer = client.get("/archive/morning/feed.xml")
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(answer.data)
    (entry,) = feed.findall(f"{ATOM}entry")
    for element in (feed, entry):
        for name in ("id", "title", "updated"):
            (found,) = element.findall(f"{ATOM}{name}")
            assert found.text
        assert datetime.fromisoformat(str(element.findtext(f"{ATOM}updated"))).tzinfo is not None
    assert feed.findtext(f"{ATOM}title") == "The morning <digest>"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "The Example Desk"
    links = {str(link.get("rel")): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {
        "self": "https://news.example.org/archive/morning/feed.xml",
        "alternate": "https://news.example.org/archive/morning",
    }
    assert entry.findtext(f"{ATOM}title") == "Le sujet & ses suites"
    assert entry.findtext(f"{ATOM}id") == "tag:news.example.org,2026-01-16:edition-1-fr"
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == f"https://news.example.org{path}"


def test_a_feed_of_nothing_is_a_feed(client: FlaskClient, house: House) -> None:
    with house.database.transaction() as tx:
        tx.execute(sa.update(lists).values(name=']]><x> & "quotes"'))
    feed = ET.fromstring(client.get("/archive/morning/feed.xml").data)
    assert feed.findtext(f"{ATOM}title") == ']]><x> & "quotes"'
    assert feed.findall(f"{ATOM}entry") == []


@pytest.mark.parametrize("page", ["0", "-1", "2", "99999999999999999999"])
def test_a_page_that_is_not_there_is_not_found(client: FlaskClient, page: str) -> None:
    assert client.get(f"/archive/morning?page={page}").status_code == 404


def test_an_edition_is_shared_from_the_archive(client: FlaskClient, publish: Callable[[str], str]) -> None:
    """By mail, or by a copied link where a script may; the address is nobody's own."""
    address = f"https://news.example.org{publish('sent')}"
    page = html.fromstring(client.get("/archive/morning").text)
    (mail,) = page.xpath("//a[starts-with(@href, 'mailto:')]/@href")
    told = parse_qs(urlsplit(mail).query)
    assert told == {"subject": ["Le sujet & ses suites"], "body": [address]}
    assert "+" not in mail  # mail programs show it as it stands (RFC 6068)
    (button,) = page.xpath("//button[@data-copy]")
    assert (button.get("data-copy"), button.get("hidden") is not None) == (address, True)
