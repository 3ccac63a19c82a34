"""What an editor finds in the morning."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa
from clock import Clock
from editing_world import DIGEST, SYRIA, TOPICS, UKRAINE, add_digest, desk, report

from digest.model.edition import Approval, EditionState, Schedule
from digest.model.errors import NotFound
from digest.model.ids import EditionId
from digest.services.overseeing import Against, Overseeing
from digest.store import digests, feeds
from digest.store.database import Database
from digest.store.feeds import NewFeed
from digest.store.tables import feeds as table
from digest.store.tables import sources

LATER = replace(DIGEST, approval=Approval.HOLD, schedule=Schedule(zone="Europe/Paris", at=time(9)), minimum_stories=3)


@pytest.fixture
def overseeing(database: Database, clock: Clock) -> Overseeing:
    return Overseeing(database, TOPICS, clock)


def test_before_anything_is_drafted(overseeing: Overseeing, database: Database, now: datetime) -> None:
    """The next slot, and the topics that have no news yet."""
    add_digest(database, now, LATER)
    (outlook,) = overseeing.today()
    assert outlook.next is not None
    assert outlook.next.at == now + timedelta(hours=2)
    assert [(one.kind, one.topic) for one in outlook.concerns] == [(Against.NO_NEWS, SYRIA), (Against.NO_NEWS, UKRAINE)]
    assert outlook.may_draft


def test_what_stands_against_a_draft(overseeing: Overseeing, database: Database, clock: Clock, now: datetime) -> None:
    """Too few stories, in the digest's own number; and that nobody approved it."""
    add_digest(database, now, LATER)
    report(database, now)
    editing = desk(database, clock)
    edition = editing.draft("levant")
    with database.transaction() as tx:
        found = digests.find(tx, "levant")
        assert found is not None
        digests.change(tx, replace(found, minimum_stories=9), now, rescheduled=False)
    (outlook,) = overseeing.today()
    (standing,) = outlook.open
    assert dict(standing.stories) == {SYRIA: 2, UKRAINE: 1}
    assert standing.subject
    kinds = {one.kind: (one.count, one.least) for one in standing.concerns}
    assert kinds[Against.THIN] == (3, 9)
    assert Against.WAITS in kinds
    assert not outlook.may_draft
    assert overseeing.standing(edition.id) == standing


def test_a_deadline_is_the_slot_and_the_window(
    overseeing: Overseeing, database: Database, clock: Clock, now: datetime
) -> None:
    """Of a scheduled draft that waits for an editor; others have none."""
    add_digest(database, now - timedelta(hours=1), replace(LATER, schedule=Schedule(zone="UTC", at=now.time())))
    report(database, now)
    editing = desk(database, clock)
    (edition,) = editing.due(now).compose
    editing.compose(edition)
    assert overseeing.standing(edition).deadline == now + LATER.approval_window
    editing.approve(edition, "ada")
    assert overseeing.standing(edition).deadline is None


def test_a_silent_feed_concerns_the_digests_that_it_fed(
    overseeing: Overseeing, database: Database, now: datetime
) -> None:
    """And no other; a feed of this morning is no concern."""
    add_digest(database, now, LATER)
    add_digest(database, now, replace(LATER, slug="kyiv", topics=(UKRAINE,)))
    report(database, now)
    with database.transaction() as tx:
        feeds.add(tx, NewFeed("https://new.example/feed", "new.example", "New"), now)
        old, _ = feeds.add(tx, NewFeed("https://old.example/feed", "old.example", "Old"), now - timedelta(days=3))
        baker = tx.execute(sa.select(sources.c.id).where(sources.c.name == "Tagesblatt Nord")).scalar_one()
        tx.execute(sa.update(table).where(table.c.id == old).values(source_id=baker))
    silent = {
        outlook.digest.slug: [one.source for one in outlook.concerns if one.kind is Against.SILENT]
        for outlook in overseeing.today()
    }
    assert silent == {"levant": ["Tagesblatt Nord"], "kyiv": []}


def test_the_past_comes_in_pages(overseeing: Overseeing, database: Database, clock: Clock, now: datetime) -> None:
    """Newest first, each page after the last of the one before."""
    add_digest(database, now, LATER)
    report(database, now)
    editing = desk(database, clock)
    first = editing.draft("levant")
    clock.pass_(days=1)
    report(database, clock.now)
    second = editing.draft("levant")
    assert [one.edition.id for one in overseeing.past()] == [second.id, first.id]
    assert [one.edition.id for one in overseeing.past("levant", second.id)] == [first.id]
    with pytest.raises(NotFound):
        overseeing.past("atlantis")


def test_a_glance_tells_when_anything_changed(
    overseeing: Overseeing, database: Database, clock: Clock, now: datetime
) -> None:
    """Its mark differs after an approval."""
    add_digest(database, now, LATER)
    report(database, now)
    editing = desk(database, clock)
    edition = editing.draft("levant").id
    before = overseeing.glance(edition)[1]
    assert overseeing.glance(edition)[1] == before
    editing.cancel(edition, "a day of mourning", "ada")
    found, after = overseeing.glance(edition)
    assert (found.state, after != before) == (EditionState.CANCELLED, True)
    with pytest.raises(NotFound):
        overseeing.glance(EditionId(999))
