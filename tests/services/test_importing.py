"""Rosters in the background: what a person is told, killed and gone on with, once whoever works."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from clock import Clock

from digest.model.errors import BadInput, DatabaseDown, NotFound
from digest.model.subscriber import RosterRow
from digest.services import enrolling
from digest.services.enrolling import Enrolling
from digest.services.importing import Importing
from digest.store import imports
from digest.store.database import Database
from digest.store.tables import audit, consents, notices, subscriptions
from digest.store.tables import imports as table

WHO = "operator@example.org"


@pytest.fixture
def importing(database: Database, clock: Clock) -> Importing:
    from digest.store import subscribers  # noqa: PLC0415  (only to make the list)

    with database.transaction() as tx:
        subscribers.add_list(tx, "morning", "The morning", clock())
    return Importing(database, Enrolling(database, "the key of addresses", clock), clock)


def _roster(count: int, first: int = 0) -> bytes:
    return "\n".join(["email", *(f"r{number}@example.org" for number in range(first, first + count))]).encode()


def _states(database: Database) -> list[str]:
    with database.reading() as tx:
        return list(tx.execute(sa.select(subscriptions.c.state)).scalars())


def test_readers_are_confirmed_with_the_proof_and_the_file_is_forgotten(importing: Importing) -> None:
    number = importing.hand_in("morning", "old.csv", _roster(3), proof="On paper.", who=WHO)
    assert importing.show(number).state == "queued"
    assert importing.work() == 1
    found = importing.show(number)
    assert (found.state, found.rows, found.done, found.taken, found.over) == ("done", 3, 3, 3, True)
    assert _states(importing.database) == ["confirmed"] * 3
    with importing.database.reading() as tx:
        assert tx.execute(sa.select(table.c.body)).scalar_one() is None
        assert set(tx.execute(sa.select(consents.c.text)).scalars()) == {"On paper."}
        line = tx.execute(sa.select(audit.c.who, audit.c.action, audit.c.subject, audit.c.detail)).one()
    assert line == (WHO, "list.import", "list morning", f"import {number}: old.csv")


def test_without_a_proof_they_are_asked(importing: Importing) -> None:
    importing.hand_in("morning", "new.csv", _roster(2), proof="", who=WHO)
    importing.work()
    assert _states(importing.database) == ["pending"] * 2
    with importing.database.reading() as tx:
        assert tx.execute(sa.select(sa.func.count()).select_from(notices)).scalar_one() == 2


def test_each_line_that_cannot_be_used_is_told_and_no_cell_is_a_formula(importing: Importing) -> None:
    lines = (b"email,name", b"a@example.org,Anna", b"=1+1@x,B", b"c@example.org,=HYPERLINK(1)", b"A@example.org,Again")
    data = b"\n".join([*lines, b"\xe9t\xe9@x.org,E"])
    number = importing.hand_in("morning", "odd.csv", data, proof="P.", who=WHO)
    importing.work()
    found = importing.show(number)
    assert (found.state, found.rows, found.done, found.taken) == ("done", 5, 5, 1)
    assert [problem.line for problem in found.problems] == [3, 4, 5, 6]
    told = list(importing.report(number))
    assert told[0] == "line,value,problem\r\n"
    assert told[1].startswith("3,\"'=1+1@x")
    assert "not UTF-8" in told[4]


@pytest.mark.parametrize(("data", "told"), [(b"PK\x03\x04 a sheet", "Excel or zip"), (b"email\n", "holds no line")])
def test_a_file_that_is_none_fails_with_a_sentence(importing: Importing, data: bytes, told: str) -> None:
    number = importing.hand_in("morning", "readers.xlsx", data, proof="P.", who=WHO)
    importing.work()
    found = importing.show(number)
    assert found.state == "failed"
    assert told in found.error


def test_what_cannot_be_queued_is_said_at_once(importing: Importing, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInput, match="is empty"):
        importing.hand_in("morning", "a.csv", b" \n", proof="P.", who=WHO)
    monkeypatch.setattr("digest.services.importing.LARGEST", 10)
    with pytest.raises(BadInput, match="larger than"):
        importing.hand_in("morning", "a.csv", b"x" * 11, proof="P.", who=WHO)
    with pytest.raises(NotFound):
        importing.hand_in("evening", "a.csv", b"x", proof="P.", who=WHO)
    with pytest.raises(NotFound):
        importing.show(99)


def test_an_import_that_was_interrupted_goes_on_where_it_was(
    importing: Importing, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database goes away in the third chunk: two are kept, and nobody is taken twice."""
    monkeypatch.setattr(enrolling, "CHUNK", 4)
    number = importing.hand_in("morning", "a.csv", b"email\njunk\n" + _roster(10)[6:], proof="P.", who=WHO)
    seen: list[int] = []
    whole = Enrolling.enrol_rows

    def fails(self: Enrolling, tx: sa.Connection, list_id: int, rows: Sequence[RosterRow], **said: str) -> object:
        seen.append(len(rows))
        if len(seen) == 3:
            raise DatabaseDown("It is gone.")
        return whole(self, tx, list_id, rows, **said)  # type: ignore[arg-type]

    monkeypatch.setattr(Enrolling, "enrol_rows", fails)
    with pytest.raises(DatabaseDown):
        importing.work()
    assert (importing.show(number).done, importing.show(number).taken) == (9, 8)
    assert importing.work() == 0  # the lease of the worker that is gone still runs
    clock.pass_(minutes=6)
    assert importing.work() == 1
    found = importing.show(number)
    assert (found.state, found.rows, found.done, found.taken) == ("done", 11, 11, 10)
    assert [problem.line for problem in found.problems] == [2]
    assert seen == [4, 4, 2, 2]


