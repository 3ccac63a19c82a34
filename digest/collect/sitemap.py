"""Reads a news sitemap: the pages of the last two days. Sitemaps of whole sites are not news."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from lxml import etree

from digest.collect.charset import decode
from digest.collect.dates import parse_date
from digest.collect.items import Item, entries_of
from digest.collect.xmltree import read_xml
from digest.model.errors import BadFeed
from digest.model.feed import ParsedFeed
from digest.model.text import N_

NEWS_FOR = timedelta(days=2)  # a news sitemap lists no older articles, or should not


def read_sitemap(root: etree._Element, url: str, now: datetime) -> ParsedFeed:
    """The news sitemap under `root`, found at `url`. Raises BadFeed for an index and for one without news."""
    if etree.QName(root).localname == "sitemapindex":
        listed = ", ".join(_texts(root, "loc")[:3])
        raise BadFeed(N_("This is an index of sitemaps. Add the news sitemap that it lists: %(listed)s"), listed=listed)
    found = list(_items(root))
    if not any(item.title for item in found):
        raise BadFeed(N_("This sitemap is not one of news: no page in it has a news:title."))
    recent = [item for item in found if item.published is None or now - item.published <= NEWS_FOR]
    entries, problems = entries_of(recent, url, (_texts(root, "language") or [""])[0], now)
    return ParsedFeed(
        kind="sitemap",
        title=(_texts(root, "name") or [""])[0],
        home_url=url,
        language=(_texts(root, "language") or [""])[0],
        entries=entries,
        problems=problems,
    )


def listed_in(body: bytes) -> tuple[str, ...]:
    """The sitemaps that an index of sitemaps lists; none when it is something else."""
    root, _ = read_xml(decode(body))
    if root is None or etree.QName(root).localname != "sitemapindex":
        return ()
    return tuple(_texts(root, "loc"))


def _items(root: etree._Element) -> Iterable[Item]:
    for page in root.iterchildren("{*}url"):
        yield Item(
            guid="",
            link=page.findtext("{*}loc") or "",
            title=_one(page, "title"),
            summary="",
            published=parse_date(_one(page, "publication_date") or page.findtext("{*}lastmod") or ""),
            language=_one(page, "language"),
            authors=(),
        )


def _one(page: etree._Element, name: str) -> str:
    # In the news namespace only: image:title stands in the same place.
    found = page.find(f".//{{http://www.google.com/schemas/sitemap-news/0.9}}{name}")
    return (found.text or "") if found is not None else ""


def _texts(root: etree._Element, name: str) -> list[str]:
    return [element.text.strip() for element in root.iter(f"{{*}}{name}") if element.text]
