"""How alike documents are: TF-IDF cosines of wording and sense. It finds pairs; it does not group them.

Pairs are found over an inverted index, some documents at a time: memory grows with the words read and the
pairs kept, not with the square of the documents.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from digest.cluster.profile import Document, Profile, profile

WINDOW = timedelta(days=2)
"""Articles further apart are never about the same event by their own likeness."""

_SENSE_SCALE = 1.8  # brings cosines of sense to the scale of cosines of wording
_PLAIN_WORD = 0.6  # the weight of a sound that is not a name's: cognates help, chance likeness hurts
_RARITY = 1 / 150  # a share of documents; below it a rarer word says no more, so that figures hold for any number
_STRANGER = 0.9  # what each place is worth that is the scene of one text and unknown to the other
_BACKGROUND = 100  # documents imagined beside those given: in a batch of two, what both say is not yet common
_BACKGROUND_OF_LANGUAGE = 25  # likewise, of each language
_FREQUENT = 1 / 40  # a share of documents from which a column of a matrix is quicker than a list
_BLOCK = 256  # documents compared with all others at a time
_KEPT = 0.08  # pairs below this change no group


@dataclass(frozen=True, slots=True)
class _Index:
    """Unit vectors: features of many documents as columns of a matrix, the others as lists of documents."""

    frequent: NDArray[np.float32]  # documents by frequent features
    rows: list[tuple[NDArray[np.int32], NDArray[np.float32]]]  # a document's rare features and their weights
    documents: list[NDArray[np.int32]]  # by rare feature
    weights: list[NDArray[np.float32]]  # by rare feature, beside `documents`

    def likeness(self, block: slice) -> NDArray[np.float32]:
        """Cosines of the documents in `block` (a row each) with all documents."""
        cosines = self.frequent[block] @ self.frequent.T
        for row, (features, own) in zip(cosines, self.rows[block], strict=True):
            for feature, weight in zip(features.tolist(), own.tolist(), strict=True):
                row[self.documents[feature]] += weight * self.weights[feature]
        return cosines


def pairs(documents: Sequence[Document]) -> Iterator[tuple[int, int, float]]:
    """The places of two documents in `documents`, the earlier first, and how alike they are (0 to about 1.4).

    Two articles tell of the same event when the same names stand beside the same happenings, so their cosines
    are multiplied: one place sees many events, and one kind of event happens in many places.
    """
    profiles = [profile(document) for document in documents]
    languages = [document.language for document in documents]
    wording = _index([one.wording for one in profiles], languages)
    names = _index([one.names for one in profiles], languages)
    happenings = _index([one.happenings for one in profiles], languages)
    language_of = np.array(languages)
    nameless = np.array([not one.names for one in profiles])
    eventless = np.array([not one.happenings for one in profiles])
    for start in range(0, len(documents), _BLOCK):
        block = slice(start, min(start + _BLOCK, len(documents)))
        words = np.where(language_of[block, None] == language_of, wording.likeness(block), 0)
        # What a text does not hold cannot speak against it: the rest decides.
        what = np.where(eventless[block, None] | eventless, words, happenings.likeness(block))
        who = np.where(nameless[block, None] | nameless, what, names.likeness(block))
        sense = _SENSE_SCALE * np.sqrt(who * what)
        alike = np.where(language_of[block, None] == language_of, np.sqrt(words * sense), sense)
        for at, other in np.argwhere(alike >= _KEPT):
            row = start + int(at)
            if row < other and within_window(documents[row], documents[other]):
                yield row, int(other), float(alike[at, other]) * _scene(profiles[row], profiles[other])


def _scene(one: Profile, other: Profile) -> float:
    """Less for each place that opens one text and that the other never names."""
    strangers = sum(place not in other.names for place in one.scene)
    strangers += sum(place not in one.names for place in other.scene)
    return float(_STRANGER**strangers)


def within_window(one: Document, other: Document) -> bool:
    """Whether two documents are near enough in time to tell of the same event; unknown times are."""
    if one.published is None or other.published is None:
        return True
    return abs(one.published - other.published) <= WINDOW


def _index(bags: Sequence[Counter[str]], languages: Sequence[str]) -> _Index:
    rarity = _rarity(bags, languages)
    frequency = Counter(feature for bag in bags for feature in bag)
    # Features go in sorted order, so that sums of floats come out alike in every run.
    telling = [feature for feature in sorted(frequency) if frequency[feature] > 1]
    frequent = {f: at for at, f in enumerate(f for f in telling if frequency[f] > _FREQUENT * len(bags))}
    rare = {f: at for at, f in enumerate(f for f in telling if f not in frequent)}
    matrix = np.zeros((len(bags), len(frequent)), dtype=np.float32)
    rows: list[tuple[NDArray[np.int32], NDArray[np.float32]]] = []
    documents: list[list[int]] = [[] for _ in rare]
    weights: list[list[float]] = [[] for _ in rare]
    for row, (bag, language) in enumerate(zip(bags, languages, strict=True)):
        own: list[tuple[int, float]] = []
        for feature, weight in _unit(bag, language, rarity):
            if feature in frequent:
                matrix[row, frequent[feature]] = weight
            elif feature in rare:
                own.append((rare[feature], weight))
                documents[rare[feature]].append(row)
                weights[rare[feature]].append(weight)
        rows.append((np.array([at for at, _ in own], np.int32), np.array([weight for _, weight in own], np.float32)))
    return _Index(
        matrix,
        rows,
        [np.array(one, dtype=np.int32) for one in documents],
        [np.array(one, dtype=np.float32) for one in weights],
    )


def _unit(bag: Counter[str], language: str, rarity: dict[tuple[str, str], float]) -> list[tuple[str, float]]:
    vector = [(f, (1 + math.log(count)) * rarity[language, f]) for f, count in sorted(bag.items())]
    length = math.sqrt(sum(weight * weight for _, weight in vector)) or 1.0
    return [(feature, weight / length) for feature, weight in vector]


def _rarity(bags: Sequence[Counter[str]], languages: Sequence[str]) -> dict[tuple[str, str], float]:
    """What a feature is worth, by language and feature: the rarer, the more.

    A word is as common as it is among all documents or among those of its language, whichever is more: the
    small words of a language with few documents are rare among all.
    """
    frequency = Counter(feature for bag in bags for feature in bag)
    sizes = Counter(languages)
    local = Counter((language, feature) for bag, language in zip(bags, languages, strict=True) for feature in bag)
    worth = {}
    for (language, feature), count in local.items():
        share = max(
            frequency[feature] / (len(bags) + _BACKGROUND),
            count / (sizes[language] + _BACKGROUND_OF_LANGUAGE),
        )
        kind = _PLAIN_WORD if feature[0] == "~" else 1.0
        worth[language, feature] = kind * max(0.0, math.log((1 + _RARITY) / (share + _RARITY)))
    return worth
