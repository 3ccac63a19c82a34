"""What a word stands for in any language: a place ("@SY") or a concept of the news ("#ceasefire"). No weights.

The words stand in data/places.txt and, a file a language, in data/concepts/; the plain names of all countries come
from CLDR.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from babel import Locale, UnknownLocaleError

from digest.cluster.words import bare, fold

CONCEPT_LANGUAGES = ("ar", "de", "en", "es", "fa", "fr", "it", "pl", "pt", "ru", "tr", "uk")
"""The languages that have a file in data/concepts/."""

_ARABIC_PARTICLES = "وبلفك"  # "and", "in", "for", "so", "like": written together with the next word
_LONGEST_SHORT_FORM = 5  # letters: "ОБСЄ", "NATO"
_LONGEST_PHRASE = 3  # words


class Lexicon:
    """Finds the longest known word or beginning of a word; phrases are joined by `_`."""

    def __init__(self) -> None:
        self._whole: dict[str, list[str]] = {}
        self._stems: dict[str, list[str]] = {}
        self._heads: set[str] = set()  # the words that phrases begin with: most words begin none

    def add(self, term: str, meaning: str) -> None:
        """Let `term` mean `meaning`; a final `*` lets any ending follow."""
        known, key = (self._stems, term[:-1]) if term.endswith("*") else (self._whole, term)
        meanings = known.setdefault(key, [])
        if meaning not in meanings:
            meanings.append(meaning)
        if "_" in key:
            self._heads.add(key.partition("_")[0])

    def look_up(self, term: str) -> Sequence[str]:
        """What `term` means; nothing when it is unknown."""
        if found := self._whole.get(term):
            return found
        for end in range(len(term), 1, -1):
            if found := self._stems.get(term[:end]):
                return found
        return ()

    def phrase(self, words: Sequence[str], at: int) -> Sequence[str]:
        """What the longest known phrase means that begins at `words[at]`."""
        if words[at] in self._heads:
            for end in range(min(at + _LONGEST_PHRASE, len(words)), at + 1, -1):
                if found := self.look_up("_".join(words[at:end])):
                    return found
        return ()


def listed(language: str) -> list[list[str]]:
    """The words of each concept in a language of `CONCEPT_LANGUAGES`, phrases apart, in the order of its file."""
    found = ([term.rstrip(".") for term in terms.split()] for _, terms in _lines(f"concepts/{language}.txt"))
    return [[term for term in terms if "_" not in term] or terms for terms in found]


def meanings(words: Sequence[str], language: str) -> list[tuple[str, ...]]:
    """For each of `words` (as they stand) the places and concepts that it names, alone or as a phrase's first."""
    folded = [bare(fold(word)) for word in words]
    places, concepts = _places(language), _concepts(language)
    return [
        (
            # Capitals count only where the word is short: "US", "ООН", but not a shouted headline.
            *(places.look_up(word) if word.isupper() and len(word) <= _LONGEST_SHORT_FORM else ()),
            *(places.phrase(folded, at) or _place(language, folded[at])),
            *(concepts.phrase(folded, at) or _concept(language, folded[at])),
        )
        for at, word in enumerate(words)
    ]


_NOUN = re.compile(r"(?:ung|heit|keit|schaft|ion|tät|ismus|nis|ment|ling)(?:en|s|e)?$")


@lru_cache(maxsize=100_000)
def is_german_noun(word: str) -> bool:
    """Whether `word` is an everyday noun of German, or ends as none but nouns do."""
    return bool(_NOUN.search(word) or _german_nouns().look_up(bare(fold(word))))


@cache
def _german_nouns() -> Lexicon:
    lexicon = Lexicon()
    for cells in _lines("german_nouns.txt"):
        for term in cells[0].split():
            lexicon.add(fold(term[:-1]) if term.endswith(".") else fold(term) + "*", "noun")
    return lexicon


@lru_cache(maxsize=100_000)
def _place(language: str, word: str) -> Sequence[str]:
    return _word(_places(language), word)


@lru_cache(maxsize=100_000)
def _concept(language: str, word: str) -> Sequence[str]:
    return _word(_concepts(language), word)


def _word(lexicon: Lexicon, word: str) -> Sequence[str]:
    if found := lexicon.look_up(word):
        return found
    return lexicon.look_up(word[1:]) if word[:1] in _ARABIC_PARTICLES and len(word) > 4 else ()


def _lines(name: str) -> Iterator[list[str]]:
    text = (files("digest.cluster") / "data" / name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield [cell.strip() for cell in line.split("|")]


def _phrase(term: str) -> str:
    # Arabic articles are cut in the text, so they are cut in the data too, word by word.
    return "_".join(bare(fold(word)) for word in term.split("_"))


@cache
def _concepts(language: str) -> Lexicon:
    lexicon = Lexicon()
    if language not in CONCEPT_LANGUAGES:
        return lexicon
    for concept, terms in _lines(f"concepts/{language}.txt"):
        for term in terms.split():
            lexicon.add(_phrase(term[:-1]) if term.endswith(".") else _phrase(term) + "*", f"#{concept}")
    return lexicon


@cache
def _places(language: str) -> Lexicon:
    lexicon = Lexicon()
    for code, terms in _lines("places.txt"):
        for term in terms.split():
            if term.isupper():
                lexicon.add(term, f"@{code}")
            else:
                ending = "*" if term.endswith("*") else ""
                lexicon.add(_phrase(term.rstrip("*")) + ending, f"@{code}")
    listed = {code for code, _ in _lines("places.txt")}
    for code, term in _territories(language):
        if code not in listed:
            lexicon.add(term, f"@{code}")
    return lexicon


def _territories(language: str) -> Iterable[tuple[str, str]]:
    try:
        names = Locale.parse(language).territories
    except (UnknownLocaleError, ValueError):
        return
    for code, name in names.items():
        if re.fullmatch("[A-Z]{2}", code):
            term = _phrase("_".join(name.split()))
            # Case endings of Slavic and other languages replace the last letter of a long name.
            yield code, f"{term[:-1]}*" if len(term) > 5 else term
