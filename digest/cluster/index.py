"""Bags of features as TF-IDF vectors that can be multiplied some at a time. It knows no articles and no meanings."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_PLAIN_WORD = 0.6  # the weight of a sound ("~…") that is not a name's: cognates help, chance likeness hurts
_RARITY = 1 / 150  # a share of documents; below it a rarer word says no more, so that figures hold for any number
_BACKGROUND = 100  # documents imagined beside those given: in a batch of two, what both say is not yet common
_BACKGROUND_OF_LANGUAGE = 25  # likewise, of each language
_USUAL = 0.06  # the share of documents imagined in which each place ("@…") and notion ("#…") stands: they are listed
_FREQUENT = 1 / 40  # a share of documents from which a column of a matrix is quicker than a list

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Index:
    """Vectors: features of many documents as columns of a matrix, the others as lists of documents."""

    frequent: Floats  # documents by frequent features
    starts: Ints  # where a document's rare features begin, and end
    features: Ints
    weights: Floats  # beside `features`
    begins: Ints  # where a rare feature's documents begin, and end
    documents: Ints
    worths: Floats  # beside `documents`
    lengths: Floats  # of the documents' vectors
    empty: NDArray[np.bool_]  # which documents hold no feature at all

    def cosines(self, rows: NDArray[np.intp]) -> tuple[Floats, Floats]:
        """Cosines of the documents `rows` with every document from the first of them on; and before that, products.

        The product is the weight of what two documents share, however much else they say.
        """
        since = int(rows[0])
        products = self.frequent[rows] @ self.frequent[since:].T
        for product, row in zip(products, rows.tolist(), strict=True):
            own = slice(self.starts[row], self.starts[row + 1])
            if own.start == own.stop:
                continue
            first, last = self.begins[self.features[own]], self.begins[self.features[own] + 1]
            parts = [slice(*ends) for ends in zip(first.tolist(), last.tolist(), strict=True)]
            where = np.concatenate([self.documents[part] for part in parts])
            worth = np.concatenate([self.worths[part] for part in parts]) * np.repeat(self.weights[own], last - first)
            np.add(product, np.bincount(where, worth, len(self.lengths))[since:], out=product, casting="same_kind")
        return products / (self.lengths[rows, None] * self.lengths[since:]), products


class Bags:
    """Collects bags of features; they are kept as numbers, some hundred octets a bag."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        self._rows: list[tuple[Ints, Floats]] = []

    def add(self, bag: Mapping[str, int]) -> None:
        """Add the next document's bag: features, and how often each stands there."""
        features = [self._known.setdefault(feature, len(self._known)) for feature in bag]
        order = np.argsort(features)
        counts = np.fromiter(bag.values(), dtype=np.float32, count=len(bag))
        self._rows.append((np.array(features, dtype=np.int64)[order], counts[order]))

    def index(self, languages: NDArray[np.int32]) -> Index:
        """The index of all bags added, whose documents are in `languages`."""
        sizes = np.array([len(features) for features, _ in self._rows], dtype=np.int64)
        rows = np.repeat(np.arange(len(sizes)), sizes)
        features = np.concatenate([features for features, _ in self._rows] or [np.zeros(0, dtype=np.int64)])
        counts = np.concatenate([counts for _, counts in self._rows] or [np.zeros(0, dtype=np.float32)])
        weights = (1 + np.log(counts)) * self._rarity(rows, features, languages)
        lengths = np.sqrt(np.bincount(rows, weights**2, len(sizes)))
        lengths[lengths == 0] = 1.0
        frequency = np.bincount(features, minlength=len(self._known))
        common = frequency > max(1, _FREQUENT * len(sizes))
        telling = (frequency > 1) & ~common  # what stands in one document only is shared with none
        column, number = np.cumsum(common) - 1, np.cumsum(telling) - 1
        frequent = np.zeros((len(sizes), int(common.sum())), dtype=np.float32)
        here = common[features]
        frequent[rows[here], column[features[here]]] = weights[here]
        here = telling[features]
        rows, features, weights = rows[here], number[features[here]], weights[here].astype(np.float32)
        order = np.argsort(features, kind="stable")
        return Index(
            frequent,
            _bounds(rows, len(sizes)),
            features,
            weights,
            _bounds(features, int(telling.sum())),
            rows[order],
            weights[order],
            lengths.astype(np.float32),
            sizes == 0,
        )

    def _rarity(self, rows: Ints, features: Ints, languages: NDArray[np.int32]) -> NDArray[np.float64]:
        """What each feature is worth where it stands: the rarer, the more.

        A word is as common as it is among all documents or among those of its language, whichever is more: the small
        words of a language with few documents are rare among all.
        """
        kind = np.array([_PLAIN_WORD if feature[0] == "~" else 1.0 for feature in self._known])
        usual = np.array([_USUAL if feature[0] in "@#" else 0.0 for feature in self._known])
        share = np.bincount(features, minlength=len(kind)) + usual * _BACKGROUND
        share /= len(languages) + _BACKGROUND
        worth = np.zeros(len(features))
        spoken = languages[rows]
        for language in np.unique(spoken):
            here = np.flatnonzero(spoken == language)
            local = np.bincount(features[here], minlength=len(kind)) + usual * _BACKGROUND_OF_LANGUAGE
            local /= np.count_nonzero(languages == language) + _BACKGROUND_OF_LANGUAGE
            common = np.maximum(share, local)[features[here]]
            worth[here] = kind[features[here]] * np.maximum(0.0, np.log((1 + _RARITY) / (common + _RARITY)))
        return worth


def _bounds(numbers: Ints, count: int) -> Ints:
    """Where each of 0 … `count` - 1 begins and ends, in as many as there are of it."""
    return np.concatenate([[0], np.cumsum(np.bincount(numbers, minlength=count))]).astype(np.int64)
