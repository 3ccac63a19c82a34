"""Tokens in local parts: they come back in any case, and nobody else makes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.deliver import verp
from digest.deliver.verp import Purpose
from digest.model.errors import BadToken
from digest.model.ids import DeliveryId

KEYS = ("new key", "old key")


@given(st.integers(min_value=1, max_value=2**63 - 1), st.sampled_from(Purpose))
def test_a_token_comes_back(number: int, purpose: Purpose) -> None:
    """In lower case or upper, and never longer than a local part allows."""
    token = verp.sign(DeliveryId(number), purpose, KEYS)
    assert token == token.lower()
    assert len(f"unsub+{token}") <= 64
    assert number == verp.read(token, purpose, KEYS) == verp.read(token.upper(), purpose, KEYS)


def test_addresses_in_mails_that_were_sent_stay_good() -> None:
    """What is signed does not change from release to release."""
    token = "12d68775f5ba50858bab51fd8b"
    assert verp.sign(DeliveryId(1_234_567), Purpose.BOUNCE, KEYS) == token
    assert verp.read(token, Purpose.BOUNCE, KEYS) == 1_234_567


def test_an_older_key_still_reads() -> None:
    token = verp.sign(DeliveryId(7), Purpose.BOUNCE, KEYS[1:])
    assert verp.read(token, Purpose.BOUNCE, KEYS) == 7


@pytest.mark.parametrize(
    "token", ["", "a", "not a token!", "aaaaaaaaaaaaaaaaaaaaaaaa", "012d68775f5ba50858bab51fd8b", "é"]
)
def test_forgeries_are_refused(token: str) -> None:
    with pytest.raises(BadToken):
        verp.read(token, Purpose.BOUNCE, KEYS)


def test_a_token_serves_one_purpose() -> None:
    """A bounce's token unsubscribes nobody."""
    token = verp.sign(DeliveryId(7), Purpose.BOUNCE, KEYS)
    with pytest.raises(BadToken):
        verp.read(token, Purpose.UNSUBSCRIBE, KEYS)
    with pytest.raises(BadToken):
        verp.read(token, Purpose.BOUNCE, ("another key",))
