"""What stands near a page's heading: the short lines where a date and a byline are printed. It judges none of them."""

from collections.abc import Iterator
from itertools import islice

from lxml import html

from digest.collect.boxes import Place
from digest.collect.junk import is_related_heading

SHORT = 110
"""Characters of an element that prints a date or a byline, and little else."""

_SENTENCE = 80  # characters from which a paragraph is text
_PARAGRAPHS = 2  # of text under the heading, after which nothing is looked for: a standfirst, and the first
_ABOVE = 40  # elements above the heading that may belong to it


def below(place: Place) -> Iterator[html.HtmlElement]:
    """Short elements between the heading and the text."""
    paragraphs = 0
    for element in place.heading.xpath("following::*"):
        text = text_of(element)
        if element.tag == "p" and len(text) >= _SENTENCE:
            paragraphs += 1
        if paragraphs > _PARAGRAPHS or is_related_heading(text):
            return
        if 0 < len(text) <= SHORT:
            yield element


def above(place: Place) -> Iterator[html.HtmlElement]:
    """Short elements closely above the heading, nearest first; sites print today's day on top, so see what they are."""
    for element in islice(reversed(place.heading.xpath("preceding::*")), _ABOVE):
        if 0 < len(text_of(element)) <= SHORT:
            yield element


def text_of(element: html.HtmlElement) -> str:
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
        if read > SHORT:
            break
    return " ".join(" ".join(parts).split()) or element.get("datetime") or element.get("content") or ""
