"""The audit in pages."""

from datetime import datetime

from digest.services.auditing import Auditing
from digest.store import audit
from digest.store.database import Database


def test_pages_are_turned_until_there_are_no_more(database: Database, now: datetime) -> None:
    with database.transaction() as tx:
        for number in range(5):
            audit.note(tx, now, "anna", "edition.approve", f"edition {number}")
    auditing = Auditing(database)
    pages = [auditing.page(number, size=2) for number in (1, 2, 3, 4)]
    assert [len(page.lines) for page in pages] == [2, 2, 1, 0]
    assert [page.more for page in pages] == [True, True, False, False]
    assert pages[0].lines[0].subject == "edition 4"
    assert auditing.page(-1, size=2) == pages[0]
