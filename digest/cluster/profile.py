"""What a text is compared by: its wording, its sense in any language, and the names in it. No weights, no pairs."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from unicodedata import decimal

from digest.cluster.days import days_named, is_weekday
from digest.cluster.lexicon import is_german_noun, meanings
from digest.cluster.numerals import in_digits
from digest.cluster.skeleton import skeleton
from digest.cluster.words import bare, fold, words

LEAD = 600  # characters of text that are read: the event stands there, background comes after
TITLE = 300  # characters of a title that are read; a longer one is none
_STEM = 5  # letters: endings of case, gender and number come after
_TITLE_COUNTS = 4  # a word of the title counts as four of the text
_OPENING_COUNTS = 2  # a word of the first sentence as two: what happened stands there, background comes after
_SMALL_WORD = 3  # letters: even a Headline in Capitals writes "of" and "the" small
_HEADLINE_CAPITALS = 0.8  # the share of longer words with a capital from which capitals tell nothing
_DATED = 2  # sentences in which the day of an event is named
_WRITTEN_IN_SYLLABLES = frozenset({"vi"})  # a syllable alone says as little as two letters
_ARTICLE = re.compile(
    r"(?:d(?:er|ie|as|en|em|es)|[ks]?eine?[rnms]?|ihre?[rnms]?|diese[rnms]?|viele|mehrere|[iab]m|zu[mr]|vom|beim)"
)
_SENTENCE_END = re.compile(r"(?<=[.!?؟।])\s|(?<=[。！？])|\n")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Document:
    """A text to be grouped. `key` is unique; it makes the outcome independent of the order of documents."""

    key: int | str
    title: str
    text: str
    language: str  # BCP 47 primary subtag
    published: datetime | None  # aware; None when unknown


@dataclass(frozen=True, slots=True)
class Profile:
    """What a document is compared by. Names and happenings mean the same in every language."""

    wording: Counter[str]  # stems, comparable within a language only
    names: Counter[str]  # who, where, how many: "@place", "0number", sounds of names
    happenings: Counter[str]  # what: "#concept", "~" and the sound of any other word
    scene: frozenset[str]  # the places in the title and the first sentence
    mentions: frozenset[str]  # the sounds of all words that may be names
    proper: frozenset[str]  # the sounds of names in the title
    figures: frozenset[str]  # the numbers in the title
    named: frozenset[str]  # the sounds of names in the title and the first sentence
    days: frozenset[date]  # the recent days that title and first sentences name


def profile(document: Document) -> Profile:
    """Read the title and the beginning of the text."""
    title, lead = in_digits(document.title[:TITLE]), in_digits(document.text[:LEAD])
    first, *further = _SENTENCE_END.split(lead, maxsplit=1)
    common = _common(title, lead, document.language)
    wording: Counter[str] = Counter()
    sense: Counter[str] = Counter()
    scene: set[str] = set()
    figures: set[str] = set()
    named: set[str] = set()
    for part, count in ((title, _TITLE_COUNTS), (first, _OPENING_COUNTS), ("".join(further), 1)):
        for feature in _wording(part, document.language):
            wording[feature] += count
        for feature in _sense(part, document.language, common):
            sense[feature] += count
            if feature[0] == "@" and count > 1:
                scene.add(feature)
            if feature[0] not in "@0#~" and count > 1:
                named.add(feature)
            if feature[0] == "0" and count == _TITLE_COUNTS:
                figures.add(feature)
    return Profile(
        wording,
        Counter({feature: count for feature, count in sense.items() if feature[0] not in "#~"}),
        Counter({feature: count for feature, count in sense.items() if feature[0] in "#~"}),
        frozenset(scene),
        frozenset(_sound(word) for word in words(f"{title}\n{lead}") if _looks_like_a_name(word)),
        frozenset(_proper(title, common)),
        frozenset(figures),
        frozenset(named),
        _days(f"{title}\n{' '.join(_SENTENCE_END.split(lead, maxsplit=_DATED)[:_DATED])}", document),
    )


def _sound(word: str) -> str:
    """By which a name is known however it is spelt; by its letters, where it has too few consonants."""
    return skeleton(word, 1) or bare(fold(word))[:_STEM]


def _proper(title: str, common: frozenset[str]) -> Iterator[str]:
    """The sounds of names in a title, but for its first word, which wears a capital in any case."""
    for word in words(title)[1:]:
        if not word[0].isdigit() and _looks_like_a_name(word) and word.casefold() not in common:
            yield _sound(word)


def _days(opening: str, document: Document) -> frozenset[date]:
    return days_named(opening, document.language, document.published.date()) if document.published else frozenset()


def _wording(text: str, language: str) -> Iterator[str]:
    stems = (bare(fold(word)) for word in words(text))
    if language in _WRITTEN_IN_SYLLABLES:
        yield from ("_".join(pair) for pair in pairwise(stems))
        return
    for stem in stems:
        if _UNSPACED.search(stem):
            yield from (stem[at : at + 2] for at in range(max(1, len(stem) - 1)))
        elif len(stem) > 2:
            yield stem[:_STEM]


def _sense(text: str, language: str, common: frozenset[str]) -> Iterator[str]:
    parts = words(text)
    if language == "tr":  # parts a name from its ending by an apostrophe
        parts = [re.split("['’]", word, maxsplit=1)[0] for word in parts]
    for at, (word, known) in enumerate(zip(parts, meanings(parts, language), strict=True)):
        yield from known
        if word[0].isdigit():
            yield from _number(word)
        elif not _UNSPACED.search(word):
            if not known and _looks_like_a_name(word) and word.casefold() not in common:
                # The first word wears a capital in any case; elsewhere a short sound will do: Lyon, Kyiv.
                if sound := skeleton(word, 2 if at and len(word) > 3 else 3):
                    yield sound
            elif not any(meaning[0] == "@" for meaning in known) and (sound := skeleton(word)):
                yield f"~{sound}"


def _number(word: str) -> Iterator[str]:
    digits = "".join(str(decimal(sign)) for sign in word if sign.isdecimal())  # ۱۳ is 13
    if len(digits) > 1:
        yield f"0{digits}"


def _common(title: str, lead: str, language: str) -> frozenset[str]:
    """Words that are no names though they wear a capital.

    Those that go without one elsewhere, weekdays, and those that only a Headline With Capitals Everywhere holds.
    """
    headline, body = words(title), words(lead)
    common = {word for word in (*headline, *body) if word[0].islower()}
    common |= {word.casefold() for word in (*headline, *body) if is_weekday(word, language)}
    if language == "de":
        common |= _german_nouns([*headline, *body])
    long = [word for word in headline if len(word) > _SMALL_WORD and word[0] != word[0].casefold()]
    cased = sum(word[0].islower() for word in headline if len(word) > _SMALL_WORD)
    if body and len(long) > _HEADLINE_CAPITALS * (len(long) + cased):
        cited = {word.casefold() for word in body[1:] if word[0].isupper()}
        common |= {word.casefold() for word in headline} - cited
    return frozenset(common)


def _german_nouns(parts: Sequence[str]) -> set[str]:
    """Nouns, which German writes as it does names: everyday ones, by their ending, and what follows an article."""
    return {
        word.casefold()
        for before, word in pairwise(["", *parts])
        if word[0].isupper() and (is_german_noun(word) or _ARTICLE.fullmatch(before))
    }


def _looks_like_a_name(word: str) -> bool:
    # Scripts without capitals hide what is a name: there, every word may be one.
    return word[0].isupper() or not word[0].islower()
