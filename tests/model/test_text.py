"""Text from strangers, made safe to keep."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.model.text import balance, clean, shorten


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Kyiv\t\n says  ", "Kyiv says"),
        ("cafe\u0301", "café"),
        ("it\x92s \x93so\x94", "it’s “so”"),
        ("a\x81b", "ab"),
        ("a\x00b\x1bc\x7fd", "abcd"),
        ("a\ufffeb\U0001fffec\ufdd0d", "abcd"),
        ("a\ud800b", "ab"),
        ("gas\u202eprices\u202c up", "gasprices up"),
        ("\u2067abc", "\u2067abc\u2069"),
        ("abc\u2069", "abc"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("{{ config }} <mj-raw>", "{{ config }} <mj-raw>"),
    ],
)
def test_clean(text: str, expected: str) -> None:
    """Controls and tricks go, letters and the joiners that scripts need stay; markup is the renderer's care."""
    assert expected == clean(text)


def test_shorten_cuts_between_words() -> None:
    """A long text ends between words, with an ellipsis, within the limit."""
    assert shorten("Talks resume, in Geneva", 16) == "Talks resume…"


@example("a \u2069", 10)
@given(st.text(alphabet="ab \u2066\u2067\u2068\u2069\u202e\x92", max_size=60), st.integers(4, 40))
def test_clean_is_balanced_bounded_and_stable(text: str, limit: int) -> None:
    """Whatever comes in, what comes out fits, is balanced, and stays as it is when cleaned again."""
    out = clean(text, limit)
    assert len(out) <= limit
    assert out == balance(out)
    assert out == clean(out, limit)


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [("กิกิกิ", 4, "กิ…"), ("e\u0323\u0302e\u0323\u0302e\u0323\u0302", 6, "e\u0323\u0302…"), ("👩‍👩‍👧👩‍👩‍👧", 5, "…")],
    ids=["thai", "marks", "family"],
)
def test_shorten_cuts_no_character(text: str, limit: int, expected: str) -> None:
    """A letter keeps its marks, and a picture its parts, where no blank tells words apart."""
    assert shorten(text, limit) == expected
