"""Lists of feeds."""

import pytest

from digest.collect.opml import Outline, parse_opml
from digest.model.errors import BadInput


def test_folders_are_flattened_and_repeats_are_one() -> None:
    """Attributes in any case; what is no address is told with its line."""
    body = b"""<?xml version="1.0"?><opml version="1.0"><body>
    <outline text="World"><outline text="The Paper" XMLURL="https://paper.example/feed" htmlUrl="https://paper.example"/>
    <outline title="Again" xmlUrl="https://PAPER.example/feed"/></outline>
    <outline text="Odd" xmlUrl="feed:odd"/></body></opml>"""
    outlines, problems = parse_opml(body)
    assert outlines == (Outline("https://paper.example/feed", "The Paper", "https://paper.example/"),)
    assert problems == ("Line 4: 'feed:odd' is not a web address.",)


@pytest.mark.parametrize("body", [b"", b"url,title\n", b"<html/>", b"<opml><body><outline text='x'/></body></opml>"])
def test_what_is_no_list_is_refused(body: bytes) -> None:
    """A spreadsheet, a page, an empty list."""
    with pytest.raises(BadInput):
        parse_opml(body)
