"""Who changed what: lines that are added, and never changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.phrase import parts, phrase
from digest.store.tables import audit


@dataclass(frozen=True, slots=True)
class Line:
    """One change."""

    id: int
    at: datetime
    who: str  # a user's email, `cli:<login>`; "": the house itself
    action: str  # "edition.approve"
    subject: str  # "edition 12"
    detail: str  # a phrase, where the house wrote it to be read on pages


def note(tx: Connection, now: datetime, who: str, action: str, subject: str = "", detail: str = "") -> None:
    """Add a line."""
    told = {"detail": str(detail), "detail_parts": parts(detail)}
    values = {"at": now, "who": who, "action": action, "subject": subject, **told}
    tx.execute(sa.insert(audit).values(**values))


def history(tx: Connection, subject: str) -> list[Line]:
    """All that was done with `subject`, oldest first."""
    query = sa.select(audit).where(audit.c.subject == subject).order_by(audit.c.id)
    return [_line(row) for row in tx.execute(query)]


def lines(
    tx: Connection, *, who: str = "", subject: str = "", action: str = "", limit: int = 50, offset: int = 0
) -> list[Line]:
    """The newest lines first. `who` is found anywhere, `subject` and `action` from their beginning; "": all."""
    query = sa.select(audit).order_by(audit.c.id.desc()).limit(limit).offset(offset)
    if who:
        query = query.where(audit.c.who.icontains(who, autoescape=True))
    if subject:
        # A whole word: "edition 1" is not "edition 12".
        query = query.where((audit.c.subject == subject) | audit.c.subject.startswith(f"{subject} ", autoescape=True))
    if action:
        query = query.where((audit.c.action == action) | audit.c.action.startswith(f"{action}.", autoescape=True))
    return [_line(row) for row in tx.execute(query)]


def _line(row: sa.Row[Any]) -> Line:
    return Line(row.id, row.at, row.who, row.action, row.subject, phrase(row.detail, row.detail_parts))
