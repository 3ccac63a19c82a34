"""What a page declares about itself: JSON-LD, meta elements, its own address. Boxes, links and text are not asked."""

import html as entities
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lxml import html

from digest.collect.canonical import canonical_url
from digest.collect.dates import EARLIEST, as_written, day_in

_ARTICLE = re.compile(r"(?:\w*Article|Report|BlogPosting|LiveBlogPosting)$")
_DATE_NAMES = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "article:published",
    "parsely-pub-date", "sailthru.date", "publication_date", "publish-date", "pubdate", "dc.date.issued",
    "dcterms.date", "dc.date", "dc.date.created", "date", "cxenseparse:recs:publishtime", "article.published",
    "rnews:datepublished",
)  # fmt: skip
_DATE_NAME = re.compile(
    r"pub(?:lish(?:ed)?|lication)?[-_:. ]?(?:date|time)|date[-_:.]?publi|citation_\w*date|^dc(?:terms)?[.:]created"
)
_CHANGED = re.compile(r"modif|updat")
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?![0-9])")
_WORD = re.compile(r"\w+")
_AGREED = 0.5  # of a headline's words stand in a title of its page
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
    meta = _meta(page)
    title = page.findtext(".//title") or ""
    titles = tuple(filter(None, (meta.get("og:title", ""), meta.get("twitter:title", ""), title.strip())))
    article = _article(page, url, (*titles, *(" ".join(heading.itertext()) for heading in page.iter("h1"))))
    author = meta.get("author") or meta.get("article:author") or ""
    links = [link.get("href", "") for link in page.iter("link") if "canonical" in link.get("rel", "").lower().split()]
    canonical = next(filter(None, [*links, meta.get("og:url", "")]), "")
    return Declared(
        headline=_string(article.get("headline")) or _string(article.get("name")),
        titles=titles,
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
    named = [meta[name] for name in _DATE_NAMES if name in meta] + [
        meta[name] for name in meta if _DATE_NAME.search(name) and not _CHANGED.search(name)
    ]
    for text in (_string(article.get("datePublished")), *named):
        moment = (as_written(text) or day_in(text, page.get("lang", ""))) if text else None
        if moment is not None and moment >= EARLIEST:
            return moment
    match = _URL_DATE.search(url)
    try:
        return datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=UTC) if match else None
    except ValueError:
        return None


def _article(page: html.HtmlElement, url: str, titles: Iterable[str]) -> dict[str, Any]:
    """The JSON-LD object of the page's article, or {}. Lists of other articles are passed over.

    Boxes have objects of their own: the page's has its address, or most words of its title.
    """
    articles = [thing for thing in _linked_data(page) if _is_article(thing)]
    printed = [words for title in titles if (words := _words(title))]
    if len(articles) == 1 and not printed:
        return articles[0]
    scores = [
        1.0 if url in _addresses(thing) else _agreement(_string(thing.get("headline")), printed) for thing in articles
    ]
    best = max(range(len(articles)), key=scores.__getitem__, default=0)
    return articles[best] if scores and scores[best] >= _AGREED else {}


def _agreement(headline: str, printed: Sequence[set[str]]) -> float:
    """The share of a headline's words that stand in one of the printed titles; one half when there is no headline."""
    words = _words(entities.unescape(headline))
    return max((len(words & others) / len(words) for others in printed), default=0.0) if words else _AGREED


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _linked_data(page: html.HtmlElement) -> Iterator[dict[str, Any]]:
    for script in page.xpath("//script[@type='application/ld+json']"):
        text = (script.text or "").strip().strip(";")
        if not text or len(text) > _MOST_JSON:
            continue
        try:
            found = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _things(found)


def _is_article(thing: dict[str, Any]) -> bool:
    kinds = thing.get("@type")
    return any(_ARTICLE.search(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _addresses(thing: dict[str, Any]) -> Iterator[str]:
    for value in (thing.get("url"), thing.get("@id"), thing.get("mainEntityOfPage")):
        yield from filter(None, (_string(value), _string(value.get("@id")) if isinstance(value, dict) else ""))


def _things(found: object) -> Iterator[dict[str, Any]]:
    top = found if isinstance(found, list) else [found]
    for thing in top:
        if isinstance(thing, dict):
            yield thing
            for key in ("@graph", "mainEntity", "mainEntityOfPage"):
                below = thing.get(key)
                yield from (one for one in (below if isinstance(below, list) else [below]) if isinstance(one, dict))


def _meta(page: html.HtmlElement) -> dict[str, str]:
    named: dict[str, str] = {}
    properties: dict[str, set[str]] = {}
    for element in page.iter("meta"):
        name = (element.get("property") or element.get("name") or "").strip().lower()
        content = (element.get("content") or "").strip()[:5000]
        if content and name:
            named.setdefault(name, content)
        elif content and element.get("itemprop"):
            properties.setdefault(element.get("itemprop").strip().lower(), set()).add(content)
    # The articles of a list have microdata each: what those do not agree on is not the page's.
    agreed = {name: next(iter(contents)) for name, contents in properties.items() if len(contents) == 1}
    return agreed | named


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
