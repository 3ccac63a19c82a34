"""How alike documents are: TF-IDF cosines of wording and sense. It finds pairs; it does not group them.

Pairs are found over an inverted index, row by row: memory grows with the words read and the pairs kept, not
with the square of the documents.
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
_NO_COMMON_NAME = 0.6  # "fire in Lyon", "fire in Nantes": the same words about another event
_PLAIN_WORD = 0.6  # the weight of a sound that is not a name's: cognates help, chance likeness hurts
_RARITY = 1 / 150  # a share of documents; below it a rarer word says no more, so that figures hold for any number
_COMMON = 0.25  # a share of documents; what stands in more of them says nothing
_KEPT = 0.08  # pairs below this change no group


@dataclass(frozen=True, slots=True)
class _Index:
    """Unit vectors, by document and by feature."""

    rows: list[list[tuple[int, float]]]
    documents: list[NDArray[np.int32]]  # by feature, ascending
    weights: list[NDArray[np.float32]]  # by feature, beside `documents`

    def likeness(self, row: int) -> NDArray[np.float32]:
        """Cosines of document `row` with all that come after it; zeros before."""
        cosines = np.zeros(len(self.rows), dtype=np.float32)
        for feature, weight in self.rows[row]:
            documents = self.documents[feature]
            start = int(np.searchsorted(documents, row, side="right"))
            cosines[documents[start:]] += weight * self.weights[feature][start:]
        return cosines


def pairs(documents: Sequence[Document]) -> Iterator[tuple[int, int, float]]:
    """The places of two documents in `documents`, the earlier first, and how alike they are (0 to about 1.4)."""
    profiles = [profile(document) for document in documents]
    wording = _index([one.wording for one in profiles])
    sense = _index([one.sense for one in profiles])
    languages = np.array([document.language for document in documents])
    for row, document in enumerate(documents):
        across = _SENSE_SCALE * sense.likeness(row)
        within = (wording.likeness(row) + across) / 2
        alike = np.where(languages == document.language, within, across)
        for other in np.flatnonzero(alike >= _KEPT):
            if _within_window(document, documents[other]):
                score = float(alike[other]) * _names_factor(profiles[row], profiles[other])
                if score >= _KEPT:
                    yield row, int(other), score


def _within_window(one: Document, other: Document) -> bool:
    if one.published is None or other.published is None:
        return True
    return abs(one.published - other.published) <= WINDOW


def _names_factor(one: Profile, other: Profile) -> float:
    return _NO_COMMON_NAME if one.names and other.names and one.names.isdisjoint(other.names) else 1.0


def _index(bags: Sequence[Counter[str]]) -> _Index:
    frequency = Counter(feature for bag in bags for feature in bag)
    total = len(bags)
    # Features stand in sorted order, so that sums of floats come out alike in every run.
    rarity = {
        feature: math.log((1 + _RARITY) / (count / total + _RARITY)) * (_PLAIN_WORD if feature[0] == "~" else 1.0)
        for feature, count in sorted(frequency.items())
    }
    number = {feature: at for at, feature in enumerate(f for f in rarity if frequency[f] > 1)}
    rows: list[list[tuple[int, float]]] = []
    columns: list[tuple[list[int], list[float]]] = [([], []) for _ in number]
    for row, bag in enumerate(bags):
        vector = {feature: (1 + math.log(count)) * rarity[feature] for feature, count in sorted(bag.items())}
        length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        kept = [
            (number[feature], weight / length)
            for feature, weight in vector.items()
            if feature in number and (frequency[feature] <= max(3, _COMMON * total))
        ]
        for feature, weight in kept:
            columns[feature][0].append(row)
            columns[feature][1].append(weight)
        rows.append(kept)
    return _Index(
        rows,
        [np.array(rows_of, dtype=np.int32) for rows_of, _ in columns],
        [np.array(weights, dtype=np.float32) for _, weights in columns],
    )
