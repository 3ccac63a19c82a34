"""Owners of sources."""

from dataclasses import replace

import pytest
from invented_articles import source

from digest.compose.owners import owner


@pytest.mark.parametrize(
    ("home", "expected"),
    [
        ("https://www.gazette.example/", "gazette.example"),
        ("https://fr.gazette.example/", "gazette.example"),
        ("https://news.gazette.co.uk", "gazette.co.uk"),
        ("https://gazette.com.ua/news", "gazette.com.ua"),
        ("https://co.uk", "co.uk"),
        ("https://lina.wordpress.com", "lina.wordpress.com"),
        ("https://a.b.gazette.fr.", "gazette.fr"),
        ("http://127.0.0.1:8000/feed", "source 7"),
        ("http://localhost", "source 7"),
        ("", "source 7"),
    ],
)
def test_a_sites_name_tells_its_owner(home: str, expected: str) -> None:
    """The editions of one publisher are one owner; whoever has no name is their own."""
    assert expected == owner(replace(source(7), home_url=home))
