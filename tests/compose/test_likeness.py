"""Copies of one text."""

from dataclasses import replace

import pytest
from invented_articles import article

from digest.compose.likeness import alike, near
from digest.model.article import Article

BRIDGE = (
    "The suspension bridge over the river was opened on Thursday by the minister of transport, thirteen years after "
    "the war destroyed it. Engineers replaced every cable, and lorries of forty tonnes may cross from Monday."
)


@pytest.mark.parametrize(
    ("one", "other", "expected"), [(0, 0, False), (0, 1, False), (63, 0x7F, True), (1, 255, False)]
)
def test_copies_differ_in_few_bits(one: int, other: int, expected: bool) -> None:  # noqa: FBT001
    """A text without a simhash is no one's copy by it."""
    assert near(replace(article(1, "T"), simhash=one), replace(article(2, "T"), simhash=other)) is expected


def test_a_copy_that_was_added_to_is_one_still() -> None:
    """Its opening is the same, whatever its simhash says."""
    first = _told(1, "Bridge opens", BRIDGE)
    assert near(first, _told(2, "Bridge opens", f"{BRIDGE}\n" + "Elsewhere prices of soap rise. " * 40))
    assert not near(first, replace(_told(2, "Bridge opens", BRIDGE), simhash=0))


def test_another_account_is_no_copy() -> None:
    """The same facts in other words, the same words in another language, or too few of them."""
    first = _told(1, "Bridge opens", BRIDGE)
    own = "On Thursday lorries and walkers returned to the rebuilt crossing that the war had taken from the town."
    assert not near(first, _told(2, "Crossing is back", own))
    assert not near(first, _told(2, "Bridge opens", BRIDGE, "nl"))
    assert not near(_told(1, "Bridge opens", ""), _told(2, "Bridge opens", ""))


def _told(number: int, title: str, text: str, language: str = "en") -> Article:
    """An article whose simhash is like none of another number's."""
    return replace(article(number, title, text, language), simhash=(1 << 20 * number) - 1)


def test_likeness_is_a_share() -> None:
    """Of what both have."""
    assert alike(frozenset("ab"), frozenset("bc")) == 1 / 3
    assert alike(frozenset(), frozenset()) == 0
