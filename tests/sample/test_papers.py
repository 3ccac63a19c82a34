"""Feeds are well formed and whole; pages hold the article and what is to be removed from it."""

import json
from datetime import UTC, datetime

import feedparser
import pytest
from lxml import etree, html

from digest.sample import papers
from digest.sample.day import SampleArticle, SampleSource, articles, sources

NOW = datetime(2026, 3, 14, 6, tzinfo=UTC)
SITE = "http://127.0.0.1:1"


def page_text(article: SampleArticle, day: int = 1) -> str:
    """What a reader sees of the page, white space made single."""
    tree = html.document_fromstring(papers.page(article, SITE, NOW, day))
    return " ".join(str(tree.find("body").text_content()).split())


@pytest.mark.parametrize(
    "source", [one for one in sources() if one.feed in {"rss", "atom", "rdf"}], ids=lambda one: one.slug
)
def test_xml_feeds_tell_every_article(source: SampleSource) -> None:
    parsed = feedparser.parse(papers.feed(source, SITE, NOW, 1))
    expected = papers.of_source(source, 1)
    assert not parsed.bozo
    assert [one.published(NOW).timetuple()[:6] for one in expected] == [
        (entry["published_parsed"] if "published" in entry else entry["updated_parsed"])[:6] for entry in parsed.entries
    ]
    # feedparser takes what looks like a tag out of a title; the hostile one is for our own reader to keep.
    assert [one.title for one in expected if "<" not in one.title] == [
        entry.title for entry in parsed.entries if "{{" not in entry.title
    ]


@pytest.mark.parametrize("source", [one for one in sources() if one.feed == "json"], ids=lambda one: one.slug)
def test_json_feeds_tell_every_article(source: SampleSource) -> None:
    document = json.loads(papers.feed(source, SITE, NOW, 1))
    assert [one.name for one in papers.of_source(source, 1)] == [item["id"] for item in document["items"]]


@pytest.mark.parametrize("source", [one for one in sources() if one.feed == "sitemap"], ids=lambda one: one.slug)
def test_news_sitemaps_tell_every_article(source: SampleSource) -> None:
    tree = etree.fromstring(papers.feed(source, SITE, NOW, 1))
    titles = tree.findall(".//{http://www.google.com/schemas/sitemap-news/0.9}title")
    assert [one.title for one in papers.of_source(source, 1)] == [title.text for title in titles]


def test_every_kind_of_feed_is_there() -> None:
    assert set(papers.FEED_TYPES) == {source.feed for source in sources()}


@pytest.mark.parametrize("article", articles(2), ids=lambda one: one.name)
def test_pages_hold_the_article_and_no_label(article: SampleArticle) -> None:
    text = page_text(article, 2)
    assert [part for part in article.paragraphs if " ".join(part.split()) not in text] == []
    assert article.story not in text


def test_a_page_in_windows_1251_says_so() -> None:
    article = next(one for one in articles() if one.source.charset == "windows-1251")
    body = papers.page(article, SITE, NOW, 1)
    assert article.title in body.decode("windows-1251")
    assert b'<meta charset="windows-1251">' in body


def test_the_broadcaster_page_has_its_traps() -> None:
    article = next(one for one in articles() if one.slug == "bruxelles-donateurs-syrie")
    text = page_text(article)
    for trap in (
        "PUBLICITÉ",
        "Partager cet article",
        "Copy to clipboard Lien copié",
        "Tous droits réservés",
        "Publié le",
    ):
        assert trap in text
    assert text.count("Cinquante-cinq délégations") == 2
    assert article.standfirst.endswith(", le")
    box = text.partition("À découvrir également")[2]
    assert sum(headline in box for headline in article.related) == 3
    assert NOW.strftime("%Y-%m") not in papers.page(article, SITE, NOW, 1).decode()


def test_a_hostile_title_is_only_text() -> None:
    article = next(one for one in articles() if one.slug == "template-title")
    assert not html.document_fromstring(papers.page(article, SITE, NOW, 1)).xpath("//*[local-name()='mj-text']")
    assert article.title in page_text(article)
