"""Tables of readers: lists, subscribers, what they agreed to, whom we must not mail."""

import sqlalchemy as sa

from digest.store.columns import BigId, count, flag, json, metadata, moment, refers_to, row_id, text

lists = sa.Table(
    "lists",
    metadata,
    row_id(),
    sa.Column("slug", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    flag("open", default=True),  # anybody may ask for it on its page
    flag("indexed", default=False),  # search engines may show its archive
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
    json("topics"),  # the reader's choice; none named: all of them
    count("weekdays", 127),  # bit 0 is Monday
    sa.Column("at", sa.Time),  # the reader's own hour; NULL: when the edition is ready
    text("zone"),  # of `at`, IANA; "": the digest's
    moment("paused_until"),
    sa.Index("ix_subscriptions_subscriber_id", "subscriber_id"),
    sa.Index("ix_subscriptions_state", "list_id", "state", "confirmed_at"),  # counted and plotted
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
    text("agent"),  # the browser, as it calls itself
    sa.Index("ix_consents_action", "action", "at"),
)

acts = sa.Table(  # what is limited in number: requests for a subscription, sign-ins that failed
    "acts",
    metadata,
    row_id(),
    sa.Column("key", sa.Text, nullable=False),  # kind and keyed hash of whom or where from
    moment("at", nullable=False),
    sa.Index("ix_acts_key", "key", "at"),
)

imports = sa.Table(  # rosters that were handed in, and how far each has come
    "imports",
    metadata,
    row_id(),
    refers_to("list_id", "lists"),
    text("name"),  # of the file
    text("who"),
    sa.Column("body", sa.LargeBinary),  # NULL once it is read
    text("proof"),  # where these readers' consent is kept, in the operator's words
    text("state", "queued"),  # queued, running, done, failed
    count("rows"),
    count("done"),
    count("taken"),
    json("problems"),  # line, value, what is wrong
    text("error"),
    moment("claimed_until"),
    moment("created_at", nullable=False),
    moment("finished_at"),
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
