"""Average-link clustering over the pairs that are alike; pairs not given count as 0. It knows no articles."""

import heapq
import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_CLOSE = 1.5  # times the threshold


def average_link(count: int, pairs: Iterable[tuple[int, int, float]], threshold: float) -> list[list[int]]:
    """Join 0 … `count` - 1 while the mean likeness between two clusters is at least `threshold`.

    Who came early, by one close pair, may be a stranger to those who joined later: whose mean likeness to the rest of
    its cluster is below the threshold in the end leaves it, the strangest first. Who is `_CLOSE` to two others stays:
    an event that has moved on has its first accounts and its last ones.

    `pairs` name each two once. Every cluster is ascending, clusters go by their first member; ties join the lowest
    numbers first, so the outcome hangs on nothing but the figures.
    """
    clusters = _Clusters.of(count, np.fromiter(pairs, dtype=[("one", "i4"), ("other", "i4"), ("score", "f8")]))
    heap: list[tuple[float, int, int]] = []
    for one, row in enumerate(clusters.neighbours(threshold)):
        clusters.sums[one] = row
        heap.extend((-score, one, other) for other, score in row.items() if one < other)
    heapq.heapify(heap)
    while heap:
        score, one, other = heapq.heappop(heap)
        # A mean that has changed since stands in the heap anew.
        if other in clusters.sums[one] and -score == clusters.mean(one, other):
            clusters.join(one, other)
            for third in clusters.sums[one]:
                mean = clusters.mean(one, third)
                if mean >= threshold:
                    heapq.heappush(heap, (-mean, min(one, third), max(one, third)))
    return sorted(
        sorted(members) for cluster in clusters.members if cluster for members in clusters.held(cluster, threshold)
    )


@dataclass(slots=True)
class _Clusters:
    """Clusters named by their lowest number. Sums of likenesses are kept only between clusters that may be joined.

    No mean is above the largest of its likenesses, so two clusters without a pair that reaches the threshold never
    are; what else is between them is added up when a cluster that both belong to asks for it.
    """

    starts: NDArray[np.int64]  # where one's pairs begin, and end
    others: NDArray[np.int32]
    scores: NDArray[np.float64]  # beside `others`
    home: NDArray[np.int32]  # the cluster of each
    members: list[list[int]]
    sums: list[dict[int, float]]

    @classmethod
    def of(cls, count: int, pairs: NDArray[np.void]) -> "_Clusters":
        """Each alone."""
        ones = np.concatenate([pairs["one"], pairs["other"]])
        others = np.concatenate([pairs["other"], pairs["one"]])
        order = np.lexsort((others, ones))
        starts = np.concatenate([[0], np.cumsum(np.bincount(ones, minlength=count))]).astype(np.int64)
        scores = np.concatenate([pairs["score"], pairs["score"]])[order]
        alone = [[number] for number in range(count)]
        return cls(starts, others[order], scores, np.arange(count, dtype=np.int32), alone, [{} for _ in range(count)])

    def neighbours(self, threshold: float) -> Iterable[dict[int, float]]:
        """For each, those that are enough alike, and how much."""
        for start, end in zip(self.starts[:-1].tolist(), self.starts[1:].tolist(), strict=True):
            near = np.flatnonzero(self.scores[start:end] >= threshold) + start
            yield dict(zip(self.others[near].tolist(), self.scores[near].tolist(), strict=True))

    def mean(self, one: int, other: int) -> float:
        """The mean likeness between two clusters that may be joined."""
        return self.sums[one][other] / (len(self.members[one]) * len(self.members[other]))

    def join(self, one: int, other: int) -> None:
        """Put `other` into `one`."""
        mine, theirs = self.sums[one], self.sums[other]
        del mine[other], theirs[one]
        for third in {**mine, **theirs}:
            total = sum(
                part[third] if third in part else self._between(number, third)
                for number, part in ((one, mine), (other, theirs))
            )
            mine[third] = self.sums[third][one] = total
        for third in theirs:
            del self.sums[third][other]
        self.home[self.members[other]] = one
        self.members[one] += self.members[other]
        self.members[other] = []
        self.sums[other] = {}

    def held(self, cluster: list[int], threshold: float) -> list[list[int]]:
        """`cluster` without its strangers; and each of those, alone."""
        close = _CLOSE * threshold
        sums = {member: self._within(member, close) for member in cluster}
        strangers = []
        while len(sums) > 2:
            total, strangest = min((total, member) for member, total in sums.items())
            if total / (len(sums) - 1) >= threshold:
                break
            strangers.append([strangest])
            del sums[strangest]
            self.home[strangest] = -1
            sums = {member: self._within(member, close) for member in sums}
        return [list(sums), *strangers]

    def _within(self, member: int, close: float) -> float:
        """How alike it is to the others of its cluster, added up; beyond all bounds when two of them are `close`."""
        beside = slice(self.starts[member], self.starts[member + 1])
        scores = self.scores[beside][self.home[self.others[beside]] == self.home[member]]
        return math.inf if (scores >= close).sum() > 1 else float(scores.sum())

    def _between(self, one: int, other: int) -> float:
        few, many = sorted((one, other), key=lambda number: (len(self.members[number]), number))
        total = 0.0
        for member in self.members[few]:
            beside = slice(self.starts[member], self.starts[member + 1])
            total += float(self.scores[beside][self.home[self.others[beside]] == many].sum())
        return total
