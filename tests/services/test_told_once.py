"""A story that a site shows in a new way is no new article, whatever of it changes and in whatever order."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from collecting_world import Clock
from editing_world import MADE, MINUTE, SLOT, SYRIA, add_digest, desk, titles
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moving_site import DATES, GUIDS, PATHS, SUBJECTS, TITLES, TRAILS, MovingSite

from digest.model.ids import ArticleId
from digest.model.topic import Assignment
from digest.services.collecting import Collecting
from digest.store import feeds
from digest.store.database import Database
from digest.store.feeds import NewFeed
from digest.store.tables import articles, assignments, hosts
from digest.store.tables import entries as entry_table
from digest.store.tables import feeds as feed_table
from digest.store.tables import sources as source_table

BEGAN = datetime(2026, 1, 16, 5, 0, tzinfo=UTC)
CHOICES: dict[str, Sequence[str | bool]] = {
    "scheme": ("https", "http"),
    "host": ("paper.example", "www.paper.example", "news.example"),
    "path": PATHS,
    "slash": ("", "/"),
    "guid": tuple(GUIDS),
    "trail": tuple(TRAILS),
    "date": tuple(DATES),
    "title": TITLES,
    "canonical": (False, True),
    "reverse": (False, True),
}
change = st.one_of([st.tuples(st.just(name), st.sampled_from(values)) for name, values in CHOICES.items()])
changes = st.lists(st.lists(change, min_size=1, max_size=4), min_size=1, max_size=6)


def told(database: Database, polls: Sequence[Sequence[tuple[str, str | bool]]]) -> list[str]:
    """The titles of the articles that there are after the first poll and then one after each group of changes."""
    clock = Clock(BEGAN + timedelta(hours=1))
    site = MovingSite(BEGAN)
    with database.transaction() as tx:
        for table in (assignments, entry_table, articles, feed_table, source_table, hosts):
            tx.execute(sa.delete(table))
        feed_id, _ = feeds.add(tx, NewFeed(site.feed_url, "paper.example", "The Paper"), clock.now)
    collecting = Collecting(database, site, lambda _: [], clock, clock.wait, chance=lambda: 0.0)
    for group in [[], *polls]:
        for name, value in group:
            setattr(site, name, value)
        clock.now += timedelta(hours=1)
        collecting.collect_feed(feed_id)
        assert all(one.state != "postponed" for one in collecting.work())
    with database.reading() as tx:
        return list(tx.execute(sa.select(articles.c.title).order_by(articles.c.title)).scalars())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes)
def test_no_sequence_of_changes_makes_a_story_new(
    sqlite_database: Database, polls: list[list[tuple[str, str | bool]]]
) -> None:
    """GUIDs, addresses, hosts, dates, headlines, tracking, order may all change: three stories stay three articles."""
    assert len(told(sqlite_database, polls)) == len(SUBJECTS)


@pytest.mark.parametrize("name", CHOICES)
def test_each_change_alone(database: Database, name: str) -> None:
    """And back again, on both databases."""
    polls = [[(name, value)] for value in (*CHOICES[name], CHOICES[name][0])]
    assert len(told(database, polls)) == len(SUBJECTS)


@pytest.mark.parametrize("seed", range(6))
def test_no_sequence_of_changes_mails_a_story_twice(sqlite_database: Database, seed: int) -> None:
    """Each morning the site shows its three stories otherwise; the first edition tells them, no other does."""
    database, chance, site = sqlite_database, random.Random(seed), MovingSite(SLOT - timedelta(hours=3))
    clock = Clock(SLOT - timedelta(hours=2))
    add_digest(database, MADE)
    editing = desk(database, clock)
    about = [Assignment(ArticleId(0), SYRIA, 3.0, ())]
    collecting = Collecting(database, site, lambda _: about, clock, clock.wait, chance=lambda: 0.0)
    with database.transaction() as tx:
        feed_id, _ = feeds.add(tx, NewFeed(site.feed_url, "paper.example", "The Paper", language="en"), clock.now)
    mailed = []
    for day in range(5):
        clock.now = SLOT + timedelta(days=day, hours=-2)
        for name in chance.sample(sorted(CHOICES), 4) if day else ():
            setattr(site, name, chance.choice(CHOICES[name]))
        collecting.collect_feed(feed_id)
        list(collecting.work())
        clock.now = SLOT + timedelta(days=day) - 15 * MINUTE
        for edition in editing.due(clock.now).compose:
            editing.compose(edition)
            mailed.append(len(titles(editing, edition)))
    assert mailed[0]
    assert mailed[1:] == [0, 0, 0, 0]
