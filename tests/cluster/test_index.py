"""Vectors of features."""

import numpy as np

from digest.cluster.index import Bags


def _bags(*bags: dict[str, int]) -> Bags:
    collected = Bags()
    for bag in bags:
        collected.add(bag)
    return collected


def test_what_is_rarer_weighs_more() -> None:
    """Two texts that share a rare word are nearer than two that share a common one."""
    bags = _bags({"rare": 1, "a": 1}, {"rare": 1, "b": 1}, *({"common": 1, str(at): 1} for at in range(20)))
    cosines, products = bags.index(np.zeros(22, dtype=np.int32)).cosines(np.arange(22))
    assert cosines[0, 1] > cosines[2, 3] > 0
    assert products[0, 1] > products[2, 3]
    assert cosines[0, 2] == 0


def test_rows_begin_at_the_first_of_them() -> None:
    """What came before has been compared."""
    index = _bags({"a": 1}, {"a": 2}, {}, {"a": 1}).index(np.zeros(4, dtype=np.int32))
    cosines, _ = index.cosines(np.array([1, 3]))
    assert cosines.shape == (2, 3)
    assert np.allclose(cosines, [[1, 0, 1], [1, 0, 1]])
    assert index.empty.tolist() == [False, False, True, False]


def test_no_bags_make_an_empty_index() -> None:
    """A quiet night."""
    assert _bags().index(np.zeros(0, dtype=np.int32)).lengths.size == 0
