"""What editors did is only added to: read back, counted, and what can still be undone."""

from datetime import datetime

from editing_world import SLOT, add_digest

from digest.model.curation import Revision
from digest.model.edition import Edition, EditionState
from digest.model.ids import EditionId
from digest.store import editions, revisions
from digest.store.database import Database


def edition(database: Database, now: datetime) -> EditionId:
    digest = add_digest(database, now)
    draft = Edition(EditionId(0), digest.id, SLOT.date(), SLOT, EditionState.DRAFT)
    with database.transaction() as tx:
        made = editions.add(tx, draft, now)
    assert made is not None
    return made.id


def revision(number: int, now: datetime, action: str = "drop") -> Revision:
    return Revision(number, now, "ada", action, f"story {number}", frozenset({f"story {number}", "order syria"}))


def test_revisions_are_read_back(database: Database, now: datetime) -> None:
    """Those after a number, with what they touched."""
    drafted = edition(database, now)
    made = [revision(number, now) for number in (1, 2, 3)]
    with database.transaction() as tx:
        for one in made:
            revisions.add(tx, drafted, one, {"items": [], "note": {"fr": str(one.number)}})
        assert revisions.since(tx, drafted, 0) == made
        assert revisions.since(tx, drafted, 2) == made[2:]
        assert revisions.with_numbers(tx, drafted, [3, 1, 9]) == {1: made[0], 3: made[2]}
        assert revisions.latest(tx, drafted) == made[2]
        assert revisions.before(tx, drafted, 2)["note"] == {"fr": "2"}
        assert revisions.since(tx, EditionId(99), 0) == []
        assert revisions.latest(tx, EditionId(99)) is None


def test_what_was_undone_is_not_undone_again(database: Database, now: datetime) -> None:
    """Nor is an undoing; each takes back the latest that is left."""
    drafted = edition(database, now)
    with database.transaction() as tx:
        assert revisions.undoable(tx, drafted) is None
        for number, action, undoes in ((1, "drop", 0), (2, "pin", 0), (3, "undo", 2), (4, "note", 0), (5, "undo", 4)):
            revisions.add(tx, drafted, revision(number, now, action), {}, undoes)
        left = revisions.undoable(tx, drafted)
        assert left is not None
        assert left.number == 1
        revisions.add(tx, drafted, revision(6, now, "undo"), {}, 1)
        assert revisions.undoable(tx, drafted) is None


def test_an_edition_that_begins_anew_has_nothing_to_undo(database: Database, now: datetime) -> None:
    """What was before stays on record; only one that was changed says so."""
    drafted = edition(database, now)
    with database.transaction() as tx:
        editions.reopen(tx, drafted, SLOT, now, scheduled=False)
        assert revisions.since(tx, drafted, 0) == []
        revisions.add(tx, drafted, revision(1, now), {})
        tx.exec_driver_sql("UPDATE editions SET revision = 1")
        editions.reopen(tx, drafted, SLOT, now, scheduled=False)
        assert [one.action for one in revisions.since(tx, drafted, 0)] == ["drop", "reopen"]
        assert revisions.since(tx, drafted, 1)[0].touched == {revisions.EVERYTHING}
        assert revisions.undoable(tx, drafted) is None
        assert revisions.latest(tx, drafted) is None
        found = editions.find(tx, drafted)
    assert found is not None
    assert found.revision == 2
