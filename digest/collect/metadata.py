"""What a page declares about itself: JSON-LD, meta elements, its own address. Boxes, links and text are not asked."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lxml import html

from digest.collect.canonical import canonical_url
from digest.collect.dates import EARLIEST, parse_date

_ARTICLE = re.compile(r"(?:\w*Article|Report|BlogPosting|LiveBlogPosting)$")
_DATE_NAMES = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "article:published",
    "parsely-pub-date", "sailthru.date", "publication_date", "publish-date", "pubdate", "dc.date.issued",
    "dcterms.date", "dc.date", "dc.date.created", "date", "cxenseparse:recs:publishtime", "article.published",
    "rnews:datepublished",
)  # fmt: skip
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?![0-9])")
_BOXES = (
    "ancestor::a|ancestor::aside|ancestor::nav|ancestor::footer|ancestor::li|ancestor::figure|"
    "ancestor::*[contains(@class,'related') or contains(@class,'comment') or contains(@class,'sidebar')]"
)
_MOST_JSON = 500_000  # characters of one script


@dataclass(frozen=True, slots=True)
class Declared:
    """What a page says of itself; "" and None where it says nothing."""

    headline: str = ""
    titles: tuple[str, ...] = ()  # og:title and <title>, suffixes still on
    description: str = ""
    body: str = ""  # JSON-LD's articleBody
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    languages: tuple[str, ...] = ()
    canonical: str = ""
    site_name: str = ""
    image: str = ""


def declared(page: html.HtmlElement, url: str) -> Declared:
    """What `page`, found at `url`, says of itself."""
    article = _article(page)
    meta = _meta(page)
    title = page.findtext(".//title") or ""
    author = meta.get("author") or meta.get("article:author") or ""
    links = [link.get("href", "") for link in page.iter("link") if "canonical" in link.get("rel", "").lower().split()]
    canonical = next(filter(None, [*links, meta.get("og:url", "")]), "")
    return Declared(
        headline=_string(article.get("headline")) or _string(article.get("name")),
        titles=tuple(filter(None, (meta.get("og:title", ""), meta.get("twitter:title", ""), title.strip()))),
        description=meta.get("og:description") or meta.get("description") or _string(article.get("description")),
        body=_string(article.get("articleBody")),
        authors=tuple(_names(article.get("author"))) or ((author,) if author else ()),
        published=_published(page, article, meta, url),
        languages=tuple(
            filter(None, (page.get("lang", ""), _string(article.get("inLanguage")), meta.get("og:locale", ""))),
        ),
        canonical=canonical_url(canonical, url) if canonical else "",
        site_name=meta.get("og:site_name") or next(iter(_names(article.get("publisher"))), ""),
        image=canonical_url(meta["og:image"], url) if meta.get("og:image") else "",
    )


def _published(page: html.HtmlElement, article: dict[str, Any], meta: dict[str, str], url: str) -> datetime | None:
    said = [_string(article.get("datePublished")), *(meta.get(name, "") for name in _DATE_NAMES), *_times(page)]
    for text in said:
        moment = parse_date(text) if text else None
        if moment is not None and moment >= EARLIEST:
            return moment
    match = _URL_DATE.search(url)
    try:
        return datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=UTC) if match else None
    except ValueError:
        return None


def _times(page: html.HtmlElement) -> Iterator[str]:
    """Dates of `<time>` and `itemprop`, the page's own: outside boxes, marked as publication or under its heading."""
    for element in page.xpath("//*[@itemprop='datePublished' or @pubdate]"):
        if not element.xpath(_BOXES):
            yield element.get("content") or element.get("datetime") or ""
    for element in page.xpath("(//h1)[1]/following::time[@datetime]|(//h1)[1]/ancestor::header//time[@datetime]"):
        if not element.xpath(_BOXES):
            yield element.get("datetime")
            return


def _article(page: html.HtmlElement) -> dict[str, Any]:
    """The JSON-LD object of the page's article, or {}. Lists of other articles are passed over."""
    for script in page.xpath("//script[@type='application/ld+json']"):
        text = (script.text or "").strip().strip(";")
        if not text or len(text) > _MOST_JSON:
            continue
        try:
            found = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        for thing in _things(found):
            kinds = thing.get("@type")
            if any(_ARTICLE.search(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds])):
                return thing
    return {}


def _things(found: object) -> Iterator[dict[str, Any]]:
    top = found if isinstance(found, list) else [found]
    for thing in top:
        if isinstance(thing, dict):
            yield thing
            for key in ("@graph", "mainEntity", "mainEntityOfPage"):
                below = thing.get(key)
                yield from (one for one in (below if isinstance(below, list) else [below]) if isinstance(one, dict))


def _meta(page: html.HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in page.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().lower()
        content = (element.get("content") or "").strip()
        if name and content:
            found.setdefault(name, content[:5000])
    return found


def _names(value: object) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        name = one.get("name") if isinstance(one, dict) else one
        for text in name if isinstance(name, Sequence) and not isinstance(name, str) else [name]:
            if isinstance(text, str) and text.strip():
                yield text.strip()


def _string(value: object) -> str:
    if isinstance(value, list) and value:
        value = value[0]
    return value.strip() if isinstance(value, str) else ""
