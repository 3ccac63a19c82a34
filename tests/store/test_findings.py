"""What checks say, as it is kept."""

from datetime import datetime

import pytest
from editing_world import MADE, SLOT, add_digest

from digest.model.edition import Edition, EditionState
from digest.model.ids import EditionId, StoryId
from digest.model.rendering import Finding, Part, Severity
from digest.store import editions, findings
from digest.store.database import Database

WARNING = Finding("size", Severity.WARNING, "%(size)s bytes", "fr", values={"size": 90_001}, part=Part.HTML)
BLOCKING = Finding(
    "token", Severity.BLOCKING, "no way out", "fr", "line 3", "Mend it.", {}, (StoryId(7), StoryId(8)), "syria"
)


@pytest.fixture
def edition(database: Database, now: datetime) -> EditionId:
    digest = add_digest(database, MADE)
    with database.transaction() as tx:
        made = editions.add(tx, Edition(EditionId(0), digest.id, SLOT.date(), SLOT, EditionState.DRAFT), now)
    assert made is not None
    return made.id


def test_findings_come_back_as_they_were_blocking_first(database: Database, edition: EditionId) -> None:
    """And take the place of those before."""
    with database.transaction() as tx:
        findings.store(tx, edition, [WARNING])
        findings.store(tx, edition, [WARNING, BLOCKING])
        assert findings.every(tx, edition) == [BLOCKING, WARNING]


def test_one_checks_findings_are_replaced_and_no_others(database: Database, edition: EditionId) -> None:
    dead = Finding("dead-link", Severity.WARNING, "gone")
    with database.transaction() as tx:
        findings.store(tx, edition, [WARNING, dead])
        findings.replace(tx, edition, ["dead-link", "private-link"], [])
        assert findings.every(tx, edition) == [WARNING]
        findings.replace(tx, edition, ["dead-link"], [dead])
        assert [dead, WARNING] == findings.every(tx, edition)
