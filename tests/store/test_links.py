"""What links answered, and whose are still to be looked at."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from editing_world import (
    HOUR,
    MADE,
    MINUTE,
    REPORTS,
    SLOT,
    SYRIA,
    add_digest,
    add_stories,
    placement,
    rendering,
    report,
)

from digest.model.edition import Edition, EditionState
from digest.model.ids import EditionId
from digest.model.rendering import LinkState
from digest.store import editions, links
from digest.store.database import Database
from digest.store.tables import articles


def draft(tx: sa.Connection, database_digest: int, at: datetime) -> EditionId:
    made = editions.add(tx, Edition(EditionId(0), database_digest, at.date(), at, EditionState.DRAFT), at)  # type: ignore[arg-type]
    assert made is not None
    return made.id


def test_answers_are_known_for_a_while(database: Database, now: datetime) -> None:
    """A newer one takes an older one's place; in the end all are forgotten."""
    with database.transaction() as tx:
        links.store(tx, {"https://a.example/": LinkState.GONE, "https://b.example/": LinkState.WELL}, now)
        links.store(tx, {"https://a.example/": LinkState.WELL}, now + HOUR)
        links.store(tx, {}, now)
        both = ["https://a.example/", "https://b.example/", "https://c.example/"]
        assert links.known(tx, both, now - MINUTE) == dict.fromkeys(both[:2], LinkState.WELL)
        assert links.known(tx, both, now) == {"https://a.example/": LinkState.WELL}
        assert links.forget(tx, now + MINUTE) == 1
        assert list(links.known(tx, both, now - MINUTE)) == ["https://a.example/"]


def test_a_draft_is_looked_at_after_each_rendering(database: Database, now: datetime) -> None:
    """Once; not before it is rendered, and not when it is decided."""
    digest = add_digest(database, MADE)
    with database.transaction() as tx:
        edition = draft(tx, digest.id, SLOT)
        assert links.unchecked(tx) == ()
        editions.store_renderings(tx, edition, [rendering(edition, "fr"), rendering(edition, "en")], now)
        assert links.unchecked(tx) == (edition,)
        links.begin(tx, edition, now)
        assert links.unchecked(tx) == ()
        editions.store_renderings(tx, edition, [rendering(edition, "fr")], now + MINUTE)
        assert links.unchecked(tx) == (edition,)
        editions.finish(tx, edition, EditionState.CANCELLED, now)
        assert links.unchecked(tx) == ()


def test_an_address_says_which_story_it_is_of(database: Database, now: datetime) -> None:
    """So that the desk can jump there."""
    digest = add_digest(database, MADE)
    first, second, _, third = report(database, now, REPORTS)
    one, other = add_stories(database, now, 2)
    with database.transaction() as tx:
        edition = draft(tx, digest.id, SLOT)
        until = editions.claim(tx, edition, now)
        assert until is not None
        placed = [placement(one, 0, SYRIA, [first, second]), placement(other, 1, SYRIA, [third])]
        assert editions.compose(tx, edition, placed, until, now + timedelta(seconds=1))
        urls = {row.id: row.url for row in tx.execute(sa.select(articles))}
        assert links.stories(tx, edition) == {urls[first]: (one,), urls[second]: (one,), urls[third]: (other,)}
