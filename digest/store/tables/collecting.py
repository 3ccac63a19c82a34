"""Tables of what is collected: sources, feeds, entries, articles, stories."""

import sqlalchemy as sa

from digest.store.columns import BigId, count, flag, json, metadata, moment, refers_to, row_id, text

sources = sa.Table(
    "sources",
    metadata,
    row_id(),
    sa.Column("name", sa.Text, nullable=False),
    text("home_url"),
    text("language"),
    flag("agency", default=False),
)

feeds = sa.Table(
    "feeds",
    metadata,
    row_id(),
    refers_to("source_id", "sources"),
    sa.Column("url", sa.Text, nullable=False, unique=True),
    text("host"),
    text("state", "active"),
    text("language"),
    text("etag"),
    text("last_modified"),
    moment("next_check_at"),
    moment("last_good_at"),
    count("failures"),
    text("error"),
    sa.Column("ttl_minutes", sa.Integer),  # as the feed declares it
    text("moved_to"),  # where it says that it has moved, while that is yet to be believed
    moment("moved_since"),
    count("moved_seen"),
    text("moved_from"),  # where it was before it moved
    moment("moved_at"),
    moment("claimed_until"),
    moment("created_at", nullable=False),
    sa.Index("ix_feeds_due", "state", "next_check_at"),
)

hosts = sa.Table(
    "hosts",
    metadata,
    sa.Column("host", sa.Text, primary_key=True),
    moment("free_at", nullable=False),  # nobody may ask this host before
)

entries = sa.Table(
    "entries",
    metadata,
    row_id(),
    refers_to("feed_id", "feeds"),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    text("host"),
    text("title"),
    text("summary"),
    moment("published"),
    text("language"),
    json("authors"),
    text("state", "new"),
    text("reason"),
    count("attempts"),
    moment("next_attempt_at"),
    moment("claimed_until"),
    moment("first_seen_at", nullable=False),
    sa.Column("article_id", BigId, sa.ForeignKey("articles.id")),
    sa.UniqueConstraint("feed_id", "key"),
    sa.Index("ix_entries_due", "state", "next_attempt_at"),
    sa.Index("ix_entries_seen", "feed_id", "first_seen_at"),
    sa.Index("ix_entries_url", "url"),
)

articles = sa.Table(
    "articles",
    metadata,
    row_id(),
    sa.Column("url", sa.Text, nullable=False, unique=True),
    refers_to("source_id", "sources"),
    sa.Column("title", sa.Text, nullable=False),
    text("standfirst"),
    json("paragraphs"),
    json("byline"),
    text("language"),
    moment("published", nullable=False),
    moment("fetched_at", nullable=False),
    sa.Column("simhash", sa.BigInteger, nullable=False, server_default="0"),
    text("image_url"),
    sa.Index("ix_articles_published", "published"),
    sa.Index("ix_articles_source_id", "source_id", "fetched_at"),
)

assignments = sa.Table(
    "assignments",
    metadata,
    sa.Column("article_id", BigId, sa.ForeignKey("articles.id"), primary_key=True),
    sa.Column("topic_id", sa.Text, primary_key=True),
    sa.Column("score", sa.Float, nullable=False),
    json("matches"),
    sa.Index("ix_assignments_topic_id", "topic_id"),
)

stories = sa.Table(
    "stories",
    metadata,
    row_id(),
    moment("created_at", nullable=False),
    moment("updated_at", nullable=False),
    moment("muted_at"),  # by an editor: no edition tells it from then on
)

story_articles = sa.Table(
    "story_articles",
    metadata,
    sa.Column("article_id", BigId, sa.ForeignKey("articles.id"), primary_key=True),
    refers_to("story_id", "stories", index=True),
    flag("settled", default=False),  # by an editor: grouping leaves it there
    moment("added_at", nullable=False),
)
