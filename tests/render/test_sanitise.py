"""Addresses and endless words."""

import pytest

from digest.render.sanitise import MAX_URL, soften, web_url


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("https://harbour.example/a?b=1&c=2#d", "https://harbour.example/a?b=1&c=2#d"),
        (" http://harbour.example ", "http://harbour.example"),
        ("https://дніпро.example/новини", "https://xn--d1asddf4k.example/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8"),
        ('https://harbour.example/"><b>', "https://harbour.example/%22%3E%3Cb%3E"),
        ("https://harbour.example/a b|c", "https://harbour.example/a%20b%7Cc"),
        ("https://harbour.example/%D0%BD", "https://harbour.example/%D0%BD"),
        ("https://harbour.example:8443/", "https://harbour.example:8443/"),
        ("https://[2001:db8::1]/a", "https://[2001:db8::1]/a"),
    ],
)
def test_an_address_becomes_ascii(given: str, expected: str) -> None:
    """Hosts in IDNA, the rest percent-encoded once."""
    assert expected == web_url(given)


@pytest.mark.parametrize(
    "given",
    [
        "javascript:alert(1)",
        "data:text/html,<script>",
        "ftp://harbour.example/",
        "//harbour.example/",
        "https://harbour.example@evil.example/",
        "https:\\\\evil.example\\",
        "https://harbour.example/\nx",
        "https://harbour.example/\u202egnp",
        "https://har%62our.example/",
        "https://harbour.example:port/",
        "https://m.invalid/00c0ffee00c0ffee.UNSUB",
        "https://",
        "",
        "https://harbour.example/" + "a" * MAX_URL,
    ],
)
def test_an_address_that_deceives_is_refused(given: str) -> None:
    """No other scheme, no user, no backslash, no control, none of our tokens."""
    assert web_url(given) == ""


def test_an_endless_word_can_break() -> None:
    """A zero-width space after forty characters."""
    assert soften("a" * 85) == "a" * 40 + "\u200b" + "a" * 40 + "\u200b" + "a" * 5


def test_a_word_never_breaks_before_a_mark() -> None:
    """A combining mark stays with its letter."""
    assert soften("a" * 40 + "\u0301" + "a" * 9) == "a" * 40 + "\u0301\u200b" + "a" * 9


def test_common_words_are_left_alone() -> None:
    """Only runs of more than forty characters are touched."""
    assert soften("a" * 40 + " b") == "a" * 40 + " b"
