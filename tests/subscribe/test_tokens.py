"""Signed links: only ours are read, each for its purpose, across changes of the key."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.errors import BadToken, Misconfigured
from digest.subscribe.tokens import Purpose, Tokens, address_hash

TOKENS = Tokens(["a key of these tests"])
numbers = st.integers(min_value=0, max_value=2**63)


@given(st.sampled_from(Purpose), st.lists(numbers, min_size=1, max_size=3))
def test_a_token_says_what_was_signed(purpose: Purpose, parts: list[int]) -> None:
    assert tuple(str(part) for part in parts) == TOKENS.read(purpose, TOKENS.sign(purpose, *parts))


@pytest.mark.parametrize(
    ("purpose", "token"),
    [
        (Purpose.UNSUBSCRIBE, "MToyMzQ.hj_nJHgImrgCiA_xTHvnMlciyiw"),
        (Purpose.VIEW, "MToyMzQ.45TkXQxFhDF8mhljRtvVGvnrmTg"),
    ],
)
def test_links_in_mails_that_were_sent_stay_good(purpose: Purpose, token: str) -> None:
    """What is signed does not change from release to release."""
    assert TOKENS.sign(purpose, 1, 234) == token
    assert TOKENS.read(purpose, token) == ("1", "234")


@given(st.sampled_from(Purpose), st.sampled_from(Purpose), numbers)
def test_a_token_is_nothing_for_another_purpose(purpose: Purpose, other: Purpose, part: int) -> None:
    token = TOKENS.sign(purpose, part)
    if purpose is not other:
        with pytest.raises(BadToken):
            TOKENS.read(other, token)


@given(st.text(max_size=80))
def test_what_we_did_not_sign_is_refused(text: str) -> None:
    with pytest.raises(BadToken):
        TOKENS.read(Purpose.UNSUBSCRIBE, text)


@given(numbers, st.data())
def test_a_changed_character_spoils_a_token(part: int, data: st.DataObject) -> None:
    token = TOKENS.sign(Purpose.VIEW, part)
    at = data.draw(st.integers(0, len(token) - 1))
    # Base64's last character holds unused bits, so another may decode alike: change by case or digit elsewhere.
    if at not in {len(token) - 1, token.index(".") - 1}:
        changed = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        with pytest.raises(BadToken):
            TOKENS.read(Purpose.VIEW, changed)


def test_tokens_outlive_their_key_as_long_as_it_is_in_the_ring() -> None:
    old = Tokens(["old"]).sign(Purpose.UNSUBSCRIBE, 7)
    ring = Tokens(["new", "old"])
    assert ring.read(Purpose.UNSUBSCRIBE, old) == ("7",)
    assert Tokens(["new"]).read(Purpose.UNSUBSCRIBE, ring.sign(Purpose.UNSUBSCRIBE, 8)) == ("8",)
    with pytest.raises(BadToken):
        Tokens(["new"]).read(Purpose.UNSUBSCRIBE, old)


def test_a_token_with_an_end_is_good_until_then(now: datetime) -> None:
    end = now + timedelta(days=7)
    token = TOKENS.sign_until(Purpose.CONFIRM, end, 1, 2)
    assert TOKENS.read_until(Purpose.CONFIRM, token, end) == ("1", "2")
    with pytest.raises(BadToken, match="too old"):
        TOKENS.read_until(Purpose.CONFIRM, token, end + timedelta(seconds=1))


def test_an_unsubscribe_token_is_short_and_fits_a_url() -> None:
    token = TOKENS.sign(Purpose.UNSUBSCRIBE, 12, 1_234_567)
    assert len(token) <= 45
    assert token.replace(".", "").replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize("keys", [(), ("",), ("good", "")])
def test_without_a_key_nothing_is_signed(keys: tuple[str, ...]) -> None:
    with pytest.raises(Misconfigured, match="DIGEST_SECRET_KEYS"):
        Tokens(keys)


def test_the_hash_knows_a_mailbox_by_any_spelling_and_needs_the_key() -> None:
    assert address_hash("k", "Reader@example.org") == address_hash("k", "reader@example.org")
    assert address_hash("k", "reader@example.org") != address_hash("l", "reader@example.org")
    assert len(address_hash("k", "reader@example.org")) == 64
