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
_SHORTEST = 10  # characters of a title before a bar; less may be a section, "News | Talks resume"
_TITLE_WORDS = 3  # of a title that a heading may hold beside its kicker
_APART = frozenset({"span", "div", "p", "small", "br", "h2", "h3", "h4", "h5", "h6"})  # lines of their own in a heading


def best_title(page: html.HtmlElement, headline: str, titles: Sequence[str], sites: Sequence[str]) -> str:
    """The page's `<h1>` when the declared titles agree with it, else the best declared one; "" when there is none.

    `headline` is JSON-LD's, `titles` are og:title and <title> with their suffixes, `sites` what the site is called.
    """
    stripped = [without_site(plain(title, _LONGEST), *sites) for title in (headline, *titles) if title.strip()]
    headings = list(page.iter("h1"))
    for heading in headings:
        printed = clean(_text(heading), _LONGEST)
        alike = [title for title in stripped if _alike(printed, title)]
        if alike:
            return _without_kicker(heading, without_site(printed, *sites), alike)
    if stripped:
        return stripped[0]
    return clean(_text(headings[0]), _LONGEST) if headings else ""


def heading_of(page: html.HtmlElement, title: str) -> html.HtmlElement | None:
    """The element that prints `title`, else the page's first `<h1>`; sites' names may be set as headings too."""
    for tag in ("h1", "h2", "h3"):
        for heading in page.iter(tag):
            if _alike(clean(_text(heading), _LONGEST), title):
                return heading
    return next(page.iter("h1"), None)


def without_site(title: str, *sites: str) -> str:
    """`title` without " | Site" or " - Site - Section" at its end, and without "Site » " at its start."""
    names = {_joined(name) for name in sites} - {""}
    while cuts := list(_SEPARATORS.finditer(title)):
        first, last = cuts[0], cuts[-1]
        start, suffix = title[: last.start()], title[last.end() :]
        if _joined(suffix) in names or _is_host(suffix) or _is_section(start, last.group().strip(), suffix):
            title = start
        elif ":" not in first.group() and _joined(title[: first.start()]) in names:
            title = title[first.end() :]
        else:
            break
    return title


def _is_section(start: str, separator: str, suffix: str) -> bool:
    """Whether `suffix` is short and set off by a sign that no sentence has."""
    if separator not in {"|", "||", "»", "::", "•", "·"} or len(_WORD.findall(suffix)) > _SUFFIX_WORDS:
        return False
    return len(start) >= (_SHORTEST if "|" in separator else 2 * len(suffix))


def _without_kicker(heading: html.HtmlElement, printed: str, declared: Sequence[str]) -> str:
    """`printed` without what an element of its own puts before or after the title that the page declares."""
    if not len(heading):
        return printed
    for title in declared:
        around = printed.removesuffix(title) if printed.endswith(title) else printed.removeprefix(title)
        if around and around != printed and len(title.split()) >= _TITLE_WORDS:
            return title
    return printed


def _text(heading: html.HtmlElement) -> str:
    """What a reader sees of a heading: words that look like markup are words, scripts are not seen."""
    parts: list[str] = []
    for text in heading.xpath(".//text()[not(ancestor::script or ancestor::style)]"):
        holder = text.getparent()
        begins = not text.is_tail and holder is not heading and holder.tag in _APART
        ends = text.is_tail and holder.tag in _APART
        # A first letter may be set in an element of its own.
        apart = (begins or ends) and parts and len(parts[-1].strip()) > 1 and text[:1].isalnum()
        parts.append(f" {text}" if apart else str(text))
    return "".join(parts)


def _alike(heading: str, title: str) -> bool:
    one, two = set(_WORD.findall(heading.casefold())), set(_WORD.findall(title.casefold()))
    return len(one) > 1 and len(one & two) >= 0.6 * min(len(one), len(two)) and len(one) * 3 >= len(two)


def _joined(text: str) -> str:
    return "".join(_WORD.findall(text.casefold()))


def _is_host(text: str) -> bool:
    return bool(re.fullmatch(r"(?:www\.)?[\w-]+\.[a-z]{2,10}(?:\.[a-z]{2})?", text.casefold()))
