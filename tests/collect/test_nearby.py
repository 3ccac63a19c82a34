"""Short lines around a heading."""

from lxml import html

from digest.collect.boxes import Place
from digest.collect.nearby import above, below, text_of

LONG = (
    "The mediators left on Friday evening, after three days of talks without a result, and will be back on "
    "Monday, they said."
)
PAGE = f"""<html><body><div>Site</div><div>World</div><h1>Talks resume</h1><p>By Jane Marsh</p><p>{LONG}</p><p>Photo</p>
<p>{LONG}</p><p>{LONG}</p><p>Far away</p></body></html>"""


def place(page: str) -> Place:
    """Where the page's heading stands."""
    return Place(html.document_fromstring(page).find(".//h1"), ("https://paper.example/talks",))


def test_below_ends_in_the_text() -> None:
    """After a standfirst and a first paragraph, what is short is no longer about the whole."""
    assert [text_of(element) for element in below(place(PAGE))] == ["By Jane Marsh", "Photo"]


def test_below_ends_at_a_box() -> None:
    """Its heading is followed by other articles' lines."""
    page = PAGE.replace("<p>Photo</p>", "<p>Read also</p><p>By Omar Haddad</p>")
    assert [text_of(element) for element in below(place(page))] == ["By Jane Marsh"]


def test_above_begins_at_the_heading() -> None:
    """The nearest line comes first."""
    assert [text_of(element) for element in above(place(PAGE)) if element.tag == "div"] == ["World", "Site"]


def test_a_long_text_is_read_no_further_than_needed() -> None:
    """It is only to be known that it is long."""
    assert len(text_of(html.fromstring(f"<div>{'<b>twelve words</b> ' * 1000}</div>"))) < 200
