"""Feeds of every kind, and bytes that are none."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest

from digest.collect.parse import parse_feed
from digest.model.errors import BadFeed
from digest.model.feed import Entry

URL = "https://paper.example/feeds/world"
WHEN = datetime(2026, 1, 15, 10, 0, tzinfo=UTC)
TALKS = Entry(
    key="https://paper.example/talks", url="https://paper.example/talks", title="Talks resume", published=WHEN
)

RSS = """<rss version="2.0"><channel><title>The Paper</title><link>https://paper.example/</link>{head}
<item><title>Talks resume</title><link>/talks</link><pubDate>Thu, 15 Jan 2026 10:00:00 GMT</pubDate>{item}</item>
</channel></rss>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Paper</title><link>https://paper.example/</link></channel>
<item><title>Talks resume</title><link>https://paper.example/talks</link><dc:date>2026-01-15T10:00:00Z</dc:date></item>
</rdf:RDF>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://paper.example/"><title>The Paper</title>
<entry><title type="html">&lt;b&gt;Talks&lt;/b&gt; resume</title><link href="talks"/>
<updated>2026-01-15T10:00:00Z</updated></entry>
</feed>"""
ATOM_03 = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>The Paper</title>
<entry><title>Talks resume</title><link rel="alternate" type="text/html" href="https://paper.example/talks"/>
<issued>2026-01-15T10:00:00Z</issued></entry></feed>"""
JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "The Paper", "items":
[{"url": "/talks", "title": "Talks resume", "date_published": "2026-01-15T10:00:00Z"}]}"""
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://paper.example/talks</loc><news:news>
<news:publication><news:name>The Paper</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2026-01-15T10:00:00Z</news:publication_date><news:title>Talks resume</news:title></news:news>
</url></urlset>"""
LOL = '<!DOCTYPE r [<!ENTITY a "lol">' + "".join(
    f'<!ENTITY {chr(98 + step)} "{f"&{chr(97 + step)};" * 10}">' for step in range(10)
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (RSS.format(head="", item=""), "rss"),
        (RDF, "rdf"),
        (ATOM, "atom"),
        (ATOM_03, "atom"),
        (JSON, "json"),
        (SITEMAP, "sitemap"),
    ],
)
def test_every_kind_says_the_same(text: str, kind: str, now: datetime) -> None:
    """RSS, RDF, two Atoms, JSON Feed and a news sitemap give the same entry."""
    parsed = parse_feed(text.encode(), URL, now)
    (entry,) = parsed.entries
    assert (parsed.kind, parsed.title, parsed.problems) == (kind, "The Paper", ())
    assert (entry.key, entry.url, entry.title, entry.published) == (TALKS.key, TALKS.url, TALKS.title, TALKS.published)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "nothing"),
        (b"  \n ", "nothing"),
        (b"<!doctype html><html><body>Please log in</body></html>", "web page"),
        (b"\x89PNG\r\n\x1a\n", "no RSS"),
        (b"Service unavailable", "no RSS"),
        (b'{"error": "not found"}', "no JSON Feed"),
        (b"{broken", "cannot be read"),
        (b"[" * 100_000, "no RSS"),
        (b'<opml version="2.0"><body/></opml>', "digest feeds import"),
        (b"<sitemapindex><sitemap><loc>https://paper.example/n.xml</loc></sitemap></sitemapindex>", "n.xml"),
        (b"<urlset><url><loc>https://paper.example/</loc></url></urlset>", "not one of news"),
        (b"<rss><channel><item>" + b"<x/>" * 200_000 + b"</item></channel></rss>", "elements"),
    ],
)
def test_what_is_no_feed_is_refused_in_words(body: bytes, words: str, now: datetime) -> None:
    """The message says what it is instead."""
    with pytest.raises(BadFeed, match=words):
        parse_feed(body, URL, now)


@pytest.mark.parametrize("place", ["head", "item"])
def test_entities_neither_explode_nor_read_files(place: str, now: datetime) -> None:
    """A billion laughs and an external entity leave the entry whole, and nothing in it."""
    doctype = f'{LOL}<!ENTITY file SYSTEM "file:///etc/passwd">]>'
    parts = {"head": "", "item": ""} | {place: "<description>&k;&file;</description>"}
    parsed = parse_feed((doctype + RSS.format(**parts)).encode(), URL, now)
    assert [(entry.title, entry.summary) for entry in parsed.entries] == [("Talks resume", "")]


def test_damaged_xml_is_mended_and_told(now: datetime) -> None:
    """HTML's entities, lone ampersands, controls, junk before the start and unbound prefixes lose no entry."""
    item = "<description>caf&eacute;&nbsp;& bar \x0b&bad;</description><media:title>Other</media:title>"
    body = "\ufeff \n garbage" + RSS.format(head="", item=item).replace("/talks", "/talks?a=1&b=2")
    parsed = parse_feed(body.encode(), URL, now)
    (entry,) = parsed.entries
    assert (entry.url, entry.title, entry.summary) == (
        "https://paper.example/talks?a=1&b=2",
        "Talks resume",
        "café & bar",
    )
    assert "damaged" in parsed.problems[0]


def test_a_wrong_charset_is_seen_through(now: datetime) -> None:
    """Bytes in Windows-1251 declared in the prolog, and UTF-8 declared as something else."""
    text = RSS.format(head="", item="").replace("Talks resume", "Переговоры")
    for body, header in (
        (f'<?xml version="1.0" encoding="windows-1251"?>{text}'.encode("cp1251"), ""),
        (f'<?xml version="1.0" encoding="iso-8859-1"?>{text}'.encode(), "text/xml; charset=koi8-r"),
    ):
        assert [entry.title for entry in parse_feed(body, URL, now, header).entries] == ["Переговоры"]


def test_what_a_feed_says_of_itself(now: datetime) -> None:
    """Language and ttl are kept; a title in double-escaped HTML is words."""
    head = "<language>fr-FR</language><ttl>90</ttl>"
    item = "<dc:creator>Ann Marsh</dc:creator><description>&lt;p&gt;One &amp;amp; two.&lt;/p&gt;</description>"
    parsed = parse_feed(RSS.format(head=head, item=item).encode(), URL, now)
    (entry,) = parsed.entries
    assert (parsed.language, parsed.ttl_minutes) == ("fr-FR", 90)
    assert (entry.language, entry.authors, entry.summary) == ("fr-FR", ("Ann Marsh",), "One & two.")


def test_feedparser_opens_no_address(now: datetime) -> None:
    """Bytes that are a path or an address are bytes."""
    for body in (b"/etc/passwd", b"http://127.0.0.1:1/feed"):
        with pytest.raises(BadFeed):
            parse_feed(body, URL, now)


@pytest.mark.parametrize(
    "body",
    [
        b"<rss><channel><item><title>" + b"<b " * 300_000,
        b"<rss>" + b"<a>" * 300_000,
        b"<rss>" + b"<!--" * 300_000,
        b"<rss>" + b"<![CDATA[" * 300_000,
        b"<!DOCTYPE x [" * 300_000,
        b"<rss>" + b"&" * 1_000_000,
    ],
)
def test_hostile_markup_is_cut_short(body: bytes, now: datetime) -> None:
    """A megabyte of openings is read in linear time, and gives no entry."""
    entries: tuple[Entry, ...] = ()
    with suppress(BadFeed):
        entries = parse_feed(body, URL, now).entries
    assert entries == ()
