"""What articles are about, recorded and recorded anew."""

from datetime import datetime

import sqlalchemy as sa

from digest.model.ids import ArticleId, TopicId
from digest.model.topic import Assignment, Match, Zone
from digest.store import stories, topics
from digest.store.database import Database
from digest.store.tables import articles, sources

NAMES = [TopicId("russia"), TopicId("syria")]
MATCH = Match("Syria", "SYRIA", Zone.TITLE, 3.0)


def test_the_last_assignment_stands(database: Database, now: datetime) -> None:
    """Assigning again replaces what was recorded, down to nothing; matches come back as they were."""
    with database.transaction() as tx:
        source = tx.execute(sa.insert(sources).values(name="Post").returning(sources.c.id)).scalar_one()
        row = {"url": "https://post.example/1", "source_id": source, "title": "T", "published": now, "fetched_at": now}
        made = ArticleId(tx.execute(sa.insert(articles).values(row).returning(articles.c.id)).scalar_one())
        first = [Assignment(made, name, 3.0, (MATCH,)) for name in NAMES]
        topics.assign(tx, made, first)
        assert stories.assignments_with(tx, [made], NAMES) == first
        topics.assign(tx, made, first[1:])
        assert stories.assignments_with(tx, [made], NAMES) == first[1:]
        topics.assign(tx, made, [])
        assert stories.assignments_with(tx, [made], NAMES) == []
