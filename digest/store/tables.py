"""Every table, as SQLAlchemy Core sees it. Queries stand in the module of their noun."""

import sqlalchemy as sa

from digest.store.columns import BigId, count, flag, json, moment, refers_to, row_id, text

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    },
)

# --- collecting ---------------------------------------------------------------------------------------------

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
)

story_articles = sa.Table(
    "story_articles",
    metadata,
    sa.Column("article_id", BigId, sa.ForeignKey("articles.id"), primary_key=True),
    refers_to("story_id", "stories", index=True),
    moment("added_at", nullable=False),
)

# --- readers ------------------------------------------------------------------------------------------------

lists = sa.Table(
    "lists",
    metadata,
    row_id(),
    sa.Column("slug", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    moment("created_at", nullable=False),
)

subscribers = sa.Table(
    "subscribers",
    metadata,
    row_id(),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("identity", sa.Text, nullable=False, unique=True),  # what makes two spellings the same mailbox
    sa.Column("address_hash", sa.Text, nullable=False, index=True),  # keyed; meets suppressions
    text("name"),
    text("language"),
    moment("created_at", nullable=False),
    moment("erased_at"),
)

subscriptions = sa.Table(
    "subscriptions",
    metadata,
    sa.Column("list_id", BigId, sa.ForeignKey("lists.id"), primary_key=True),
    sa.Column("subscriber_id", BigId, sa.ForeignKey("subscribers.id"), primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    moment("requested_at", nullable=False),
    moment("confirmed_at"),
    moment("unsubscribed_at"),
    sa.Index("ix_subscriptions_subscriber_id", "subscriber_id"),
)

consents = sa.Table(
    "consents",
    metadata,
    row_id(),
    sa.Column("address_hash", sa.Text, nullable=False, index=True),
    refers_to("list_id", "lists"),
    sa.Column("action", sa.Text, nullable=False),
    moment("at", nullable=False),
    text("text"),
    text("source"),
    text("ip"),
)

suppressions = sa.Table(
    "suppressions",
    metadata,
    row_id(),
    sa.Column("address_hash", sa.Text, nullable=False),
    sa.Column("list_id", BigId, sa.ForeignKey("lists.id")),  # NULL: no list at all
    sa.Column("reason", sa.Text, nullable=False),
    moment("at", nullable=False),
    sa.Index(
        "uq_suppressions_everywhere",
        "address_hash",
        unique=True,
        sqlite_where=sa.text("list_id IS NULL"),
        postgresql_where=sa.text("list_id IS NULL"),
    ),
    sa.Index("uq_suppressions_list", "address_hash", "list_id", unique=True),
)

notices = sa.Table(  # mail to one person about their own subscription: confirm, welcome
    "notices",
    metadata,
    row_id(),
    sa.Column("kind", sa.Text, nullable=False),
    refers_to("list_id", "lists"),
    refers_to("subscriber_id", "subscribers", index=True),
    text("language"),
    text("state", "queued"),  # queued, sent, failed
    count("attempts"),
    moment("next_attempt_at"),
    moment("claimed_until"),
    moment("created_at", nullable=False),
    moment("sent_at"),
    text("error"),
    sa.Index("ix_notices_due", "state", "next_attempt_at"),
)

# --- editions -----------------------------------------------------------------------------------------------

digests = sa.Table(
    "digests",
    metadata,
    row_id(),
    sa.Column("slug", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    refers_to("list_id", "lists"),
    json("topics"),
    json("languages"),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("at", sa.Time, nullable=False),
    json("weekdays", "[0, 1, 2, 3, 4, 5, 6]"),
    count("catch_up_minutes", 180),
    count("lead_minutes", 15),
    text("approval", "automatic"),
    count("approval_minutes", 120),
    count("minimum_stories", 3),
    count("stories_per_topic", 8),
    count("window_hours", 24),
    text("template", "digest"),
    text("on_uncertain", "resend"),
    flag("active", default=True),
    moment("created_at", nullable=False),
    moment("due_from", nullable=False),  # made, woken or rescheduled then: earlier slots are not asked for
)

editions = sa.Table(
    "editions",
    metadata,
    row_id(),
    refers_to("digest_id", "digests"),
    sa.Column("day", sa.Date, nullable=False),
    moment("send_at", nullable=False),
    text("state", "draft"),
    text("reason"),
    flag("scheduled", default=True),  # drafted by hand: goes when somebody says so
    moment("composed_at"),
    moment("claimed_until"),  # by the worker that composes it
    text("approved_by"),
    moment("approved_at"),
    text("approved_hash"),
    moment("planned_at"),
    moment("finished_at"),
    moment("created_at", nullable=False),
    sa.UniqueConstraint("digest_id", "day"),
    sa.Index("ix_editions_state", "state", "send_at"),
)

edition_items = sa.Table(
    "edition_items",
    metadata,
    row_id(),
    refers_to("edition_id", "editions"),
    refers_to("story_id", "stories"),
    sa.Column("topic_id", sa.Text, nullable=False),
    count("position"),
    json("article_ids"),  # what the story held when the edition was composed
    sa.Column("score", sa.Float, nullable=False, server_default="0"),
    json("reasons"),
    flag("is_update", default=False),
    flag("dropped", default=False),
    json("headlines", "{}"),  # language → an editor's own
    sa.UniqueConstraint("edition_id", "story_id"),
    sa.Index("ix_edition_items_story_id", "story_id"),
)

renderings = sa.Table(
    "renderings",
    metadata,
    sa.Column("edition_id", BigId, sa.ForeignKey("editions.id"), primary_key=True),
    sa.Column("language", sa.Text, primary_key=True),
    sa.Column("subject", sa.Text, nullable=False),
    text("preheader"),
    sa.Column("html", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("nonce", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    moment("created_at", nullable=False),
)

findings = sa.Table(
    "findings",
    metadata,
    row_id(),
    refers_to("edition_id", "editions", index=True),
    text("language"),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("severity", sa.Text, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    text("place"),
)

# --- the ledger ---------------------------------------------------------------------------------------------

_CLAIMABLE = sa.text("state IN ('queued', 'deferred')")
_CLAIMED = sa.text("state = 'claimed'")
_UNCERTAIN = sa.text("state = 'uncertain'")

deliveries = sa.Table(
    "deliveries",
    metadata,
    row_id(),
    refers_to("edition_id", "editions"),
    refers_to("subscriber_id", "subscribers"),
    text("language"),  # of the rendering they get
    text("state", "queued"),
    text("owner"),
    moment("lease_until"),
    moment("handed_at"),  # set before the first byte goes out, so that a kill names who is in doubt
    count("attempts"),
    count("resends"),  # after an uncertain answer
    moment("next_attempt_at"),
    count("code"),
    text("enhanced"),
    text("text"),
    moment("updated_at"),
    sa.UniqueConstraint("edition_id", "subscriber_id"),
    sa.Index(
        "ix_deliveries_claimable",
        "edition_id",
        "next_attempt_at",
        "id",
        sqlite_where=_CLAIMABLE,
        postgresql_where=_CLAIMABLE,
    ),
    sa.Index("ix_deliveries_lease", "lease_until", sqlite_where=_CLAIMED, postgresql_where=_CLAIMED),
    sa.Index("ix_deliveries_uncertain", "edition_id", sqlite_where=_UNCERTAIN, postgresql_where=_UNCERTAIN),
    sa.Index("ix_deliveries_subscriber_id", "subscriber_id"),
)

delivery_events = sa.Table(  # append-only
    "delivery_events",
    metadata,
    row_id(),
    refers_to("delivery_id", "deliveries", index=True),
    moment("at", nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    count("code"),
    text("enhanced"),
    text("text"),
    sa.Column("key", sa.Text, unique=True),  # of a report from outside, so that a repeat counts once
)

relays = sa.Table(
    "relays",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    moment("resume_at"),  # nobody connects before
    count("failures"),
    text("error"),
)

# --- operating ----------------------------------------------------------------------------------------------

ticks = sa.Table(
    "ticks",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    moment("at", nullable=False),
)

audit = sa.Table(  # append-only: who changed what
    "audit",
    metadata,
    row_id(),
    moment("at", nullable=False),
    text("who"),
    sa.Column("action", sa.Text, nullable=False),  # "edition.approve"
    text("subject"),  # "edition 12"
    text("detail"),
)
