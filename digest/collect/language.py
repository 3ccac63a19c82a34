"""Which language an article is written in. It does not translate, and knows nothing of topics.

A naive Bayes model (py3langid) ranks the languages we can name; what a page or its feed claims counts as a
prior, never as a verdict; letters that only Russian or only Ukrainian has settle that pair, which no model
tells apart on a headline.
"""

import re
import threading
from collections.abc import Sequence
from functools import cache

from py3langid.langid import LanguageIdentifier

LANGUAGES = (
    "ar", "az", "be", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi",
    "hr", "hu", "hy", "id", "it", "ja", "ka", "kk", "ko", "ku", "lt", "lv", "mk", "ms", "nl", "no", "pl", "ps",
    "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "sw", "ta", "th", "tr", "uk", "ur", "uz", "vi", "zh",
)  # fmt: skip
"""What `detect` may answer (BCP 47 primary subtags)."""

UNKNOWN = "und"
"""BCP 47 for a text without words."""

_SAMPLE = 600  # characters of text read: more changes nothing and costs time
_MODEL_LANGUAGES = (*LANGUAGES, "bs", "nn")
_SAME = {"bs": "hr", "nn": "no", "nb": "no", "iw": "he", "in": "id", "ua": "uk"}  # old and narrower tags
_TEXT_ENOUGH = 80  # letters of text from which its own evidence outweighs the title's

# The scores are log-likelihoods. A headline's runner-up is a few units behind, a paragraph's a hundred: a
# prior of this size decides between close readings of a headline and is drowned by a paragraph.
_HINT = 8.0
_LETTER = 6.0

_UKRAINIAN = frozenset("їєґіЇЄҐІ")
_RUSSIAN = frozenset("ыэёЫЭЁ")
_NOT_UKRAINIAN = _RUSSIAN | frozenset("ъЪ")  # a common letter in Bulgarian
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+|\S+@\S+")
_lock = threading.Lock()


@cache
def _load() -> LanguageIdentifier:
    model = LanguageIdentifier.from_model_file("data/model.npz.xz")
    model.set_languages(_MODEL_LANGUAGES)
    return model


def _model() -> LanguageIdentifier:
    # `cache` alone would let two threads load the model (4 MB, 0.3 s) at once.
    with _lock:
        return _load()


def detect(title: str, text: str, hints: Sequence[str] = ()) -> str:
    """The language of an article as a BCP 47 primary subtag, or "und" when it has no words.

    `hints` are tags that the page, feed or source declares ("fr-FR", "en_GB"), in any order; each one that we
    know counts once. The text decides over the title: Ukrainian sites often set a Russian headline.
    """
    title, text = _ADDRESS.sub(" ", title), _ADDRESS.sub(" ", text[:_SAMPLE])  # those are no language
    sample = text if _letters(text) >= _TEXT_ENOUGH else f"{title}\n{text}"
    if not _letters(sample):
        sample = f"{title}\n{text}"
    claimed = [tag for hint in hints if (tag := primary(hint)) in LANGUAGES]
    if not _letters(sample):
        return claimed[0] if claimed else UNKNOWN
    scores: dict[str, float] = {}
    for label, score in _rank(sample):
        language = _SAME.get(label, label)
        scores[language] = max(score, scores.get(language, score))
    for tag in set(claimed):
        scores[tag] += _HINT
    ukrainian = _count(sample, _UKRAINIAN)
    scores["uk"] += _LETTER * (ukrainian - _count(sample, _NOT_UKRAINIAN))
    scores["ru"] += _LETTER * (_count(sample, _RUSSIAN) - ukrainian)
    return max(scores, key=lambda language: scores[language])


def primary(tag: str) -> str:
    """The primary subtag, in today's spelling: "pt_BR" → "pt", "iw" → "he", "nb-NO" → "no"."""
    subtag = tag.strip().replace("_", "-").split("-", 1)[0].lower()
    return _SAME.get(subtag, subtag)


def _rank(sample: str) -> list[tuple[str, float]]:
    ranked: list[tuple[str, float]] = _model().rank(sample)
    return ranked


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _count(text: str, letters: frozenset[str]) -> int:
    return sum(map(letters.__contains__, text))
