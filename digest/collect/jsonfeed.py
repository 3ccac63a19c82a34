"""Reads a JSON Feed (jsonfeed.org, version 1.1 and older). It decodes no bytes."""

import json
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from digest.collect.dates import parse_date
from digest.collect.items import Item, entries_of
from digest.collect.plain import plain
from digest.model.errors import BadFeed
from digest.model.feed import ParsedFeed
from digest.model.text import N_

_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")  # JSON can say them, PostgreSQL or UTF-8 cannot


def read_json_feed(text: str, url: str, now: datetime) -> ParsedFeed:
    """The feed in `text`, found at `url`. Raises BadFeed when it is JSON of another kind, or none."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadFeed(N_("It looks like JSON but cannot be read: %(error)s."), error=str(error)) from None
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise BadFeed(N_("This JSON is no JSON Feed: it has no list of items."))
    home = urljoin(url, _text(feed, "home_page_url"))
    language = _text(feed, "language")
    entries, problems = entries_of(_items(feed["items"]), home, language, now)
    return ParsedFeed(
        kind="json",
        title=plain(_text(feed, "title"), 200),
        home_url=home,
        language=language,
        entries=entries,
        problems=problems,
    )


def _items(raw: list[Any]) -> Iterable[Item]:
    for item in raw:
        known = item if isinstance(item, dict) else {}
        authors = known.get("authors") or [known.get("author")]
        yield Item(
            guid=_UNKEEPABLE.sub("", str(known.get("id") or "")),
            link=_text(known, "url") or _text(known, "external_url"),
            title=_text(known, "title"),
            summary=_text(known, "summary") or _text(known, "content_text") or _text(known, "content_html"),
            published=parse_date(_text(known, "date_published") or _text(known, "date_modified")),
            language=_text(known, "language"),
            authors=tuple(_text(one, "name") for one in authors if isinstance(one, dict)),
        )


def _text(thing: dict[str, Any], key: str) -> str:
    value = thing.get(key)
    return _UNKEEPABLE.sub("", value) if isinstance(value, str) else ""
