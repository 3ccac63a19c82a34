"""Who signed an article, as the page prints it: names and agencies. It does not judge who they are."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain

from lxml import html

from digest.collect.boxes import Place
from digest.collect.junk import words
from digest.collect.nearby import above, below
from digest.collect.plain import plain
from digest.model.text import clean

_AGENCIES = frozenset(
    {
        "AFP", "Reuter", "Reuters", "AP", "dpa", "DPA", "TASS", "ТАСС", "EFE", "ANSA", "APA", "ATS", "Belga", "UNIAN",
        "УНІАН", "УНИАН", "Укрінформ", "Интерфакс", "Interfax", "PTI", "ANI", "IANS", "Xinhua", "Kyodo", "SANA", "AA",
        "سانا", "رويترز", "أ ف ب", "الأناضول",
    },
)  # fmt: skip
_MARKS = re.compile(r"author|auteur|byline|by-?line|signature|autor|\bby\b|writer|journalist", re.IGNORECASE)
_BOXES = (
    "ancestor::aside|ancestor::nav|ancestor::footer|ancestor::figure|ancestor::form|"
    "ancestor-or-self::*[contains(@class,'comment') or contains(@class,'related')]"
)
_SPLIT = re.compile(r"\s*(?:,|;|/|\||\n|\s&\s|\s(?:et|and|und|y|e|и|і|та|avec|with|mit)\s|\sو(?=\w))\s*")
_DATE = re.compile(r"[\d.:/\s–—-]+")
_LONGEST = 120  # characters of a byline


def printed_byline(page: html.HtmlElement, place: Place | None = None) -> tuple[str, ...]:
    """The names in the page's byline: an element marked as one, or a short line such as "Par AFP, Reuter".

    Near the heading first, where `place` says it is; then the first of the page outside boxes.
    """
    near = chain(below(place), filter(place.is_beside, above(place))) if place else ()
    own = (element for element in near if place and not place.is_others(element))
    for element in chain(own, page.iter("p", "div", "span", "address", "a", "li", "em", "strong")):
        text = _short_text(element)
        if not text or element.xpath(_BOXES):
            continue
        announced = _announcement().match(text)
        if announced or _is_marked(element):
            names = names_in(text[announced.end() :], sure=_is_marked(element)) if announced else names_in(text)
            if names:
                return names
    return ()


def agreed(printed: Sequence[str], declared: Sequence[str]) -> tuple[str, ...]:
    """The printed names, each as the page's metadata spells it when that is the same without what stands beside it."""
    if not printed:
        return tuple(declared)
    spelt = {_letters(name): name for name in declared}
    return tuple(
        next((name for letters, name in spelt.items() if letters and _letters(one).startswith(letters)), one)
        for one in printed
    )


def is_byline(line: str) -> bool:
    """Whether `line` is nothing but a byline: "By Jane Doe and Reuters", "Von dpa"."""
    announced = _announcement().match(line)
    if not announced or len(line) > _LONGEST or line.endswith((".", "!", "?", ":", "…")):
        return False
    return bool(names_in(line[announced.end() :], sure=True))


def names_in(text: str, *, sure: bool = False) -> tuple[str, ...]:
    """The names listed in `text`; none when it is not a list of names. Single words are names only when `sure`."""
    parts = [clean(part.strip(" .:-–—•"), 80) for part in _SPLIT.split(text.strip())]
    names = [part for part in parts if part and not _DATE.fullmatch(part)]  # many print the date beside the name
    return (
        tuple(dict.fromkeys(names)) if 0 < len(names) <= 6 and all(_is_name(name, sure=sure) for name in names) else ()
    )


def declared_names(names: Iterable[str]) -> tuple[str, ...]:
    """Names from a page's metadata that can be names: no addresses of profiles, no dates, no "By "."""
    found = (plain(_announcement().sub("", name.strip(), count=1), 80) for name in names)
    return tuple(dict.fromkeys(name for name in found if name and "://" not in name and "@" not in name))[:6]


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()


def _short_text(element: html.HtmlElement) -> str:
    if len(element) > 6:
        return ""
    text = " ".join(" ".join(element.itertext()).split()) if len(element) else " ".join((element.text or "").split())
    return text if 2 < len(text) <= _LONGEST else ""


def _is_marked(element: html.HtmlElement) -> bool:
    said = " ".join(element.get(name, "") for name in ("class", "id", "itemprop", "rel"))
    return bool(said.strip()) and bool(_MARKS.search(said))


def _is_name(text: str, *, sure: bool) -> bool:
    if text in _AGENCIES:
        return True
    parts = text.split()
    least = 1 if sure else 2
    if not least <= len(parts) <= 5 or any(map(str.isdigit, text)) or not all(part[0].isalpha() for part in parts):
        return False
    # Scripts without capitals count as capitals; an announced site may write itself small.
    return sure or sum(not part[0].islower() for part in parts) >= least


@cache
def _announcement() -> re.Pattern[str]:
    listed = "|".join(sorted(map(re.escape, words("byline")), key=len, reverse=True))
    return re.compile(rf"^(?:{listed})(?:\s*:\s*|\s+)(?=\S)", re.IGNORECASE)
