"""An article in a sentence or two: its standfirst, else its first whole sentences. It writes nothing itself."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from digest.compose.datelines import without_credit
from digest.compose.quotes import still_open
from digest.compose.sentences import sentences
from digest.model.article import Article
from digest.model.text import clean, shorten

LONGEST = 280  # characters

_READ = 5 * LONGEST  # characters of a paragraph that can matter
_LINES = 12  # paragraphs in which a summary is looked for
_FEW = 60  # characters: fewer say too little, when there is more
_ENDED = re.compile(r"(?:[.!?؟۔।።។။。！？…]|[\u0e00-\u0e7f])[\"'”’“‟»›)\]」』\s]*$")  # Thai ends with nothing
_CUT = re.compile(r"(?:(?:…|\.\.+)[\"'”’»)\]\s]*|\[\s*(?:…|\.\.\.)\s*\]|[,;:–—-])$")
_FURNITURE = re.compile(
    r"^(?:(?:lire|voir|à lire|read|see|watch|also|lesen|mehr|читайте|смотрите|дивіться|اقرأ|شاهد)\b|©|https?:)",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"^by\s.{1,50}$")  # a small letter: what pages print over an article begins no sentence


def summarise(article: Article) -> str:
    """At most 280 characters: whole sentences, or a sentence that is longer up to the end of a word and an ellipsis.

    "" when the article has neither. Datelines and credits of agencies are left out.
    """
    standfirst = _told(article.standfirst, article)
    if len(standfirst) <= LONGEST and _is_whole(standfirst):
        return standfirst
    paragraphs = (_told(text, article) for text in article.paragraphs[:_LINES])
    found = _beginning(filter(None, chain([standfirst], paragraphs)), article.language)
    # Cleaned again, for a sentence may begin what turns the direction of the next.
    return clean(found or (standfirst if _is_plain(standfirst, article.paragraphs) else ""), LONGEST)


def _told(text: str, article: Article) -> str:
    """`text` without what is no news: who wrote or filed it; "" for a button, a byline, the title again."""
    told = clean(text, limit=_READ)
    for name in article.byline:
        rest = told.removeprefix(f"{name} ").lstrip("-–—:• ")  # pages print it before the first word
        told = rest if rest and not rest[0].islower() else told
    told = without_credit(told)
    return "" if _FURNITURE.search(told) or _SIGNED.search(told) or _same(told, article.title) else told


def _beginning(lines: Iterator[str], language: str) -> str:
    """The first sentences of the first line that has any, with those of the next when they say too little."""
    for line in lines:
        found = _first(line, language)
        if found == line and len(found) < _FEW:
            found = _first(f"{line} {next(lines, '')}".strip(), language)
        if found:
            return found
        if len(line) > LONGEST:
            return _cut(line)
    return ""


def _first(text: str, language: str) -> str:
    """As many of the first sentences as fit; "" when the first does not, or is none.

    They end outside quotations if they can. When they say too little, what follows is cut.
    """
    kept = best = ""
    for sentence in sentences(text, language):
        longer = text[: text.index(sentence, len(kept)) + len(sentence)]
        if len(longer) > LONGEST and 0 < len(kept) < _FEW:
            return _cut(text)
        if len(longer) > LONGEST or not _ENDED.search(longer) or (longer == text and _CUT.search(longer)):
            break
        kept = longer
        best = best if still_open(text, len(kept)) else kept
    return best if len(best) >= min(_FEW, len(kept)) else _closed(text, kept)


def _cut(text: str) -> str:
    """`text` up to the end of a word, with an ellipsis, and what is open there closed."""
    cut = shorten(text, LONGEST - 2)
    return _closed(text, cut.removesuffix("…"), "…")


def _closed(text: str, kept: str, ending: str = "") -> str:
    """The beginning `kept` of `text`, with `ending` and the marks that close what is open there, if they fit."""
    marks = still_open(text, len(kept)) if kept else ""
    blank = " " if marks == "»" and "« " in kept else ""  # as the French set them
    closed = f"{kept}{ending}{blank}{marks}"
    return closed if len(closed) <= LONGEST else f"{kept}{ending}"


def _is_whole(text: str) -> bool:
    return bool(_ENDED.search(text)) and not _CUT.search(text)


def _is_plain(standfirst: str, paragraphs: Iterable[str]) -> bool:
    # Some papers close a standfirst with no full stop; that is whole all the same, unless the text goes on with it.
    return (
        0 < len(standfirst) <= LONGEST
        and not _CUT.search(standfirst)
        and standfirst[-1].isalnum()
        and not any(clean(paragraph).startswith(standfirst) for paragraph in paragraphs)
    )


def _same(one: str, other: str) -> bool:
    return re.sub(r"\W+", "", one).casefold() == re.sub(r"\W+", "", other).casefold()
