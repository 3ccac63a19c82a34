"""The invented papers as bytes: an article as its site's page, a source's articles as its feed. No server."""

import json
import tomllib
from datetime import datetime
from email.utils import format_datetime
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from digest.sample.day import SampleArticle, SampleSource, articles, sources

FEED_TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "rdf": "application/rdf+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
    "sitemap": "application/xml; charset=utf-8",
}


def page(article: SampleArticle, site: str, now: datetime, day: int) -> bytes:
    """An article's page in its source's layout, for the site at the URL `site` (without a final slash)."""
    source = article.source
    published = article.published(now)
    html = (
        _environment("pages")
        .get_template(f"{source.layout}.html")
        .render(
            article=article,
            source=source,
            words=_words()[source.language],
            url=f"{site}{article.path}",
            feed_url=f"{site}{source.feed_path}",
            published=published,
            related=article.related or _other_headlines(article, day),
            structured=_structured(article, published),
        )
    )
    return html.encode(source.charset, "xmlcharrefreplace")


def feed(source: SampleSource, site: str, now: datetime, day: int) -> bytes:
    """A source's feed, in the kind that it offers."""
    found = of_source(source, day)
    if source.feed == "json":
        return _json_feed(source, found, site, now)
    return (
        _environment("feeds")
        .get_template(f"{source.feed}.xml")
        .render(
            source=source,
            articles=found,
            site=site,
            now=now,
            updated=updated(source, now, day),
        )
        .encode()
    )


def opml(site: str) -> bytes:
    """All feeds, to be imported."""
    return _environment("feeds").get_template("opml.xml").render(sources=sources(), site=site).encode()


def index(day: int) -> bytes:
    """The front page, which leads to every article."""
    papers = [(source, of_source(source, day)) for source in sources()]
    return render("index.html", papers=papers)


def render(template: str, **values: object) -> bytes:
    """One of the pages that are no article."""
    return _environment("pages").get_template(template).render(**values).encode()


def of_source(source: SampleSource, day: int) -> tuple[SampleArticle, ...]:
    """A source's articles, newest first."""
    return tuple(article for article in articles(day) if article.source == source)


def updated(source: SampleSource, now: datetime, day: int) -> datetime:
    """When a source's newest article appeared."""
    return max(article.published(now) for article in of_source(source, day))


@cache
def _environment(folder: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("digest.sample", folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["rfc822"] = format_datetime
    return environment


@cache
def _words() -> dict[str, dict[str, Any]]:
    return tomllib.loads((resources.files(__package__) / "words.toml").read_text("utf-8"))


def _other_headlines(article: SampleArticle, day: int) -> tuple[str, ...]:
    """Three headlines of the same paper about other events: a page's related box is full of other topics."""
    others = [other for other in of_source(article.source, day) if other.story != article.story]
    return tuple(other.title for other in others[-3:])


def _structured(article: SampleArticle, published: datetime) -> dict[str, Any]:
    """The schema.org NewsArticle that some sites put in JSON-LD."""
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "description": article.standfirst,
        "datePublished": published.isoformat(),
        "inLanguage": article.source.language,
        "author": [{"@type": "Person", "name": name} for name in article.byline],
        "publisher": {"@type": "Organization", "name": article.source.name},
    }


def _json_feed(source: SampleSource, found: tuple[SampleArticle, ...], site: str, now: datetime) -> bytes:
    """JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": source.name,
        "home_page_url": f"{site}/",
        "feed_url": f"{site}{source.feed_path}",
        "language": source.language,
        "items": [
            {
                "id": article.name,
                "url": f"{site}{article.path}",
                "title": article.title,
                "content_text": article.standfirst,
                "date_published": article.published(now).isoformat(),
                "authors": [{"name": name} for name in article.byline],
            }
            for article in found
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()
