"""Where a site's feeds may be: what its page declares, where feeds usually stand, what robots.txt lists. Asks nobody.

A candidate is an address, no promise: only what parses is a feed.
"""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from lxml import etree, html

from digest.collect.canonical import canonical_url, feed_url
from digest.collect.charset import decode, header_charset

MOST = 12  # candidates of one page; sites with a feed for each section declare those that they think of first
WELL_KNOWN = ("feed", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feeds/all.xml", "feed.json", "?feed=rss2")
_TYPES = frozenset(
    {
        "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json",
        "application/xml", "text/xml", "application/json", "application/x-rss+xml",
    },
)  # fmt: skip
_NEVER = re.compile(r"/wp-json(?:/|$)|/oembed|/xmlrpc|/manifest\.json|/opensearch", re.IGNORECASE)
_COMMENTS = re.compile(r"comments?(?:/|_|-)?(?:feed|rss)|(?:feed|rss)(?:/|_|-)?comments?", re.IGNORECASE)
_LOOKS_LIKE_ONE = re.compile(r"(?:^|[/._-])(?:rss|feeds?|atom)(?:[/._-]|\d?$)|\.(?:rss|rdf|atom)$", re.IGNORECASE)
_SITEMAP = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)


def declared(body: bytes, url: str, content_type: str = "") -> tuple[str, ...]:
    """The feeds that a page names: first by `<link rel="alternate">`, then by links that look like one.

    Those of comments come last. Addresses are relative to `<base href>`, or else to `url`, where the page was found.
    """
    try:
        page = html.document_fromstring(decode(body, header_charset(content_type)).encode(), parser=_parser())
    except (etree.ParserError, ValueError):
        return ()
    base = next((canonical_url(str(one), url) for one in page.xpath("//base/@href")), "") or url
    links = [str(one.get("href") or "") for one in page.iter("link") if _is_feed(one)]
    anchors = [str(one) for one in page.xpath("//a/@href") if _LOOKS_LIKE_ONE.search(_path(str(one)))]
    found = _addresses(links, base) or _addresses(anchors, base)
    return tuple(sorted(found, key=lambda one: bool(_COMMENTS.search(one))))[:MOST]


def well_known(url: str) -> tuple[str, ...]:
    """Where the site of `url` has its feed, if it has it where most do."""
    parts = urlsplit(url)
    return tuple(f"{parts.scheme}://{parts.netloc}/{path}" for path in WELL_KNOWN)


def robots_txt(url: str) -> str:
    """Where the site of `url` has its robots.txt."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"


def sitemaps(robots: str) -> tuple[str, ...]:
    """The sitemaps that a robots.txt lists, those that seem to be of news first."""
    return news_first(_SITEMAP.findall(robots))


def news_first(urls: Iterable[str]) -> tuple[str, ...]:
    """The addresses, in their one spelling, those with "news" in them first."""
    found = dict.fromkeys(one for url in urls if (one := feed_url(url)))
    return tuple(sorted(found, key=lambda one: "news" not in one.lower()))


def _parser() -> html.HTMLParser:
    return html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)


def _is_feed(link: html.HtmlElement) -> bool:
    rel = str(link.get("rel") or "").lower().split()
    kind = str(link.get("type") or "").partition(";")[0].strip().lower()
    return ("alternate" in rel or "feed" in rel) and (kind in _TYPES or ("feed" in rel and not kind))


def _addresses(hrefs: Iterable[str], base: str) -> list[str]:
    found = (feed_url(href, base) for href in hrefs if href.strip())
    return list(dict.fromkeys(one for one in found if one and not _NEVER.search(one)))


def _path(href: str) -> str:
    try:
        return urlsplit(href).path.rstrip("/")
    except ValueError:
        return ""
