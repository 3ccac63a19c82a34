"""Bodies that a site breaks into pieces, with an advertisement between each two: the rest is put back.

An extractor takes one of the pieces for the whole. Pieces are containers of the same kind, under one parent or under
parents of the same kind, with paragraphs of text and without what introduces another article.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from lxml import html

from digest.collect.boxes import is_marked_box

Piece = tuple[str, ...]

_LONG = 80  # characters of a paragraph of text
_FEWEST = 3  # such paragraphs make a piece
_MOSTLY = 0.6  # of a piece's paragraphs were found: it is part of the body


def broken_bodies(page: html.HtmlElement) -> list[list[Piece]]:
    """Every sequence of pieces that could be one text, as their paragraphs."""
    alike: dict[tuple[object, ...], list[html.HtmlElement]] = defaultdict(list)
    for holder in page.iter("div", "section"):
        kind, above = holder.get("class"), holder.getparent()
        if not kind or above is None or sum(len(text) >= _LONG for text in _paragraphs(holder)) < _FEWEST:
            continue
        alike[kind, above].append(holder)
        if above.getparent() is not None:
            alike[kind, above.get("class"), above.getparent()].append(holder)
    return [
        [_paragraphs(holder) for holder in holders]
        for holders in alike.values()
        if len(holders) > 1 and not any(map(_introduces, holders)) and not _in_box(holders[0])
    ]


def rejoined(lines: Sequence[str], bodies: Iterable[Sequence[Piece]]) -> list[str]:
    """`lines`, with the pieces that are missing after one that is there."""
    whole = list(lines)
    for pieces in bodies:
        there, last = False, -1
        for piece in pieces:
            wanted = set(map(_key, piece))
            places = [place for place, line in enumerate(whole) if _key(line) in wanted]
            if len(places) >= _MOSTLY * len(piece):
                there, last = True, places[-1]
            elif there and not places:
                whole[last + 1 : last + 1] = piece
                last += len(piece)
            else:
                there = False
    return whole


def _paragraphs(holder: html.HtmlElement) -> Piece:
    texts = (" ".join(" ".join(part.itertext()).split()) for part in holder if part.tag == "p")
    return tuple(text for text in texts if text)


def _introduces(holder: html.HtmlElement) -> bool:
    """Whether `holder` has a title, a date, a linked heading or a form: it is an article of a list, or a comment."""
    return any(
        part.tag in {"h1", "time", "form"} or part.find(".//a") is not None
        for part in holder.iter("h1", "time", "form", "h2", "h3", "h4")
    )


def _in_box(holder: html.HtmlElement) -> bool:
    return any(is_marked_box(one) or one.tag == "li" for one in (holder, *holder.iterancestors()) if one.tag != "body")


def _key(line: str) -> str:
    return "".join(filter(str.isalnum, line[:100]))[:60]
