"""Average-link clustering over the pairs that are alike; pairs not given count as 0. It knows no articles."""

import heapq
from collections.abc import Iterable


def average_link(count: int, pairs: Iterable[tuple[int, int, float]], threshold: float) -> list[list[int]]:
    """Join 0 … `count` - 1 while the mean likeness between two clusters is at least `threshold`.

    Every cluster is ascending, clusters go by their first member; ties join the lowest numbers first, so the
    outcome hangs on nothing but the figures.
    """
    sums: list[dict[int, float]] = [{} for _ in range(count)]
    heap: list[tuple[float, int, int]] = []
    for one, other, score in pairs:
        sums[one][other] = sums[other][one] = score
        if score >= threshold:
            heap.append((-score, one, other))
    heapq.heapify(heap)
    members = {at: [at] for at in range(count)}
    while heap:
        score, one, other = heapq.heappop(heap)
        if one not in members or other not in members:
            continue
        if -score != _mean(sums, members, one, other):
            continue  # it has grown since; its new mean stands in the heap
        members[one] += members.pop(other)
        _merge(sums, one, other)
        for third in sums[one]:
            mean = _mean(sums, members, one, third)
            if mean >= threshold:
                heapq.heappush(heap, (-mean, min(one, third), max(one, third)))
    return sorted(sorted(cluster) for cluster in members.values())


def _mean(sums: list[dict[int, float]], members: dict[int, list[int]], one: int, other: int) -> float:
    return sums[one].get(other, 0.0) / (len(members[one]) * len(members[other]))


def _merge(sums: list[dict[int, float]], one: int, other: int) -> None:
    for third, score in sums[other].items():
        del sums[third][other]
        if third != one:
            sums[one][third] = sums[third][one] = sums[one].get(third, 0.0) + score
    sums[other] = {}
