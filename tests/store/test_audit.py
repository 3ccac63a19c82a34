"""Lines of who changed what."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from digest.store import audit
from digest.store.database import Database


@pytest.fixture
def noted(database: Database, now: datetime) -> Database:
    """Three changes."""
    with database.transaction() as tx:
        audit.note(tx, now, "anna@example.org", "edition.approve", "edition 1", "a hash")
        audit.note(tx, now, "cli:ben", "edition.cancel", "edition 12")
        audit.note(tx, now + timedelta(hours=1), "", "signup.close", "signup")
    return database


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, ["signup.close", "edition.cancel", "edition.approve"]),
        ({"who": "ANNA"}, ["edition.approve"]),
        ({"who": "%"}, []),
        ({"subject": "edition 1"}, ["edition.approve"]),
        ({"subject": "edition"}, ["edition.cancel", "edition.approve"]),
        ({"action": "edition"}, ["edition.cancel", "edition.approve"]),
        ({"action": "edition.cancel"}, ["edition.cancel"]),
        ({"action": "edit"}, []),
        ({"limit": 1, "offset": 1}, ["edition.cancel"]),
    ],
)
def test_lines_are_found_newest_first(noted: Database, wanted: dict[str, Any], expected: list[str]) -> None:
    with noted.reading() as tx:
        assert [line.action for line in audit.lines(tx, **wanted)] == expected


def test_a_history_is_one_subjects_oldest_first(noted: Database, now: datetime) -> None:
    with noted.transaction() as tx:
        audit.note(tx, now, "anna@example.org", "edition.send", "edition 1")
        found = audit.history(tx, "edition 1")
    assert [(line.at, line.who, line.action, line.detail) for line in found] == [
        (now, "anna@example.org", "edition.approve", "a hash"),
        (now, "anna@example.org", "edition.send", ""),
    ]
