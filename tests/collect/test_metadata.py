"""What a page declares."""

from datetime import UTC, datetime

import pytest
from lxml import html

from digest.collect.metadata import Declared, declared

WHEN = datetime(2026, 1, 15, 10, 0, tzinfo=UTC)
DAY = datetime(2026, 1, 15, tzinfo=UTC)
URL = "https://paper.example/talks"


def read(head: str = "", body: str = "", url: str = URL) -> Declared:
    """What such a page declares."""
    return declared(html.document_fromstring(f"<html lang='en'><head>{head}</head><body>{body}</body></html>"), url)


@pytest.mark.parametrize(
    ("head", "body", "url", "expected"),
    [
        ('<meta property="article:published_time" content="2026-01-15T10:00:00Z">', "", URL, WHEN),
        ('<meta name="pubdate" content="Thu, 15 Jan 2026 10:00:00 GMT">', "", URL, WHEN),
        ("", '<h1>A</h1><time datetime="2026-01-15T10:00:00Z">today</time>', URL, WHEN),
        ("", '<span itemprop="datePublished" content="2026-01-15T10:00:00Z"></span>', URL, WHEN),
        ("", "", "https://paper.example/2026/01/15/talks", DAY),
        ("", "", "https://paper.example/world/20260115-talks", DAY),
        ("", '<h1>A</h1><a href="/b"><time datetime="2025-01-01">x</time></a>', URL, None),
        ("", '<h1>A</h1><aside><time datetime="2025-01-01">x</time></aside>', URL, None),
        ("", '<h1>A</h1><div class="related"><time datetime="2025-01-01">x</time></div>', URL, None),
        ("", "", "https://paper.example/2026/13/45/talks", None),
    ],
)
def test_dates(head: str, body: str, url: str, expected: datetime | None) -> None:
    """Meta, time under the heading, the page's own address; never a link's or a box's."""
    assert expected == read(head, body, url).published


@pytest.mark.parametrize(
    "ld",
    [
        '{"@type": "NewsArticle", "headline": "Talks", %s}',
        '[{"@type": "WebPage"}, {"@type": ["Thing", "NewsArticle"], "headline": "Talks", %s}]',
        '{"@graph": [{"@type": "ReportageNewsArticle", "headline": ["Talks"], %s}]}',
    ],
)
def test_json_ld(ld: str) -> None:
    """Alone, in a list, in a graph."""
    found = read(f"""<script type="application/ld+json">{ld % '"datePublished": "2026-01-15T10:00:00Z"'}</script>""")
    assert (found.headline, found.published) == ("Talks", WHEN)


@pytest.mark.parametrize(
    "ld",
    [
        "{broken",
        "[" * 10_000,
        "3",
        '{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "headline": "Other"}]}',
    ],
)
def test_json_ld_that_is_none_or_of_others(ld: str) -> None:
    """Damage, bombs, and lists of other articles say nothing of this one."""
    assert read(f'<script type="application/ld+json">{ld}</script>').headline == ""


def test_addresses_are_absolute() -> None:
    """Canonical link and picture, from relative ones."""
    found = read('<link rel="canonical" href="/talks-resume"><meta property="og:image" content="//cdn.example/a.jpg">')
    assert (found.canonical, found.image) == ("https://paper.example/talks-resume", "https://cdn.example/a.jpg")
