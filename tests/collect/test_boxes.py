"""What on a page is about other articles."""

import pytest
from lxml import html

from digest.collect.boxes import Place

URL = "https://paper.example/world/talks"
PAGE = """<html><body class="with-sidebar"><div class="latest"><article><h1>Talks resume</h1>{}</article></div>
<div>{}</div></body></html>"""


def place(inside: str = "", below: str = "") -> Place:
    """A page with something beside its heading, and something under its article."""
    page = html.document_fromstring(PAGE.format(inside, below))
    return Place(page.find(".//h1"), (URL, ""))


def there(found: Place) -> html.HtmlElement:
    """The element in question."""
    return found.heading.getroottree().find(".//*[@id='here']")


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<span id='here'>x</span>", False),
        ("<p class='meta'><span id='here'>x</span></p>", False),
        ("<aside><span id='here'>x</span></aside>", True),
        ("<div class='c-related-list'><p><span id='here'>x</span></p></div>", True),
        ("<ul class='most-read'><li id='here'>x</li></ul>", True),
    ],
)
def test_in_box(markup: str, expected: bool) -> None:  # noqa: FBT001  (a table's column)
    """Marked as one, at any depth; what holds the heading is none, whatever it is called."""
    found = place(markup)
    assert expected is found.in_box(there(found))


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (URL, False),
        ("#top", False),
        ("/world/talks/", False),
        ("/2026/01/15/", False),
        ("/?m=20260115", False),
        ("/world/bridge", True),
        ("https://other.example/world/talks", True),
        ("/2026/01/15/bridge", True),
    ],
)
def test_leads_elsewhere(link: str, expected: bool) -> None:  # noqa: FBT001  (a table's column)
    """Blogs link a date to the article itself or to the day's archive; other links are to other articles."""
    found = place(f'<a href="{link}"><time id="here">x</time></a>')
    assert expected is found.leads_elsewhere(there(found))


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<div><span id='here'>x</span> <a href='/jane'>Jane Marsh</a></div>", False),
        ("<div><span id='here'>x</span><h3>Dam reopened</h3></div>", True),
        ("<div><span id='here'>x</span> <a href='/dam'>Dam reopened after three months of work</a></div>", True),
    ],
)
def test_in_teaser(markup: str, expected: bool) -> None:  # noqa: FBT001  (a table's column)
    """Beside a heading, or a link as long as a headline; an author's link is shorter."""
    found = place(below=markup)
    assert expected is found.in_teaser(there(found))
