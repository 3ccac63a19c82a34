"""Copies are near, look-alikes are not."""

from digest.collect.dedupe import simhash

WIRE = (
    "Delegations from both countries will meet again in Geneva on Monday, mediators said after two days of talks that "
    "ended without an agreement on the exchange of prisoners. The ceasefire along the river has held since Tuesday, "
    "and aid convoys reached three towns in the north for the first time in a month, the mediators added on Friday. "
    "Both sides had accused each other of shelling a power station that supplies the region's hospitals with current."
)


def test_a_copy_with_another_beginning_is_near() -> None:
    """A dateline turns at most six bits: what digest/compose/voices.py takes for a copy."""
    assert _bits_apart(WIRE, f"GENEVA — {WIRE}") <= 6


def test_a_text_about_something_else_is_not() -> None:
    """Other words, other bits."""
    other = " ".join(f"The {number} harvest festival opened its gates to visitors" for number in range(20))
    assert _bits_apart(WIRE, other) > 12


def test_the_hash_fits_a_bigint() -> None:
    """64 bits with a sign, whatever the text."""
    hashes = [simhash(f"{WIRE} {number}" * number) for number in range(1, 20)]
    assert all(-(2**63) <= value < 2**63 for value in hashes)


def test_no_words_have_no_hash() -> None:
    """Zero stands for a text that cannot be compared."""
    assert simhash("… — !") == 0


def _bits_apart(one: str, other: str) -> int:
    return ((simhash(one) ^ simhash(other)) % 2**64).bit_count()
