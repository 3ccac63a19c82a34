"""The title of an article, without the site's name that browsers' tabs carry. It reads no body."""

import re
from collections.abc import Sequence

from lxml import html

from digest.collect.plain import plain
from digest.model.text import clean

_SEPARATORS = re.compile(r"\s+(?:[|–—·•»:]|::|-|\|\|)\s+")
_WORD = re.compile(r"\w+")
_LONGEST = 300  # characters
_SUFFIX_WORDS = 5  # a site's name has no more


def best_title(page: html.HtmlElement, headline: str, titles: Sequence[str], site_name: str) -> str:
    """The page's `<h1>` when the declared titles agree with it, else the best declared one; "" when there is none.

    `headline` is JSON-LD's, `titles` are og:title and <title> with their suffixes.
    """
    stripped = [without_site(plain(title, _LONGEST), site_name) for title in (headline, *titles) if title.strip()]
    printed = [clean(_text(h1), _LONGEST) for h1 in page.iter("h1")]
    for heading in printed:
        if any(_alike(heading, title) for title in stripped):
            return without_site(heading, site_name)
    if stripped:
        return stripped[0]
    return printed[0] if printed else ""


def heading_of(page: html.HtmlElement, title: str) -> html.HtmlElement | None:
    """The element that prints `title`, else the page's first `<h1>`; sites' names may be set as headings too."""
    for tag in ("h1", "h2", "h3"):
        for heading in page.iter(tag):
            if _alike(clean(_text(heading), _LONGEST), title):
                return heading
    return next(page.iter("h1"), None)


def without_site(title: str, site_name: str) -> str:
    """`title` without " | Site" or " - Site - Section" at its end."""
    while True:
        cuts = list(_SEPARATORS.finditer(title))
        if not cuts:
            return title
        start, suffix = title[: cuts[-1].start()], title[cuts[-1].end() :]
        separator = cuts[-1].group().strip()
        same = bool(site_name) and _folded(suffix) in {_folded(site_name), _folded(site_name).partition(" ")[0]}
        short = len(_WORD.findall(suffix)) <= _SUFFIX_WORDS and len(start) >= 2 * len(suffix)
        if not same and not (short and separator in {"|", "||", "»", "::", "•", "·"}) and not _is_host(suffix):
            return title
        title = start


def _text(heading: html.HtmlElement) -> str:
    """What a reader sees of a heading: words that look like markup are words, scripts are not seen."""
    return "".join(heading.xpath(".//text()[not(ancestor::script or ancestor::style)]"))


def _alike(heading: str, title: str) -> bool:
    one, two = set(_WORD.findall(heading.casefold())), set(_WORD.findall(title.casefold()))
    return len(one) > 1 and len(one & two) >= 0.6 * min(len(one), len(two)) and len(one) * 3 >= len(two)


def _folded(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _is_host(text: str) -> bool:
    return bool(re.fullmatch(r"(?:www\.)?[\w-]+\.[a-z]{2,10}(?:\.[a-z]{2})?", text.casefold()))
