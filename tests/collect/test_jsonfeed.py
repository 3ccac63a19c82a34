"""JSON Feed."""

import json
from datetime import datetime

from digest.collect.jsonfeed import read_json_feed

URL = "https://paper.example/feed.json"


def test_odd_items_are_set_aside(now: datetime) -> None:
    """Items that are no objects, or have values of other types, do not hurt the others."""
    feed = {
        "title": "Paper",
        "home_page_url": "https://paper.example/",
        "items": [
            3,
            {"url": 5},
            {"id": 7, "url": "a", "title": None, "content_html": "<p>Text</p>", "author": {"name": "Ann"}},
        ],
    }
    parsed = read_json_feed(json.dumps(feed), URL, now)
    (entry,) = parsed.entries
    assert (entry.key, entry.url, entry.title, entry.summary, entry.authors) == (
        "7",
        "https://paper.example/a",
        "",
        "Text",
        ("Ann",),
    )
    assert len(parsed.problems) == 2


def test_characters_that_no_database_keeps_are_dropped(now: datetime) -> None:
    """NUL and lone surrogates, which JSON can spell: one such item must not cost the others."""
    feed = {"language": "e\x00n", "items": [{"id": "7\x00\ud800", "url": "a\ud800", "language": "\x00fr"}]}
    parsed = read_json_feed(json.dumps(feed), URL, now)
    (entry,) = parsed.entries
    assert (parsed.language, entry.key, entry.url, entry.language) == ("en", "7", "https://paper.example/a", "fr")
