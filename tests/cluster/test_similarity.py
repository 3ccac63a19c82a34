"""How alike documents are."""

import random
from datetime import timedelta

import pytest
from invented_articles import DAY, NOON

from digest.cluster import index, similarity
from digest.cluster.profile import Document
from digest.cluster.similarity import pairs

_DOCUMENTS = [Document(int(a.id), a.title, a.text, a.language, a.published) for a in DAY]


def test_pairs_do_not_hang_on_how_features_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A column of a matrix, a list, blocks of any size: the same cosines."""
    whole = {(one, other): score for one, other, score in pairs(_DOCUMENTS)}
    monkeypatch.setattr(index, "_FREQUENT", 1)
    monkeypatch.setattr(similarity, "_BLOCK", 3)
    parts = {(one, other): score for one, other, score in pairs(_DOCUMENTS)}
    assert whole.keys() == parts.keys()
    assert all(abs(whole[pair] - parts[pair]) < 1e-5 for pair in whole)


@pytest.mark.parametrize(("apart", "expected"), [(timedelta(days=2), 1), (timedelta(days=2, seconds=1), 0)])
def test_two_days_is_the_window(apart: timedelta, expected: int) -> None:
    """Seconds count."""
    same = [Document(at, "Grain ship leaves Izmail", "", "en", NOON + at * apart) for at in (0, 1)]
    assert expected == len(list(pairs(same)))


def test_memory_stays_within_what_is_alike() -> None:
    """A thousand articles about nothing in common give next to no pairs."""
    chance = random.Random(7)
    letters = "bdfgklmnprstvz"

    def word() -> str:
        return "".join(chance.choice(letters) + chance.choice("aeiou") for _ in range(4))

    documents = [Document(at, word(), " ".join(word() for _ in range(40)), "en", None) for at in range(1000)]
    assert len(list(pairs(documents))) < 2 * len(documents)
