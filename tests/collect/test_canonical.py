"""One spelling for each address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.collect.canonical import article_url, canonical_url, feed_url, host_of

BASE = "https://paper.example/world/"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://Paper.Example:443/a%7Eb?utm_source=x&b=1&a=2#top", "https://paper.example/a~b?b=1&a=2"),
        ("https://paper.example", "https://paper.example/"),
        ("/story", "https://paper.example/story"),
        ("story", "https://paper.example/world/story"),
        ("//cdn.example/x", "https://cdn.example/x"),
        ("http://газета.example/новости", "http://xn--80aaf1ckn.example/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8"),
        ("https://paper.example/%d0%bd", "https://paper.example/%D0%BD"),
        ("https://user:word@paper.example/", "https://paper.example/"),
        ("http://[2001:db8::1]:8080/x", "http://[2001:db8::1]:8080/x"),
        ("https://paper.example/?q=a%20b", "https://paper.example/?q=a%20b"),
        ("javascript:alert(1)", ""),
        ("mailto:desk@paper.example", ""),
        ("http://[broken", ""),
        ("https://paper.example/" + "a" * 3000, ""),
    ],
)
def test_canonical_url(url: str, expected: str) -> None:
    """Case, ports, tracking, fragments and escapes make no difference; other schemes are no pages."""
    if "газета" in url:
        expected = expected.replace("xn--80aaf1ckn", "газета".encode("idna").decode())
    assert expected == canonical_url(url, BASE)


def test_a_feeds_parameters_all_count() -> None:
    """For an article they say from where somebody came."""
    url = "https://Paper.example/index?feed=rss2&source=rss#top"
    assert feed_url(url) == "https://paper.example/index?feed=rss2&source=rss"
    assert canonical_url(url) == "https://paper.example/index?feed=rss2"
    assert feed_url("javascript:x") == ""


@given(st.text(max_size=80))
def test_canonical_is_stable(path: str) -> None:
    """The canonical spelling of a canonical spelling is itself."""
    once = canonical_url(f"https://paper.example/{path}")
    assert once == canonical_url(once)


@pytest.mark.parametrize(
    ("declared", "home", "expected"),
    [
        ("", "", "https://m.paper.example/a?id=1"),
        ("https://www.paper.example/a", "", "https://www.paper.example/a"),
        ("/b", "", "https://m.paper.example/a?id=1"),  # relative ones are resolved before
        ("https://paper.example/", "", "https://m.paper.example/a?id=1"),  # the front page
        ("https://bank.example/login", "", "https://m.paper.example/a?id=1"),
        ("https://other.example/a", "https://www.other.example/", "https://other.example/a"),
    ],
)
def test_article_url(declared: str, home: str, expected: str) -> None:
    """A page speaks for its own site and its source's, never for another's."""
    assert expected == article_url(declared, "https://m.paper.example/a?id=1", home)


def test_host_of() -> None:
    """The port belongs to it, a user does not."""
    assert host_of("http://u@Paper.example:8080/x") == "paper.example:8080"
