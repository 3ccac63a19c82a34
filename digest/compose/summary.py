"""An article in a sentence or two: its standfirst, else its first whole sentences. It writes nothing itself."""

import re
from collections.abc import Iterable

from digest.model.article import Article
from digest.model.text import clean

LONGEST = 280  # characters

_END = re.compile(
    r"""(?<=[.!?…؟۔।。！？])      # a mark that ends a sentence
        ["'”’»“)\]]*              # what closes with it
        (?:\s+|(?<=[。！？]))
        (?=["'“„«‘(\[¿¡—–-]*\s*   # and what opens the next
           [^\W\d_a-zа-яёіїєґß-öø-ÿ]|["'“„«‘(\[¿¡—–-]*\s*\d)""",
    re.VERBOSE,
)
_ABBREVIATIONS_OF = {
    "fr": "m mm mme mmes mlle dr pr prof st ste av env art no n° p vol cf etc",
    "en": "mr mrs ms jr sr gen col lt sgt capt sen rep gov rev hon inc ltd co corp dept est vs u.s u.k u.n d.c a.m p.m",
    "de": "bzw ca dipl evtl ggf hl hr inkl jh max mio mrd min nr sog tel usw vgl z.b d.h u.a s.o v.chr n.chr",
    "ru": "г гг г-н г-жа гр д др ул тыс млн млрд руб коп им т.е т.д т.п т.к т.н см стр рис обл ст чел",
    "uk": "р рр вул ім обл тис грн коп п пп ін т.зв див",
    "ar": "د أ م ص ت",
}
_ABBREVIATIONS = frozenset(word for words in _ABBREVIATIONS_OF.values() for word in words.split())
_LAST_WORD = re.compile(r"([^\s\"'“„«‘(\[]+?)\.[\"'”’»)\]]*$")
_MONTH = re.compile(
    r"^(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|jahrhundert)",
    re.IGNORECASE,
)
_CUT = re.compile(r"(?:…|\.\.\.|\[\s*(?:…|\.\.\.)\s*\]|[,;:–—-])$")
_WHOLE = re.compile(r"[.!?؟۔।。！？][\"'”’»)\]]*$")
# "JAKARTA, Nov 1 (Reuters) - ", "(dpa) – ", "Москва. INTERFAX.RU - ": where from, not what.
_DATELINE = re.compile(r"^(?:[^!?()]{0,50}\([^()]{2,30}\)|[^!?()]{0,40}\bINTERFAX\.RU)\s*[-–—]+\s+")
_FURNITURE = re.compile(
    r"^(?:(?:lire|voir|à lire|read|see|watch|also|lesen|mehr|читайте|смотрите|дивіться|اقرأ|شاهد)\b|©|https?:)",
    re.IGNORECASE,
)


def summarise(article: Article) -> str:
    """At most 280 characters in whole sentences; "" when the article has none that fits."""
    standfirst = _DATELINE.sub("", clean(article.standfirst))
    if standfirst and _same(standfirst, article.title):
        standfirst = ""
    if len(standfirst) <= LONGEST and _whole(standfirst) and not _FURNITURE.search(standfirst):
        return standfirst
    found = _first(standfirst)
    for paragraph in article.paragraphs if not found else ():
        found = _first(_DATELINE.sub("", clean(paragraph, limit=4 * LONGEST)))
        if found and not _same(found, article.title):
            break
        found = ""
    return found or (standfirst if _plain(standfirst, article.paragraphs) else "")


def sentences(text: str) -> list[str]:
    """The sentences of one line, in French, English, German, Russian, Ukrainian, Arabic and their like.

    A full stop ends none after an abbreviation, an initial (A. S. Pushkin) or a German ordinal (am 3. Mai).
    """
    found: list[str] = []
    start = 0
    for match in _END.finditer(text):
        sentence = text[start : match.end()].strip()
        if not _goes_on(sentence, text[match.end() :]):
            found.append(sentence)
            start = match.end()
    if rest := text[start:].strip():
        found.append(rest)
    return found


def _first(text: str) -> str:
    """As many of the first sentences as fit; "" when the first does not, or is none."""
    if _FURNITURE.search(text):
        return ""
    kept = ""
    for sentence in sentences(text):
        longer = f"{kept} {sentence}".strip()
        if len(longer) > LONGEST or not _whole(sentence):
            break
        kept = longer
    return kept


def _whole(text: str) -> bool:
    return bool(_WHOLE.search(text)) and not _CUT.search(text)


def _goes_on(sentence: str, rest: str) -> bool:
    """Whether the full stop that `sentence` ends with ends no sentence."""
    match = _LAST_WORD.search(sentence)
    if match is None:
        return False
    word = match[1].casefold()
    if word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha()):
        return True
    return word.isdigit() and len(word) <= 2 and bool(_MONTH.match(rest))


def _plain(standfirst: str, paragraphs: Iterable[str]) -> bool:
    # Some papers close a standfirst with no full stop; that is whole all the same, unless the text goes on with it.
    return (
        0 < len(standfirst) <= LONGEST
        and not _CUT.search(standfirst)
        and standfirst[-1].isalnum()
        and not any(clean(paragraph).startswith(standfirst) for paragraph in paragraphs)
    )


def _same(one: str, other: str) -> bool:
    return re.sub(r"\W+", "", one).casefold() == re.sub(r"\W+", "", other).casefold()
