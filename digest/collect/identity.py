"""Whether an article is one that its source published before: moved, retitled, edited, or spelled otherwise.

Pure. Two articles of different sources are never the same here, however alike: that is for `cluster` to say.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

_WORDS = re.compile(r"\w+")
_SAME_DAY = timedelta(hours=36)
_ALMOST = 2  # of 64 bits: a comma or a word was put right; in short texts it may also be another event of the same kind
_MOST_WORDS = 0.6
_EDITED = 16  # of 64 bits: some sentences are other ones; texts that have nothing in common differ in about 32


@dataclass(frozen=True, slots=True)
class Known:
    """What of an article tells it from others of its source."""

    url: str  # canonical
    title: str
    simhash: int
    published: datetime


def spellings(url: str) -> tuple[str, ...]:
    """A canonical URL, and the others that a site has for the same page: http or https, www or not, final / or not."""
    parts = urlsplit(url)
    bare = parts.netloc.removeprefix("www.")
    path = parts.path.rstrip("/")
    found = [
        urlunsplit((scheme, f"{www}{bare}", path + slash, parts.query, ""))
        for scheme in ("https", "http")
        for www in ("", "www.")
        for slash in ("/", "")
        if path or slash
    ]
    return (url, *(one for one in found if one != url))


def same(one: Known, other: Known) -> bool:
    """Whether two articles of one source are one.

    Either the text is the same; or almost, and so is the title; or the title is the same, and with it the path (the
    site has a new host), or the day and most of the text (it was edited, and has a new address).
    """
    distance = _distance(one.simhash, other.simhash)
    if distance == 0 or (distance <= _ALMOST and _alike(one.title, other.title)):
        return True
    if not _folded(one.title) or _folded(one.title) != _folded(other.title):
        return False
    if _place(one.url) == _place(other.url) != ("", ""):
        return True
    return abs(one.published - other.published) <= _SAME_DAY and distance <= _EDITED


def _distance(one: int, other: int) -> int:
    """In how many bits two hashes differ; all of them where there was no text to hash."""
    return ((one ^ other) & (2**64 - 1)).bit_count() if one and other else 64


def _alike(one: str, other: str) -> bool:
    """Whether two titles share most of their words and all of their numbers: "5 dead" is not "10 dead"."""
    words, others = set(_folded(one).split()), set(_folded(other).split())
    numbers = {word for word in words ^ others if any(letter.isdigit() for letter in word)}
    return not numbers and len(words & others) >= _MOST_WORDS * len(words | others) > 0


def _folded(title: str) -> str:
    return " ".join(_WORDS.findall(title.casefold()))


def _place(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.path.rstrip("/"), parts.query
