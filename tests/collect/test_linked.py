"""Lines that only lead to other pages."""

import pytest
from lxml import html

from digest.collect.linked import linked_lines

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
