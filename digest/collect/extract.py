"""A page's bytes to its article: title, standfirst, paragraphs, byline, date, language. It fetches nothing.

trafilatura finds the body; our guards take out what it lets through (measured traps: advertisement labels,
share buttons, a standfirst cut short beside its repeat, related headlines as plain paragraphs). Dates come from
what the page declares of itself, never from a box or a link.
"""

import html as entities
import logging
import re
from collections.abc import Sequence
from itertools import islice
from urllib.parse import urlsplit

import trafilatura
from lxml import etree, html

from digest.collect.boxes import Place
from digest.collect.byline import agreed, declared_names, is_byline, printed_byline
from digest.collect.charset import decode
from digest.collect.junk import is_junk, without_junk
from digest.collect.language import detect
from digest.collect.linked import boxed_lines, linked_lines
from digest.collect.metadata import Declared, declared
from digest.collect.pieces import broken_bodies, rejoined
from digest.collect.plain import plain
from digest.collect.printed_date import printed_date
from digest.collect.titles import best_title, heading_of
from digest.model.article import Extract
from digest.model.errors import BadPage
from digest.model.text import N_, clean

MAX_PARAGRAPHS = 400
MAX_CHARACTERS = 4_000_000  # of a page's source; the longest real articles have a tenth
MAX_ELEMENTS = 30_000  # of a page; extraction takes minutes over hundreds of thousands
_SHORTEST = 80  # characters of text that an article has
_PARAGRAPH = 20_000  # characters
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff]")  # libxml2 ends a text there
_STANDFIRST = re.compile(
    r"standfirst|chapo|chapeau|\blead\b|subtitle|sub-?head|\bdeck?\b|summary|intro|vorspann|anons|\bdescription\b",
    re.IGNORECASE,
)
_COMPLETE = re.compile(r"[.!?…؟。]['\"»”’)\]]*$")
# trafilatura drops these as controls, but Persian and the scripts of India are misspelt without them. The runes that
# stand in for them meanwhile are printable, and are in no news.
_JOINERS = {0x200C: 0x16EE, 0x200D: 0x16EF}
_JOINERS_AGAIN = {stand_in: joiner for joiner, stand_in in _JOINERS.items()}
_BULLET = re.compile(r"^\s*[-*•]\s+")

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it logs each page without text as an error


def extract(body: bytes, url: str, *, charset: str = "", language_hint: str = "") -> Extract:
    """The article in the page `body`, found at `url`; `charset` is what HTTP declared, if anything.

    `language_hint` is the feed's language: a prior, never a verdict. Raises BadPage when there is no article.
    """
    source = decode(body, charset)
    if len(source) > MAX_CHARACTERS:
        raise BadPage(
            N_("The page has %(given)s characters of HTML, more than an article has."), given=f"{len(source):,}"
        )
    page = _tree(_CONTROLS.sub("", source))
    said = declared(page, url)
    title = best_title(page, said.headline, said.titles, (said.site_name, _host(url)))
    heading = heading_of(page, title)
    place = None if heading is None else Place(heading, (url, said.canonical))
    byline = agreed(printed_byline(page, place), declared_names(said.authors))
    standfirst = _printed_standfirst(page)
    paragraphs = _paragraphs(page, url, said, title)
    standfirst, paragraphs = _apart(standfirst, paragraphs, said.description)
    text = "\n".join(filter(None, (standfirst, *paragraphs)))
    if not title:
        raise BadPage(N_("The page has no title, so it cannot stand in a digest."))
    if 2 * title.count("\ufffd") > len(title):
        raise BadPage(N_("The page's letters cannot be read: its headline is made of signs that stand for lost ones."))
    if len(text) < _SHORTEST:
        raise BadPage(
            N_("The page holds no text that reads like an article; it may be a video, a gallery or a paywall.")
        )
    return Extract(
        title=title,
        standfirst=standfirst,
        paragraphs=paragraphs,
        byline=byline,
        published=said.published or (printed_date(page, place) if place else None),
        language=detect(title, text, (*said.languages, language_hint)),
        canonical_url=said.canonical,
        site_name=clean(said.site_name, 100),
        image_url=said.image,
    )


def _host(url: str) -> str:
    """The name in a site's address, which its titles often end with: "lastampa" of www.lastampa.example."""
    labels = (urlsplit(url).hostname or "").removeprefix("www.").split(".")
    return max(labels[:-1], key=len, default="")


def _tree(source: str) -> html.HtmlElement:
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        page = html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise BadPage(N_("The page's HTML cannot be read: %(error)s."), error=str(error)) from None
    if sum(1 for _ in islice(page.iter(), MAX_ELEMENTS + 1)) > MAX_ELEMENTS:
        raise BadPage(N_("The page has more than %(most)s elements; an article has fewer."), most=f"{MAX_ELEMENTS:,}")
    return page


def _paragraphs(page: html.HtmlElement, url: str, said: Declared, title: str) -> tuple[str, ...]:
    # The tree is ours no longer once trafilatura had it: it removes what it has no use for.
    others, bodies = linked_lines(page) | boxed_lines(page), broken_bodies(page)
    _exchange(page, _JOINERS)
    found = trafilatura.bare_extraction(page, url=url, include_comments=False, with_metadata=False)
    text = str(getattr(found, "text", "") or "").translate(_JOINERS_AGAIN)
    if len(text) < _SHORTEST < len(said.body) or (text and text.split() == said.body.split()):
        text = entities.unescape(said.body)  # its line ends are the paragraphs'
    lines = rejoined(text.splitlines(), bodies) if bodies else text.splitlines()
    lines = [clean(_BULLET.sub("", line), _PARAGRAPH) for line in lines]
    kept = without_junk(filter(None, lines), title, others)
    return tuple(line for line in kept if not is_byline(line))[:MAX_PARAGRAPHS]


def _exchange(page: html.HtmlElement, signs: dict[int, int]) -> None:
    for element in page.iter():
        for part in ("text", "tail"):
            text = getattr(element, part)
            if text and not text.isascii() and any(map(text.__contains__, map(chr, signs))):
                setattr(element, part, text.translate(signs))


def _printed_standfirst(page: html.HtmlElement) -> str:
    """The text of the first element that is marked as the introduction, when it is whole."""
    for element in page.iter("p", "div", "h2"):
        marks = f"{element.get('class', '')} {element.get('itemprop', '')}"
        if not _STANDFIRST.search(marks) or element.xpath(
            "ancestor::aside|ancestor::nav|ancestor::footer|ancestor::li"
        ):
            continue
        text = plain(" ".join(element.itertext()), 1000)
        if 40 <= len(text) <= 700 and _COMPLETE.search(text) and not is_junk(text):
            return text
    return ""


def _apart(standfirst: str, paragraphs: Sequence[str], description: str) -> tuple[str, tuple[str, ...]]:
    """Standfirst and body, the one not repeated in the other.

    Only a standfirst that the body begins with, or that the page gives as its own description, is sure to be this
    article's; others are teasers of boxes.
    """
    start = standfirst.rstrip(" .…")
    if start and paragraphs and paragraphs[0].rstrip(" .…") == start and len(paragraphs) > 1:
        return paragraphs[0], tuple(paragraphs[1:])
    if start and start == clean(description, 1000).rstrip(" .…"):
        return standfirst, tuple(line for line in paragraphs if line.rstrip(" .…") != start)
    return "", tuple(paragraphs)
