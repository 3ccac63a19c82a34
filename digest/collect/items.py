"""Items as a feed tells them, turned into entries: identity, address, date. It knows no feed format."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from digest.collect.canonical import canonical_url
from digest.collect.dates import believable
from digest.collect.plain import plain
from digest.model.feed import Entry
from digest.model.text import clean

MAX_ENTRIES = 1000  # of one feed at one time; the first ones are the newest by custom
_PLACE = re.compile(r"#?(\d{1,4})")
_COUNTER = re.compile(r"#\d+$")  # BBC numbers the editions of one story: …/world-1#0, #1


@dataclass(frozen=True, slots=True)
class Item:
    """One item before it is judged: markup, relative addresses and odd dates are still in it."""

    guid: str
    link: str
    title: str
    summary: str
    published: datetime | None
    language: str
    authors: tuple[str, ...]


def entries_of(
    items: Iterable[Item],
    base: str,
    language: str,
    now: datetime,
) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """The entries among `items`, and in words what was set aside.

    `base` is what relative links are relative to, `language` the feed's own. A key is the guid when it tells
    anything and no other item has it, else the canonical link: two items with one link are one page.
    """
    problems: list[str] = []
    found: dict[str, Entry] = {}
    all_items = list(items)
    guids = [_guid(item) for item in all_items]
    counts = Counter() if _are_places(guids) else Counter(guids)
    for number, item in enumerate(all_items[:MAX_ENTRIES], 1):
        url = canonical_url(item.link, base) if item.link.strip() else ""
        title = plain(item.title, 300)
        if not url:
            problems.append(f"Item {number} ({title[:60] or 'without a title'}) has no address of a page.")
            continue
        published = believable(item.published, now)
        if item.published and published is None:
            problems.append(f"Item {number} is dated {item.published:%Y-%m-%d}, which news cannot be of; ignored.")
        key = _key(item, url, counts)
        entry = Entry(
            key=key,
            url=url,
            title=title,
            summary=plain(item.summary, 1000),
            published=published,
            language=(item.language or language)[:20],
            authors=tuple(name for author in item.authors[:5] if (name := clean(author, 80))),
        )
        found.setdefault(key, entry)
    return tuple(found.values()), tuple(problems)


def _guid(item: Item) -> str:
    guid = item.guid.strip()
    return _COUNTER.sub("", guid) if "://" in guid else guid


def _are_places(guids: list[str]) -> bool:
    """Whether the guids merely count the items: another item has the same tomorrow."""
    places = sorted(int(match[1]) for guid in guids if (match := _PLACE.fullmatch(guid)))
    return places == [*range(len(guids))] or places == [*range(1, len(guids) + 1)]


def _key(item: Item, url: str, counts: Counter[str]) -> str:
    guid = _guid(item)
    return _short(guid if guid and counts[guid] == 1 else url)


def _short(key: str) -> str:
    """Keys stand in an index, whose rows have a limit."""
    return key if len(key) <= 500 else hashlib.sha256(key.encode()).hexdigest()
