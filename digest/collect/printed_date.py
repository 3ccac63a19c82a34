"""The day that a page prints of itself, beside its heading. Boxes, links to other pages and the text are not asked."""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import chain, islice

from lxml import html

from digest.collect.boxes import Place
from digest.collect.dates import EARLIEST, as_written, day_in
from digest.collect.junk import is_related_heading

_SHORT = 110  # characters of an element that prints a date and little else
_SENTENCE = 80  # characters from which a paragraph is text
_PARAGRAPHS = 2  # of text under the heading, after which no date is looked for: a standfirst, and the first
_ABOVE = 40  # elements above the heading that may belong to it
_MARKED = re.compile(
    r"publi(?:sh|cat|sch|ée?\b)|\bposted\b|(?:post|entry|news|article|artikel)-?_?(?:date|meta|datum|time|info)|pub-?date|"
    r"created|\bdate|date\b|\bdatum|datum\b|timestamp|submitted|byline|\bmeta\b|metadata|-meta\b|news-?item-time|\btime\b",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:updated?|edited|joined|born|mis à jour|modifiée?|registriert|geboren|actualizad[oa]|aggiornato|atualizado|"
    r"обновлено|изменено|оновлено|zaktualizowano|güncelle\w+)\b|آخر تحديث|تحديث",
    re.IGNORECASE,
)  # words of another date than the publication's
_CHANGED = re.compile(r"updat|modif|edited|event", re.IGNORECASE)


def printed_date(page: html.HtmlElement, place: Place) -> datetime | None:
    """The moment where the markup holds one, else midnight UTC of the day, or None."""
    language = str(page.get("lang", ""))
    for element in chain(_below(place), _above(place), _anywhere(page)):
        said = _said(element)
        other = _OTHER.search(said)
        said = said[: other.start()] if other else said
        if not said or place.is_others(element):
            continue
        moment = as_written(element.get("datetime") or element.get("content") or "") or day_in(said, language)
        if moment is not None and moment >= EARLIEST:
            return moment
    return None


def _below(place: Place) -> Iterator[html.HtmlElement]:
    """Short elements between the heading and the text."""
    paragraphs = 0
    for element in place.heading.xpath("following::*"):
        text = _said(element)
        if element.tag == "p" and len(text) >= _SENTENCE:
            paragraphs += 1
        if paragraphs > _PARAGRAPHS or is_related_heading(text):
            return
        if 0 < len(text) <= _SHORT:
            yield element


def _above(place: Place) -> Iterator[html.HtmlElement]:
    """Short elements closely above the heading, nearest first: in its own block, for sites print today's day on top."""
    for element in islice(reversed(place.heading.xpath("preceding::*")), _ABOVE):
        if 0 < len(_said(element)) <= _SHORT and (place.is_beside(element) or _is_marked(element)):
            yield element


def _anywhere(page: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Elements marked as the publication's date, which some print under the text."""
    for element in page.iter():
        if is_related_heading(_said(element)):
            return
        if _is_marked(element) and 0 < len(_said(element)) <= _SHORT:
            yield element


def _is_marked(element: html.HtmlElement) -> bool:
    marks = " ".join(element.get(name, "") for name in ("class", "id", "itemprop", "property"))
    return element.tag == "time" or bool(_MARKED.search(marks) and not _CHANGED.search(marks))


def _said(element: html.HtmlElement) -> str:
    """What an element says, as far as it may be short."""
    if not isinstance(element.tag, str) or element.tag in {"script", "style", "noscript"}:
        return ""
    if element.tag == "abbr" and element.get("title"):
        return str(element.get("title"))
    parts: list[str] = []
    read = 0
    for text in element.itertext():
        parts.append(text)
        read += len(text.strip())
        if read > _SHORT:
            break
    return " ".join(" ".join(parts).split()) or element.get("datetime") or element.get("content") or ""
