"""Lists of feeds."""

import pytest

from digest.collect.opml import Outline, parse_opml, write_opml
from digest.model.errors import BadInput


def test_folders_are_flattened_and_repeats_are_one() -> None:
    """Attributes in any case; what is no address is told with its line."""
    body = b"""<?xml version="1.0"?><opml version="1.0"><body>
    <outline text="World"><outline text="The Paper" XMLURL="https://paper.example/feed" htmlUrl="https://paper.example"/>
    <outline title="Again" xmlUrl="https://PAPER.example/feed"/></outline>
    <outline text="Odd" xmlUrl="feed:odd"/></body></opml>"""
    outlines, problems = parse_opml(body)
    assert outlines == (Outline("https://paper.example/feed", "The Paper", "https://paper.example/", line=2),)
    assert problems == ("Line 4: 'feed:odd' is not a web address.",)


@pytest.mark.parametrize("body", [b"", b"url,title\n", b"<html/>", b"<opml><body><outline text='x'/></body></opml>"])
def test_what_is_no_list_is_refused(body: bytes) -> None:
    """A spreadsheet, a page, an empty list."""
    with pytest.raises(BadInput):
        parse_opml(body)


def test_a_list_that_we_wrote_is_one_that_we_read() -> None:
    """With names that others made up, whatever stands in them."""
    outlines = (
        Outline("https://paper.example/feed?a=1&b=2", 'The "Paper" <b>& Sons</b>', "https://paper.example/", "en", 7),
        Outline("https://other.example/feed", ""),
    )
    body = write_opml("Feeds of \x00 us", outlines)
    read, problems = parse_opml(body)
    assert problems == ()
    assert [(one.url, one.title, one.home_url, one.language) for one in read] == [
        ("https://paper.example/feed?a=1&b=2", 'The "Paper" <b>& Sons</b>', "https://paper.example/", "en"),
        ("https://other.example/feed", "https://other.example/feed", "", ""),
    ]


def test_a_bomb_is_cut_short() -> None:
    """No entity that a list declares is expanded."""
    bomb = b"""<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
    <opml><body><outline text="&b;" xmlUrl="https://paper.example/feed"/></body></opml>"""
    (outline,), _ = parse_opml(bomb)
    assert "aaaa" not in outline.title
