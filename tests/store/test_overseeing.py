"""What is read for the desk's first page, set by set."""

from dataclasses import replace
from datetime import datetime, timedelta

from editing_world import DIGEST, SYRIA, UKRAINE, add_digest, report

from digest.model.edition import Edition, EditionState
from digest.model.ids import EditionId
from digest.model.rendering import Finding, Severity
from digest.store import editions, findings, overseeing
from digest.store.database import Database


def test_the_last_that_was_sent_and_the_last_that_was_not(database: Database, now: datetime) -> None:
    """One of each, of each digest; what is under way is neither."""
    digest = add_digest(database, now)
    ends = (EditionState.SENT, EditionState.CANCELLED, EditionState.SENT, EditionState.SKIPPED, EditionState.DRAFT)
    with database.transaction() as tx:
        for number, state in enumerate(ends):
            at = now + timedelta(days=number)
            editions.add(tx, Edition(EditionId(0), digest.id, at.date(), at, state), now)
        ended = {one.state: one.day for one in overseeing.last_ended(tx)}
        going = [one.state for one in overseeing.open_editions(tx)]
    assert ended == {
        EditionState.SENT: (now + timedelta(days=2)).date(),
        EditionState.SKIPPED: (now + timedelta(days=3)).date(),
    }
    assert going == [EditionState.DRAFT]


def test_findings_are_counted_by_how_grave_they_are(database: Database, now: datetime) -> None:
    """Of the editions that are asked for; none has none."""
    digest = add_digest(database, now)
    with database.transaction() as tx:
        edition = editions.add(tx, Edition(EditionId(0), digest.id, now.date(), now, EditionState.DRAFT), now)
        assert edition is not None
        assert overseeing.newest_finding(tx, edition.id) == 0
        told = [Finding("size", severity, "x") for severity in (Severity.WARNING, Severity.WARNING, Severity.BLOCKING)]
        findings.store(tx, edition.id, told)
        counted = overseeing.findings_counted(tx, [edition.id])
        newest = overseeing.newest_finding(tx, edition.id)
        assert overseeing.findings_counted(tx, []) == {}
    assert counted == {(edition.id, Severity.WARNING): 2, (edition.id, Severity.BLOCKING): 1}
    assert newest > 0


def test_news_is_counted_by_topic(database: Database, now: datetime) -> None:
    """Of the time asked for."""
    add_digest(database, now, replace(DIGEST))
    report(database, now)
    with database.reading() as tx:
        assert overseeing.collected(tx, now - timedelta(hours=4)) == {SYRIA: 3, UKRAINE: 1}
        assert overseeing.collected(tx, now - timedelta(hours=1)) == {}
