"""Lists with their numbers."""

from datetime import datetime

import delivery_world as world

from digest.store import memberships
from digest.store.database import Database


def test_a_list_says_how_its_readers_stand_and_what_goes_to_it(database: Database, now: datetime) -> None:
    world.seed(database, now, ["a@example.net", "b@example.net"])
    with database.transaction() as tx:
        world.add_reader(tx, 1, "c@example.net", now, state="pending")
        world.add_reader(tx, 1, "d@example.net", now, state="unsubscribed")
        (found,) = memberships.every(tx)
    assert (found.mailing_list.slug, found.digests) == ("matin", ("matin",))
    assert (found.confirmed, found.pending, found.left) == (2, 1, 1)
