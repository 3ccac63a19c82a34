"""The day that a page prints of itself, beside its heading. Boxes, links to other pages and the text are not asked."""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import chain

from lxml import html

from digest.collect.boxes import Place
from digest.collect.dates import EARLIEST, as_written, day_in
from digest.collect.junk import is_related_heading
from digest.collect.nearby import SHORT, above, below, text_of

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
    for element in chain(below(place), _above(place), _anywhere(page)):
        said = text_of(element)
        other = _OTHER.search(said)
        said = said[: other.start()] if other else said
        if not said or place.is_others(element):
            continue
        moment = as_written(element.get("datetime") or element.get("content") or "") or day_in(said, language)
        if moment is not None and moment >= EARLIEST:
            return moment
    return None


def _above(place: Place) -> Iterator[html.HtmlElement]:
    """Sites print today's day on top: above the heading counts what is in its block, or marked."""
    return (element for element in above(place) if place.is_beside(element) or _is_marked(element))


def _anywhere(page: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Elements marked as the publication's date, which some print under the text."""
    for element in page.iter():
        if is_related_heading(text_of(element)):
            return
        if _is_marked(element) and 0 < len(text_of(element)) <= SHORT:
            yield element


def _is_marked(element: html.HtmlElement) -> bool:
    marks = " ".join(element.get(name, "") for name in ("class", "id", "itemprop", "property"))
    return element.tag == "time" or bool(_MARKED.search(marks) and not _CHANGED.search(marks))
