"""Bytes of a feed to its entries: RSS, RDF, Atom, JSON Feed, news sitemaps. It fetches nothing and keeps nothing.

One item that cannot be used is set aside in `problems`; the others are kept.
"""

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

import feedparser
from lxml import etree

from digest.collect.charset import decode, header_charset
from digest.collect.dates import parse_date
from digest.collect.items import MAX_ENTRIES, Item, entries_of
from digest.collect.jsonfeed import read_json_feed
from digest.collect.mojibake import mended
from digest.collect.plain import plain
from digest.collect.sitemap import read_sitemap
from digest.collect.xmltree import read_xml
from digest.model.errors import BadFeed
from digest.model.feed import ParsedFeed
from digest.model.text import N_

_KINDS = {"rss": "rss", "channel": "rss", "rdf": "rdf", "feed": "atom"}
_MOST_ELEMENTS = 100_000  # a feed of 1000 rich items has half of it
_HTML = frozenset({"html", "head", "body", "div", "p", "script", "meta", "title"})


def parse_feed(body: bytes, url: str, now: datetime, content_type: str = "") -> ParsedFeed:
    """What the bytes of a feed found at `url` say; `content_type` is the HTTP header's value.

    Dates that news cannot have at `now` are dropped. Raises BadFeed, in words, when it is not a feed at all.
    """
    if not body.strip():
        raise BadFeed(N_("The server answered with nothing. The feed may have been closed; check it in a browser."))
    text = mended(decode(body, header_charset(content_type))).lstrip("\ufeff \t\r\n")
    if text.startswith("{"):
        return read_json_feed(text, url, now)
    root, complaint = read_xml(text)
    name = str(etree.QName(root).localname).lower() if root is not None else ""
    if root is not None and name in {"urlset", "sitemapindex"}:
        return read_sitemap(root, url, now)
    if root is None or name not in _KINDS:
        raise BadFeed(_what_it_is(name))
    _keep_small(root)
    problems = (f"The XML is damaged ({complaint}); we read what could be read.",) if complaint else ()
    parsed = _read(etree.tostring(root), url, now)
    return replace(parsed, kind=_KINDS[name], problems=(*problems, *parsed.problems))


def _keep_small(root: etree._Element) -> None:
    """Drop the items that nobody will read before they cost seconds."""
    items = [element for element in root.iter("{*}item", "{*}entry") if element.getparent() is not None]
    for item in items[MAX_ENTRIES:]:
        parent = item.getparent()
        if parent is not None:
            parent.remove(item)
    if sum(1 for _ in root.iter()) > _MOST_ELEMENTS:
        raise BadFeed(
            N_("It has more than %(most)s elements in %(given)s items; no feed is like that."),
            most=_MOST_ELEMENTS,
            given=len(items),
        )


def _what_it_is(root: str) -> str:
    if root in _HTML:
        return N_(
            "This is a web page, not a feed: perhaps a login or an error page. "
            "Look on it for the address of its RSS or Atom feed."
        )
    if root == "opml":
        return N_("This is a list of feeds (OPML), not a feed. Use: digest feeds import FILE")
    return N_("These bytes are no RSS, Atom, RDF, JSON Feed or news sitemap.")


def _read(xml: bytes, url: str, now: datetime) -> ParsedFeed:
    # A stream of bytes: feedparser opens a string that looks like an address or a path.
    found = feedparser.parse(
        io.BytesIO(xml),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    head = found.get("feed", {})
    home = urljoin(url, str(head.get("link", "")))
    language = str(head.get("language", ""))
    entries, problems = entries_of(map(_item, found.get("entries", ())), home, language, now)
    return ParsedFeed(
        kind="",
        title=plain(str(head.get("title", "")), 200),
        home_url=home,
        language=language,
        entries=entries,
        ttl_minutes=_minutes(str(head.get("ttl", ""))),
        problems=problems,
    )


def _item(raw: Any) -> Item:  # noqa: ANN401  (feedparser's dictionary)
    return Item(
        guid=str(raw.get("id", "")),
        link=str(raw.get("feedburner_origlink", "") or raw.get("link", "")),
        title=str(raw.get("title", "")),
        summary=str(raw.get("summary", "")) or _content(raw),
        published=_first_date(raw.get(key, "") for key in ("published", "updated", "created")),
        language=str((raw.get("title_detail") or {}).get("language") or ""),
        authors=tuple(str(author.get("name", "")) for author in raw.get("authors", ()) if author),
    )


def _content(raw: Any) -> str:  # noqa: ANN401  (feedparser's dictionary)
    return next((str(part.get("value", "")) for part in raw.get("content", ())), "")


def _first_date(texts: Iterable[str]) -> datetime | None:
    return next((moment for text in texts if text and (moment := parse_date(str(text)))), None)


def _minutes(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
