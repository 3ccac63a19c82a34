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
