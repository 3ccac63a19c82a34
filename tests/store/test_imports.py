"""Rosters that were handed in, as rows: claimed by one, told in the order of the file, cut where it gets too long."""

from datetime import datetime, timedelta

import pytest

from digest.model.subscriber import RosterProblem
from digest.store import imports, subscribers
from digest.store.database import Database

LEASE = timedelta(minutes=5)


@pytest.fixture
def number(database: Database, now: datetime) -> int:
    with database.transaction() as tx:
        made = subscribers.add_list(tx, "morning", "The morning", now)
        assert made is not None
        return imports.add(tx, made.id, ("a.csv", "o@example.org", "", b"email\n"), now)


def test_one_worker_holds_it_until_its_lease_ends(database: Database, now: datetime, number: int) -> None:
    with database.transaction() as tx:
        assert imports.waiting(tx, now) == 1
        first = imports.claim(tx, now, LEASE)
        assert first is not None
        assert (first.id, first.body, first.done) == (number, b"email\n", 0)
        assert imports.claim(tx, now, LEASE) is None
        second = imports.claim(tx, now + LEASE, LEASE)
        assert second is not None
        assert imports.renew(tx, first, now + LEASE) is None
        assert not imports.finish(tx, first, now)
        assert imports.finish(tx, second, now)
        assert imports.waiting(tx, now + 2 * LEASE) == 0


def test_problems_come_in_the_order_of_the_file_and_too_many_are_counted(
    database: Database, now: datetime, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "MOST_PROBLEMS", 3)
    told = [RosterProblem(line, "x", "wrong") for line in range(9, 3, -1)]
    with database.transaction() as tx:
        held = imports.claim(tx, now, LEASE)
        assert held is not None
        imports.begin(tx, held, 10, told[:2])
        imports.advance(tx, held, 4, 1, told[2:])
        imports.advance(tx, held, 1, 0, told[:1])
        found = imports.find(tx, number)
        assert found is not None
    assert [problem.line for problem in found.problems] == [7, 8, 9, 0]
    assert found.problems[-1].value == "4"
    assert (found.done, found.taken, found.problems[0]) == (7, 1, RosterProblem(7, "x", "wrong"))


def test_none_is_found_where_none_is(database: Database) -> None:
    with database.reading() as tx:
        assert imports.find(tx, 7) is None
        assert imports.latest(tx, None, 5) == []
