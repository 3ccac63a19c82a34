"""Lists, made by somebody."""

from datetime import datetime

import pytest
import sqlalchemy as sa

from digest.model.errors import NotFound
from digest.services.listing import Listing
from digest.services.subscribing import Subscribing
from digest.store.database import Database
from digest.store.tables import audit
from digest.subscribe.links import Links
from digest.subscribe.tokens import Tokens


def test_who_made_a_list_stands_in_the_audit(database: Database, now: datetime) -> None:
    links = Links(Tokens(["a key of these tests"]), "https://news.example.org")
    listing = Listing(Subscribing(database, links, "the key of addresses", lambda: now))
    made = listing.create("evening", "The evening", "operator@example.org")
    assert listing.one("evening").mailing_list == made
    assert [one.confirmed for one in listing.every()] == [0]
    with database.reading() as tx:
        line = tx.execute(sa.select(audit.c.who, audit.c.action, audit.c.subject)).one()
    assert line == ("operator@example.org", "list.create", "list evening")
    with pytest.raises(NotFound):
        listing.one("morning")
