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
_TITLE = 300  # characters of a title that are read; a longer one is none
_STEM = 5  # letters: endings of case, gender and number come after
_TITLE_COUNTS = 2  # a title's word counts as two of the text's
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


def profile(document: Document) -> Profile:
    """Read the title and the beginning of the text."""
    title, lead = document.title[:_TITLE], document.text[:LEAD]
    wording: Counter[str] = Counter()
    sense: Counter[str] = Counter()
    for part, count in ((title, _TITLE_COUNTS), (lead, 1)):
        for feature in _wording(part):
            wording[feature] += count
        for feature in _sense(part, document.language):
            sense[feature] += count
    opening = f"{title}\n{_SENTENCE_END.split(lead, maxsplit=1)[0]}"
    return Profile(
        wording,
        Counter({feature: count for feature, count in sense.items() if feature[0] not in "#~"}),
        Counter({feature: count for feature, count in sense.items() if feature[0] in "#~"}),
        frozenset(feature for feature in _sense(opening, document.language) if feature[0] == "@"),
    )


def _wording(text: str) -> Iterator[str]:
    for word in words(text):
        stem = bare(fold(word))
        if _UNSPACED.search(stem):
            yield from (stem[at : at + 2] for at in range(max(1, len(stem) - 1)))
        elif len(stem) > 2:
            yield stem[:_STEM]


def _sense(text: str, language: str) -> Iterator[str]:
    parts = words(text)
    for at, (word, known) in enumerate(zip(parts, meanings(parts, language), strict=True)):
        yield from known
        if word[0].isdigit():
            digits = re.sub(r"\D", "", word)
            if len(digits) > 1:
                yield f"0{digits}"
        elif not _UNSPACED.search(word):
            if not known and _looks_like_a_name(word):
                # The first word wears a capital in any case; elsewhere a short sound will do: Lyon, Kyiv.
                if sound := skeleton(word, 2 if at and len(word) > 3 else 3):
                    yield sound
            elif not any(meaning[0] == "@" for meaning in known) and (sound := skeleton(word)):
                yield f"~{sound}"


def _looks_like_a_name(word: str) -> bool:
    # Scripts without capitals hide what is a name: there, every word may be one.
    return word[0].isupper() or not word[0].islower()
