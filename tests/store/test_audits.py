"""The audit takes lines."""

from datetime import datetime

import sqlalchemy as sa

from digest.store import audits
from digest.store.database import Database
from digest.store.tables import audit


def test_a_line_says_who_did_what_to_what(database: Database, now: datetime) -> None:
    with database.transaction() as tx:
        audits.note(tx, "a@example.org", "list.import", "list 3", now, "readers.csv")
    with database.reading() as tx:
        found = tx.execute(sa.select(audit.c.at, audit.c.who, audit.c.action, audit.c.subject, audit.c.detail)).all()
    assert found == [(now, "a@example.org", "list.import", "list 3", "readers.csv")]
