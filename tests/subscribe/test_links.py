"""Readers' addresses, made and read again."""

from datetime import datetime, timedelta

import pytest

from digest.model.errors import BadToken
from digest.model.ids import EditionId, ListId, SubscriberId
from digest.subscribe.links import Links
from digest.subscribe.tokens import Tokens

LINKS = Links(Tokens(["a key of these tests"]), "https://news.example.org")


def _token(url: str) -> str:
    return url.rpartition("/")[2]


def test_each_link_comes_back_as_what_it_was_made_of(now: datetime) -> None:
    confirm = LINKS.confirm(ListId(3), SubscriberId(12), now + timedelta(hours=1))
    assert LINKS.read_confirm(_token(confirm), now) == (3, 12)
    assert LINKS.read_unsubscribe(_token(LINKS.unsubscribe(ListId(3), SubscriberId(12)))) == (3, 12)
    assert LINKS.read_preferences(_token(LINKS.preferences(SubscriberId(12)))) == 12
    assert LINKS.read_view(_token(LINKS.view(EditionId(81), "fr"))) == (81, "fr")


def test_links_are_absolute_and_say_what_they_are() -> None:
    assert LINKS.unsubscribe(ListId(3), SubscriberId(12)).startswith("https://news.example.org/u/")
    assert LINKS.view(EditionId(1), "fr").startswith("https://news.example.org/view/")


def test_a_link_to_the_web_copy_does_not_unsubscribe() -> None:
    with pytest.raises(BadToken):
        LINKS.read_unsubscribe(_token(LINKS.view(EditionId(3), "12")))