def test_a_worker_that_is_asked_to_stop_leaves_the_rest_to_the_next(
    importing: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enrolling, "CHUNK", 4)
    number = importing.hand_in("morning", "a.csv", _roster(10), proof="P.", who=WHO)
    asked = iter([False, False, True])
    assert importing.work(stop=lambda: next(asked, True)) == 0
    assert importing.show(number).done == 4
    assert importing.work() == 1
    assert importing.show(number).taken == 10


def test_who_lost_the_claim_changes_nothing_any_more(importing: Importing, clock: Clock) -> None:
    importing.hand_in("morning", "a.csv", _roster(3), proof="P.", who=WHO)
    with importing.database.transaction() as tx:
        slow = imports.claim(tx, clock(), timedelta(minutes=5))
    assert slow is not None
    clock.pass_(minutes=6)
    assert importing.work() == 1
    assert importing._enrol(slow, lambda: False) is False
    assert importing._step(slow, []) is None
    assert importing.show(slow.id).taken == 3


def test_four_workers_import_each_roster_once(importing: Importing) -> None:
    numbers = [importing.hand_in("morning", f"{n}.csv", _roster(50, n * 50), proof="P.", who=WHO) for n in range(4)]
    with ThreadPoolExecutor(4) as threads:
        ended = list(threads.map(lambda _: importing.work(), range(4)))
    assert sum(ended) == 4
    assert [importing.show(number).taken for number in numbers] == [50] * 4
    with importing.database.reading() as tx:
        assert tx.execute(sa.select(sa.func.count()).select_from(consents)).scalar_one() == 200


def test_reports_hold_addresses_so_they_are_forgotten(importing: Importing, clock: Clock) -> None:
    number = importing.hand_in("morning", "a.csv", b"email\njunk\nok@example.org\n", proof="P.", who=WHO)
    importing.work()
    assert importing.forget() == 0
    clock.pass_(days=31)
    assert importing.forget() == 1
    assert importing.show(number).problems == ()
    assert [one.id for one in importing.latest("morning")] == [number]


def test_a_mistake_of_ours_ends_the_import_and_is_not_hidden(
    importing: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would fail again each time."""
    number = importing.hand_in("morning", "a.csv", _roster(1), proof="P.", who=WHO)

    def broken(_: bytes) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr("digest.services.importing.read_roster", broken)
    with pytest.raises(ZeroDivisionError):
        importing.work()
    assert importing.show(number).state == "failed"
