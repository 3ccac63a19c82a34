"""The audit: who changed what, and when; lines are added and never changed. Editions write theirs in editions.py."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.store.tables import audit


def note(tx: Connection, who: str, action: str, subject: str, now: datetime, detail: str = "") -> None:
    """`who` (an email, or `cli:login`) did `action` ("list.import") to `subject` ("list 3"). No reader's address."""
    tx.execute(sa.insert(audit).values(at=now, who=who, action=action, subject=subject, detail=detail))
