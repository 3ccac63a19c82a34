"""Average-link clustering of what is alike. It knows no articles, nor where likenesses come from."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

_GONE = -1.0  # below any likeness


def average_link(likeness: NDArray[np.float32], threshold: float) -> list[list[int]]:
    """Join 0 … `len(likeness)` - 1 while the mean likeness between two clusters is at least `threshold` (above 0).

    `likeness` is symmetric, from 0 up. Every cluster is ascending, clusters go by their first member; of equal means
    that of the lowest numbers comes first, so the outcome hangs on nothing but the figures.
    """
    members = {at: [at] for at in range(len(likeness))}
    sums = likeness.astype(np.float64)
    sizes = np.ones(len(sums))
    means = sums.copy()
    np.fill_diagonal(means, _GONE)
    nearest = means.argmax(axis=1) if len(members) else np.zeros(0, dtype=np.intp)
    best = means[np.arange(len(sums)), nearest]
    while len(members) > 1 and best.max() >= threshold:
        one = int(best.argmax())
        one, other = sorted((one, int(nearest[one])))
        members[one] += members.pop(other)
        sums[one] += sums[other]
        sums[:, one] = sums[one]
        sizes[one] += sizes[other]
        alive = means[one] != _GONE
        means[one, alive] = sums[one, alive] / (sizes[one] * sizes[alive])
        means[:, one] = means[one]
        means[other] = means[:, other] = best[other] = _GONE
        stale = np.flatnonzero((nearest == one) | (nearest == other) | (means[:, one] >= best))
        nearest[stale] = means[stale].argmax(axis=1)
        best[stale] = means[stale, nearest[stale]]
    return sorted(sorted(cluster) for cluster in members.values())


def components(count: int, links: Iterable[tuple[int, int]]) -> list[list[int]]:
    """0 … `count` - 1 parted into what is connected by `links`; ascending, by first member.

    No mean is above the largest of its likenesses: what average-link clustering joins stands in one component of the
    links that reach its threshold.
    """
    parent = list(range(count))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for one, other in links:
        low, high = sorted((root(one), root(other)))
        parent[high] = low
    found: dict[int, list[int]] = {}
    for at in range(count):
        found.setdefault(root(at), []).append(at)
    return list(found.values())
