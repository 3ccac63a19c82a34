"""Who changed what, for those who ask. It writes nothing: each service notes its own changes."""

from dataclasses import dataclass

from digest.store import audit
from digest.store.audit import Line
from digest.store.database import Database

PAGE = 50  # lines


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines of the audit, the newest first, and whether there are more."""

    lines: tuple[Line, ...]
    number: int  # from 1
    more: bool


@dataclass(frozen=True, slots=True)
class Auditing:
    """The auditor's service."""

    database: Database

    def page(self, number: int = 1, *, who: str = "", subject: str = "", action: str = "", size: int = PAGE) -> Page:
        """A page of lines. `who`: any part; `subject`: "edition 12"; `action`: "edition" or "edition.approve"."""
        number = max(number, 1)
        with self.database.reading() as tx:
            found = audit.lines(tx, who=who, subject=subject, action=action, limit=size + 1, offset=(number - 1) * size)
        return Page(tuple(found[:size]), number, len(found) > size)
