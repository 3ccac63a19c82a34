"""What a text is compared by: its wording, its sense in any language, and the names in it. No weights, no pairs."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from digest.cluster.lexicon import meanings
from digest.cluster.skeleton import skeleton
from digest.cluster.words import bare, fold, words

LEAD = 600  # characters of text that are read: the event stands there, background comes after
_STEM = 5  # letters: endings of case, gender and number come after
_TITLE_COUNTS = 2  # a title's word counts as two of the text's
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_SENTENCE_START = re.compile(r"(?:^|[.!?:…«»“”\"„\n–—-])\s*\w+(?:['’]\w+)?")
_NOUNS_IN_CAPITALS = frozenset({"de", "lb"})


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
    """What a document is compared by."""

    wording: Counter[str]  # stems, comparable within a language only
    sense: Counter[str]  # "@place", "#concept", "0number", sounds of names and ("~") of other words
    names: frozenset[str]  # of people and places, by sound; empty where the script or spelling hides them


def profile(document: Document) -> Profile:
    """Read the title and the beginning of the text."""
    lead = document.text[:LEAD]
    wording: Counter[str] = Counter()
    sense: Counter[str] = Counter()
    for part, count in ((document.title, _TITLE_COUNTS), (lead, 1)):
        for feature in _wording(part):
            wording[feature] += count
        for feature in _sense(part, document.language):
            sense[feature] += count
    return Profile(wording, sense, _names(document.title, lead, document.language))


def _wording(text: str) -> Iterator[str]:
    for word in words(text):
        stem = bare(fold(word))
        if _UNSPACED.search(stem):
            yield from (stem[at : at + 2] for at in range(max(1, len(stem) - 1)))
        elif len(stem) > 2:
            yield stem[:_STEM]


def _sense(text: str, language: str) -> Iterator[str]:
    parts = words(text)
    yield from meanings(parts, language)
    for word in parts:
        if word[0].isdigit():
            digits = re.sub(r"\D", "", word)
            if len(digits) > 1:
                yield f"0{digits}"
        elif sound := skeleton(word):
            yield sound if _looks_like_a_name(word) else f"~{sound}"


def _looks_like_a_name(word: str) -> bool:
    # Scripts without capitals hide what is a name: there, every word may be one.
    return word[0].isupper() or not word[0].islower()


def _names(title: str, lead: str, language: str) -> frozenset[str]:
    if language in _NOUNS_IN_CAPITALS:
        return frozenset()
    found = set()
    for text in (title, lead):
        inner = _SENTENCE_START.sub(" ", text)
        parts = words(inner)
        capitals = [word for word in parts if word[0].isupper() and len(word) > 2]
        if 2 * len(capitals) <= len(parts):  # else a headline that Sets Every Word Like This
            found.update(skeleton(word) for word in capitals)
    found.update(meaning for meaning in meanings(words(f"{title} {lead}"), language) if meaning[0] == "@")
    return frozenset(found - {""})
