"""Any number of invented articles: events told by several papers in several languages, beside what one paper has."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from digest.cluster.lexicon import CONCEPT_LANGUAGES, listed
from digest.cluster.profile import Document

_NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
_LANGUAGES = ("en", "ru", "uk", "fr", "de", "ar", "es")
_ONSETS, _VOWELS = ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "st", "kr", "pl"), "aeiou"
_ALONE = 0.6  # the share of articles that tell what nobody else tells
_PLAIN_WORDS = 4000  # of each language, the common ones far more often than the rare


def invented_news(count: int) -> Iterator[Document]:
    """The same articles for the same `count`, of one day, in no order."""
    chance = random.Random(count)
    vocabulary = {language: [_word(chance, 2) for _ in range(_PLAIN_WORDS)] for language in _LANGUAGES}
    notions = {language: listed(language) for language in _LANGUAGES if language in CONCEPT_LANGUAGES}
    key = 0
    while key < count:
        event = [_word(chance, 3).capitalize() for _ in range(4)]
        told = sorted(chance.sample(range(len(notions["en"])), 4))
        figure = chance.randrange(10, 999)
        for _ in range(1 if chance.random() < _ALONE else chance.randrange(2, 12)):
            if key == count:
                return
            language = chance.choice(_LANGUAGES)
            kinds = [chance.choice(notions[language][at]) for at in told]
            title = _shuffled(chance, [*event[:2], *kinds[:2], *_fill(chance, vocabulary[language], 4)])
            lead = [
                _shuffled(chance, [*event, *kinds, str(figure), *_fill(chance, vocabulary[language], 12)]),
                *(" ".join(_fill(chance, vocabulary[language], 16)) for _ in range(3)),
            ]
            moment = _NOON + timedelta(minutes=chance.randrange(720))
            yield Document(key, title, ". ".join(lead), language, moment)
            key += 1


def _word(chance: random.Random, syllables: int) -> str:
    return "".join(chance.choice(_ONSETS) + chance.choice(_VOWELS) for _ in range(syllables))


def _fill(chance: random.Random, vocabulary: list[str], count: int) -> list[str]:
    return [vocabulary[int(len(vocabulary) * chance.random() ** 3)] for _ in range(count)]


def _shuffled(chance: random.Random, words: list[str]) -> str:
    return " ".join(chance.sample(words, len(words)))
