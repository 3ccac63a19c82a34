"""Every table, as SQLAlchemy Core sees it. Queries stand in the module of their noun."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    },
)


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware datetime, always UTC. SQLite keeps it as text that sorts by time."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times: they are a bug of the caller."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; every time in the database is UTC.")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back UTC, whatever the server's session says."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


Json = sa.JSON().with_variant(JSONB(), "postgresql")
BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers only INTEGER keys by itself


def _id() -> sa.Column[int]:
    return sa.Column("id", BigId, primary_key=True)


def _to(name: str, target: str, **options: Any) -> sa.Column[Any]:  # noqa: ANN401  (SQLAlchemy's own options)
    return sa.Column(name, BigId, sa.ForeignKey(f"{target}.id"), nullable=options.pop("nullable", False), **options)


def _text(name: str, default: str = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default=default)


def _count(name: str, default: int = 0) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False, server_default=str(default))


def _flag(name: str, *, default: bool) -> sa.Column[bool]:
    value = sa.true() if default else sa.false()
    return sa.Column(name, sa.Boolean, nullable=False, server_default=value)


def _json(name: str, default: str = "[]") -> sa.Column[Any]:
    return sa.Column(name, Json, nullable=False, server_default=default)


def _moment(name: str, *, nullable: bool = True) -> sa.Column[datetime]:
    return sa.Column(name, Moment, nullable=nullable)


# --- collecting ---------------------------------------------------------------------------------------------

sources = sa.Table(
    "sources",
    metadata,
    _id(),
    sa.Column("name", sa.Text, nullable=False),
    _text("home_url"),
    _text("language"),
    _flag("agency", default=False),
)

feeds = sa.Table(
    "feeds",
    metadata,
    _id(),
    _to("source_id", "sources"),
    sa.Column("url", sa.Text, nullable=False, unique=True),
    _text("host"),
    _text("state", "active"),
    _text("language"),
    _text("etag"),
    _text("last_modified"),
    _moment("next_check_at"),
    _moment("last_good_at"),
    _count("failures"),
    _text("error"),
    _moment("claimed_until"),
    _moment("created_at", nullable=False),
    sa.Index("ix_feeds_due", "state", "next_check_at"),
)

hosts = sa.Table(
    "hosts",
    metadata,
    sa.Column("host", sa.Text, primary_key=True),
    _moment("free_at", nullable=False),  # nobody may ask this host before
)

entries = sa.Table(
    "entries",
    metadata,
    _id(),
    _to("feed_id", "feeds"),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    _text("host"),
    _text("title"),
    _text("summary"),
    _moment("published"),
    _text("language"),
    _json("authors"),
    _text("state", "new"),
    _text("reason"),
    _count("attempts"),
    _moment("next_attempt_at"),
    _moment("claimed_until"),
    _moment("first_seen_at", nullable=False),
    sa.Column("article_id", BigId, sa.ForeignKey("articles.id")),
    sa.UniqueConstraint("feed_id", "key"),
    sa.Index("ix_entries_due", "state", "next_attempt_at"),
)

articles = sa.Table(
    "articles",
    metadata,
    _id(),
    sa.Column("url", sa.Text, nullable=False, unique=True),
    _to("source_id", "sources"),
    sa.Column("title", sa.Text, nullable=False),
    _text("standfirst"),
    _json("paragraphs"),
    _json("byline"),
    _text("language"),
    _moment("published", nullable=False),
    _moment("fetched_at", nullable=False),
    sa.Column("simhash", sa.BigInteger, nullable=False, server_default="0"),
    _text("image_url"),
    sa.Index("ix_articles_published", "published"),
)

assignments = sa.Table(
    "assignments",
    metadata,
    sa.Column("article_id", BigId, sa.ForeignKey("articles.id"), primary_key=True),
    sa.Column("topic_id", sa.Text, primary_key=True),
    sa.Column("score", sa.Float, nullable=False),
    _json("matches"),
    sa.Index("ix_assignments_topic_id", "topic_id"),
)

stories = sa.Table(
    "stories",
    metadata,
    _id(),
    _moment("created_at", nullable=False),
    _moment("updated_at", nullable=False),
)

story_articles = sa.Table(
    "story_articles",
    metadata,
    sa.Column("article_id", BigId, sa.ForeignKey("articles.id"), primary_key=True),
    _to("story_id", "stories", index=True),
    _moment("added_at", nullable=False),
)

# --- readers ------------------------------------------------------------------------------------------------

lists = sa.Table(
    "lists",
    metadata,
    _id(),
    sa.Column("slug", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    _moment("created_at", nullable=False),
)

subscribers = sa.Table(
    "subscribers",
    metadata,
    _id(),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("identity", sa.Text, nullable=False, unique=True),  # what makes two spellings the same mailbox
    sa.Column("address_hash", sa.Text, nullable=False, index=True),  # keyed; meets suppressions
    _text("name"),
    _text("language"),
    _moment("created_at", nullable=False),
    _moment("erased_at"),
)

subscriptions = sa.Table(
    "subscriptions",
    metadata,
    sa.Column("list_id", BigId, sa.ForeignKey("lists.id"), primary_key=True),
    sa.Column("subscriber_id", BigId, sa.ForeignKey("subscribers.id"), primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    _moment("requested_at", nullable=False),
    _moment("confirmed_at"),
    _moment("unsubscribed_at"),
    sa.Index("ix_subscriptions_subscriber_id", "subscriber_id"),
)

consents = sa.Table(
    "consents",
    metadata,
    _id(),
    sa.Column("address_hash", sa.Text, nullable=False, index=True),
    _to("list_id", "lists"),
    sa.Column("action", sa.Text, nullable=False),
    _moment("at", nullable=False),
    _text("text"),
    _text("source"),
    _text("ip"),
)

suppressions = sa.Table(
    "suppressions",
    metadata,
    _id(),
    sa.Column("address_hash", sa.Text, nullable=False),
    sa.Column("list_id", BigId, sa.ForeignKey("lists.id")),  # NULL: no list at all
    sa.Column("reason", sa.Text, nullable=False),
    _moment("at", nullable=False),
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
    _id(),
    sa.Column("kind", sa.Text, nullable=False),
    _to("list_id", "lists"),
    _to("subscriber_id", "subscribers", index=True),
    _text("language"),
    _text("state", "queued"),  # queued, sent, failed
    _count("attempts"),
    _moment("next_attempt_at"),
    _moment("claimed_until"),
    _moment("created_at", nullable=False),
    _moment("sent_at"),
    _text("error"),
    sa.Index("ix_notices_due", "state", "next_attempt_at"),
)

# --- editions -----------------------------------------------------------------------------------------------

digests = sa.Table(
    "digests",
    metadata,
    _id(),
    sa.Column("slug", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    _to("list_id", "lists"),
    _json("topics"),
    _json("languages"),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("at", sa.Time, nullable=False),
    _json("weekdays", "[0, 1, 2, 3, 4, 5, 6]"),
    _count("catch_up_minutes", 180),
    _count("lead_minutes", 15),
    _text("approval", "automatic"),
    _count("approval_minutes", 120),
    _count("minimum_stories", 3),
    _count("stories_per_topic", 8),
    _count("window_hours", 24),
    _text("template", "digest"),
    _text("on_uncertain", "resend"),
    _flag("active", default=True),
    _moment("created_at", nullable=False),
    _moment("due_from", nullable=False),  # made, woken or rescheduled then: earlier slots are not asked for
)

editions = sa.Table(
    "editions",
    metadata,
    _id(),
    _to("digest_id", "digests"),
    sa.Column("day", sa.Date, nullable=False),
    _moment("send_at", nullable=False),
    _text("state", "draft"),
    _text("reason"),
    _flag("scheduled", default=True),  # drafted by hand: goes when somebody says so
    _moment("composed_at"),
    _moment("claimed_until"),  # by the worker that composes it
    _text("approved_by"),
    _moment("approved_at"),
    _text("approved_hash"),
    _moment("planned_at"),
    _moment("finished_at"),
    _moment("created_at", nullable=False),
    sa.UniqueConstraint("digest_id", "day"),
    sa.Index("ix_editions_state", "state", "send_at"),
)

edition_items = sa.Table(
    "edition_items",
    metadata,
    _id(),
    _to("edition_id", "editions"),
    _to("story_id", "stories"),
    sa.Column("topic_id", sa.Text, nullable=False),
    _count("position"),
    _json("article_ids"),  # what the story held when the edition was composed
    sa.Column("score", sa.Float, nullable=False, server_default="0"),
    _json("reasons"),
    _flag("is_update", default=False),
    _flag("dropped", default=False),
    _json("headlines", "{}"),  # language → an editor's own
    sa.UniqueConstraint("edition_id", "story_id"),
    sa.Index("ix_edition_items_story_id", "story_id"),
)

renderings = sa.Table(
    "renderings",
    metadata,
    sa.Column("edition_id", BigId, sa.ForeignKey("editions.id"), primary_key=True),
    sa.Column("language", sa.Text, primary_key=True),
    sa.Column("subject", sa.Text, nullable=False),
    _text("preheader"),
    sa.Column("html", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("nonce", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    _moment("created_at", nullable=False),
)

findings = sa.Table(
    "findings",
    metadata,
    _id(),
    _to("edition_id", "editions", index=True),
    _text("language"),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("severity", sa.Text, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    _text("place"),
)

# --- the ledger ---------------------------------------------------------------------------------------------

_CLAIMABLE = sa.text("state IN ('queued', 'deferred')")
_CLAIMED = sa.text("state = 'claimed'")
_UNCERTAIN = sa.text("state = 'uncertain'")

deliveries = sa.Table(
    "deliveries",
    metadata,
    _id(),
    _to("edition_id", "editions"),
    _to("subscriber_id", "subscribers"),
    _text("language"),  # of the rendering they get
    _text("state", "queued"),
    _text("owner"),
    _moment("lease_until"),
    _moment("handed_at"),  # set before the first byte goes out, so that a kill names who is in doubt
    _count("attempts"),
    _count("resends"),  # after an uncertain answer
    _moment("next_attempt_at"),
    _count("code"),
    _text("enhanced"),
    _text("text"),
    _moment("updated_at"),
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
    _id(),
    _to("delivery_id", "deliveries", index=True),
    _moment("at", nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    _count("code"),
    _text("enhanced"),
    _text("text"),
    sa.Column("key", sa.Text, unique=True),  # of a report from outside, so that a repeat counts once
)

relays = sa.Table(
    "relays",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    _moment("resume_at"),  # nobody connects before
    _count("failures"),
    _text("error"),
)

# --- operating ----------------------------------------------------------------------------------------------

ticks = sa.Table(
    "ticks",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    _moment("at", nullable=False),
)

audit = sa.Table(  # append-only: who changed what
    "audit",
    metadata,
    _id(),
    _moment("at", nullable=False),
    _text("who"),
    sa.Column("action", sa.Text, nullable=False),  # "edition.approve"
    _text("subject"),  # "edition 12"
    _text("detail"),
)
