"""Importing many at once."""

from datetime import datetime

from digest.model.ids import SubscriberId
from digest.model.subscriber import RosterRow, SubscriptionState
from digest.store import rosters, subscribers
from digest.store.database import Database
from digest.store.rosters import Candidate


def _candidate(name: str) -> Candidate:
    return Candidate(RosterRow(1, f"{name}@example.org", name, "fr"), f"{name}@example.org", f"hash of {name}")


def test_known_and_new_get_their_ids_and_nobody_is_made_twice(database: Database, now: datetime) -> None:
    with database.transaction() as tx:
        first = rosters.add_all(tx, [_candidate("a"), _candidate("b")], now)
        second = rosters.add_all(tx, [_candidate("b"), _candidate("c")], now)
    assert second["b@example.org"] == first["b@example.org"]
    assert len({*first.values(), *second.values()}) == 3


def test_standing_tells_strangers_from_readers_of_this_and_of_other_lists(database: Database, now: datetime) -> None:
    with database.transaction() as tx:
        made = subscribers.add_list(tx, "morning", "Morning", now)
        assert made is not None
        ids = rosters.add_all(tx, [_candidate("a"), _candidate("b")], now)
        subscribers.set_state(tx, made.id, [ids["a@example.org"]], SubscriptionState.CONFIRMED, now)
        found = rosters.standing(tx, made.id, ["a@example.org", "b@example.org", "c@example.org"])
    assert found == {
        "a@example.org": (ids["a@example.org"], SubscriptionState.CONFIRMED),
        "b@example.org": (ids["b@example.org"], None),
    }


def test_a_chunk_of_thousands_fits_one_statement(database: Database, now: datetime) -> None:
    with database.transaction() as tx:
        ids = rosters.add_all(tx, [_candidate(f"r{number}") for number in range(2000)], now)
    assert len(ids) == 2000
    assert SubscriberId(0) not in ids.values()
