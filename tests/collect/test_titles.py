"""Titles without the site's name."""

import pytest
from lxml import html

from digest.collect.titles import best_title, without_site


@pytest.mark.parametrize(
    ("title", "site", "expected"),
    [
        ("Talks resume in Valmont | The Paper", "", "Talks resume in Valmont"),
        ("Talks resume in Valmont - The Paper", "The Paper", "Talks resume in Valmont"),
        ("Talks resume in Valmont | World | The Paper", "The Paper", "Talks resume in Valmont"),
        ("Talks resume in Valmont – paper.example", "", "Talks resume in Valmont"),
        ("Talks resume - and fail again", "The Paper", "Talks resume - and fail again"),
        ("Brume : le pont rouvre", "", "Brume : le pont rouvre"),
        ("The Paper", "The Paper", "The Paper"),
        ("Talks resume in Valmont - La Gazette", "lagazette", "Talks resume in Valmont"),
        ("La Gazette » Talks resume in Valmont", "lagazette", "Talks resume in Valmont"),
        ("Talks resume | The Northern Lake Paper", "", "Talks resume"),
        ("News | Talks resume in Valmont", "", "News | Talks resume in Valmont"),
    ],
)
def test_without_site(title: str, site: str, expected: str) -> None:
    """A suffix goes when it is the site's name, a host, or a short part after a bar."""
    assert expected == without_site(title, site)


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["The Paper", "Talks resume in Valmont after a month"], "Talks resume in Valmont after a month"),
        (["The Paper"], "Talks resume in Valmont"),
        ([], "Talks resume in Valmont"),
    ],
)
def test_the_printed_title_counts_when_it_is_the_declared_one(headings: list[str], expected: str) -> None:
    """A logo set as a heading is not the title."""
    body = "".join(f"<h1>{heading}</h1>" for heading in headings)
    page = html.document_fromstring(f"<html><body>{body}<p>.</p></body></html>")
    assert expected == best_title(page, "", ["Talks resume in Valmont | The Paper"], ("The Paper",))


@pytest.mark.parametrize(
    "heading",
    [
        "<h1><span>Lake of Brume</span> Talks resume in Valmont</h1>",
        "<h1><span>Lake of Brume</span><span>Talks resume in Valmont</span></h1>",
        "<h1>Talks resume in Valmont<small>What we know</small></h1>",
        "<h1><span>T</span>alks resume in Valmont</h1>",
    ],
)
def test_what_a_heading_holds_beside_the_title_goes(heading: str) -> None:
    """A kicker or a second line in an element of its own; a first letter set apart stays with its word."""
    page = html.document_fromstring(f"<html><body>{heading}<p>.</p></body></html>")
    assert best_title(page, "", ["Talks resume in Valmont | The Paper"], ()) == "Talks resume in Valmont"


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("<h1>Budget<span>: voted at last</span></h1>", "Budget: voted at last"),
        ("<h1>Talks<br>resume</h1>", "Talks resume"),
    ],
)
def test_the_lines_of_a_heading_are_words_apart(heading: str, expected: str) -> None:
    """A sign stays with its word."""
    page = html.document_fromstring(f"<html><body>{heading}<p>.</p></body></html>")
    assert best_title(page, "", [], ()) == expected


def test_a_page_without_any() -> None:
    """No heading, no declaration, no title."""
    assert not best_title(html.document_fromstring("<p>Text</p>"), "", [], ())
