"""A house whose list has a digest, and readers who join it."""

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from flask.testing import FlaskClient
from readers_world import MORNING, Pages

from digest.bootstrap import House
from digest.model.edition import Digest, Schedule
from digest.model.ids import DigestId, SubscriberId, TopicId
from digest.services.subscribing import Circumstances
from digest.store import digests


@pytest.fixture
def pages(house: House, client: FlaskClient) -> Pages:
    return Pages(house, client)


@pytest.fixture
def published(house: House) -> House:
    """The list's digest appears at eight in Kyiv, in English, French and Arabic, with two topics."""
    topics = (TopicId("syria"), TopicId("ukraine"))
    made = Digest(DigestId(0), "d", "D", MORNING, topics, ("en", "fr", "ar"), Schedule("Europe/Kyiv", time(8)))
    with house.database.transaction() as tx:
        assert digests.add(tx, made, house.clock())
    return house


@pytest.fixture
def join(house: House) -> Callable[..., SubscriberId]:
    """Puts somebody on a list, confirmed."""

    def join(address: str = "reader@example.org", slug: str = "morning") -> SubscriberId:
        house.subscribing.subscribe(slug, address, "en", Circumstances("Words.", "web:form", "192.0.2.0/24"))
        reader = house.choosing.reader_at(address)
        found = house.subscribing.list_named(slug)
        token = house.links_to.confirm(found.id, reader, house.clock() + timedelta(days=1)).rpartition("/")[2]
        house.subscribing.confirm(token, Circumstances("Words.", "web:confirm", "192.0.2.0/24"))
        return reader

    return join
