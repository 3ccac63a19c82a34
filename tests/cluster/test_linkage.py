"""Average-link clustering."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.cluster.linkage import average_link


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], [[0], [1], [2]]),
        ([(0, 1, 0.9)], [[0, 1], [2]]),
        ([(0, 1, 0.9), (1, 2, 0.4)], [[0, 1], [2]]),  # 2 is 0.2 alike to both, on average
        ([(0, 1, 0.9), (0, 2, 0.3), (1, 2, 0.4)], [[0, 1, 2]]),
        ([(0, 1, 0.5), (1, 2, 0.5)], [[0, 1], [2]]),  # a tie: the lowest numbers first
    ],
)
def test_clusters_join_by_their_mean(pairs: list[tuple[int, int, float]], expected: list[list[int]]) -> None:
    """A chain of likenesses does not make one story."""
    assert expected == average_link(3, pairs, 0.3)


def test_a_stranger_leaves_its_cluster() -> None:
    """It came by one close pair; to the many who came later it is nothing."""
    many = [(one, other, 0.6) for one in range(1, 6) for other in range(one + 1, 6)]
    near = [(1, 6, 0.9), *((one, 6, 0.3) for one in range(2, 6))]
    assert average_link(7, [*many, *near], 0.44) == [[0], [1, 2, 3, 4, 5], [6]]


@given(st.dictionaries(st.tuples(st.integers(0, 7), st.integers(0, 7)), st.floats(0, 1)))
def test_everything_is_in_one_cluster(scores: dict[tuple[int, int], float]) -> None:
    """Whatever the likenesses."""
    pairs = [(one, other, score) for (one, other), score in scores.items() if one < other]
    clusters = average_link(8, pairs, 0.3)
    assert list(range(8)) == sorted(member for cluster in clusters for member in cluster)
    assert clusters == average_link(8, reversed(pairs), 0.3)
