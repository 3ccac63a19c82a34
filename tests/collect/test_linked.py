"""Lines that only lead to other pages."""

import pytest
from lxml import html

from digest.collect.linked import boxed_lines, linked_lines

TITLE = "Dam reopened after three months"


@pytest.mark.parametrize(
    "markup",
    [
        "<p><a href='/dam'>{}</a></p>",
        "<p><strong><a href='/dam'>{}</a></strong></p>",
        "<p>See: <a href='/dam'>{}</a> (2025)</p>",
        "<ul><li><a href='/dam'><span>{}</span></a></li></ul>",
        "<h3><a href='https://other.example/dam'>{}</a></h3>",
    ],
)
def test_a_block_that_is_a_link(markup: str) -> None:
    """In whatever element, with a few letters beside it."""
    assert TITLE.casefold() in linked_lines(html.fromstring(f"<div>{markup.format(TITLE)}</div>"))


@pytest.mark.parametrize(
    "markup",
    [
        "<p>The ministry said that <a href='/dam'>{}</a>, as it had announced in the spring of the year.</p>",
        "<p><a href='#dam'>{}</a></p>",
        "<p><a name='dam'>{}</a></p>",
        "<p>{}</p>",
    ],
)
def test_a_link_in_a_sentence_is_text(markup: str) -> None:
    """As are links within the page, and anchors."""
    assert linked_lines(html.fromstring(f"<div>{markup.format(TITLE)}</div>")) == frozenset()


def test_short_links_are_names() -> None:
    """A person or a place may stand in a line of its own."""
    assert linked_lines(html.fromstring("<div><p><a href='/jane'>Jane Marsh</a></p></div>")) == frozenset()


@pytest.mark.parametrize(
    "markup",
    [
        "<h4>Read also</h4><p>{}</p><p>Bridge closed</p><p>They will be back on Monday, she said.</p>",
        "<div><b>Read also:</b></div><div><h3>{}</h3></div><div><h3>Bridge closed</h3></div>",
        "<div><div><span>Read also</span></div></div><ul><li>{}</li><li>Bridge closed</li></ul>",
    ],
)
def test_headlines_under_the_heading_of_a_box(markup: str) -> None:
    """Up to the next sentence, though nothing links them."""
    page = html.document_fromstring(f"<body><article><p>A sentence.</p>{markup.format(TITLE)}</article></body>")
    assert boxed_lines(page) == {TITLE.casefold(), "bridge closed"}


def test_a_box_ends_with_what_holds_its_heading() -> None:
    """What follows the box is the page's again."""
    page = f"<body><main><section><h3>Read also</h3><p>{TITLE}</p></section><p>Next week</p></main></body>"
    assert boxed_lines(html.document_fromstring(page)) == {TITLE.casefold()}
