"""What a page declares."""

from datetime import UTC, datetime

import pytest
from lxml import html

from digest.collect.metadata import Declared, declared

WHEN = datetime(2026, 1, 15, 10, 0, tzinfo=UTC)
DAY = datetime(2026, 1, 15, tzinfo=UTC)
URL = "https://paper.example/talks"
TWO_ITEMS = "".join(f'<div><meta itemprop="datePublished" content="2025-01-0{day}">Dam {day}</div>' for day in (1, 2))


def read(head: str = "", body: str = "", url: str = URL) -> Declared:
    """What such a page declares."""
    return declared(html.document_fromstring(f"<html lang='en'><head>{head}</head><body>{body}</body></html>"), url)


@pytest.mark.parametrize(
    ("head", "body", "url", "expected"),
    [
        ('<meta property="article:published_time" content="2026-01-15T10:00:00Z">', "", URL, WHEN),
        ('<meta name="pubdate" content="Thu, 15 Jan 2026 10:00:00 GMT">', "", URL, WHEN),
        ('<meta name="sw-pubdate" content="2026-01-15">', "", URL, DAY),
        ('<meta name="date" content="15.01.2026">', "", URL, DAY),
        ('<meta property="article:modified_time" content="2026-01-15T10:00:00Z">', "", URL, None),
        ("", '<div><meta itemprop="datePublished" content="2026-01-15T10:00:00Z"></div>', URL, WHEN),
        ("", TWO_ITEMS, URL, None),
        ("", "", "https://paper.example/2026/01/15/talks", DAY),
        ("", "", "https://paper.example/world/20260115-talks", DAY),
        ("", '<h1>A</h1><a href="/2025/01/01/b"><time datetime="2025-01-01">x</time></a>', URL, None),
        ("", "", "https://paper.example/2026/13/45/talks", None),
    ],
)
def test_dates(head: str, body: str, url: str, expected: datetime | None) -> None:
    """Meta elements and the page's own address; never a link's, nor one of several articles'."""
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


def test_json_ld_of_several_articles() -> None:
    """The page's own object has its address or its title; without one of these, none is believed."""
    others = '{"@type": "NewsArticle", "headline": "Dam", "datePublished": "2025-01-01", "author": {"name": "Ann"}}'
    own = '{"@type": "NewsArticle", "headline": "Talks", "datePublished": "2026-01-15", "url": "%s"}'
    script = '<script type="application/ld+json">[{}, {}]</script>'
    assert read(script.format(others, own % URL)).headline == "Talks"
    assert read(script.format(others, own % ""), "<h1>Talks</h1>").published == DAY
    assert read(script.format(others, own % ""), "<h1>Other</h1>") == read(body="<h1>Other</h1>")


def test_the_day_is_the_publishers() -> None:
    """A moment keeps its zone: half past midnight in Valmont is not yesterday."""
    found = read('<meta property="article:published_time" content="2026-01-15T00:30:00+01:00">').published
    assert found is not None
    assert (found.date(), found) == (DAY.date(), datetime(2026, 1, 14, 23, 30, tzinfo=UTC))


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
