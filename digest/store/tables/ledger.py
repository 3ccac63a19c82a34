"""Tables of what was sent to whom, and what became of it."""

import sqlalchemy as sa

from digest.store.columns import BigId, count, json, metadata, moment, refers_to, row_id, text

_CLAIMABLE = sa.text("state IN ('queued', 'deferred')")
_LEASED = sa.text(
    "lease_until IS NOT NULL"
)  # not by state: PostgreSQL would read it for whatever asks for claimed rows
_UNCERTAIN = sa.text("state = 'uncertain'")

deliveries = sa.Table(
    "deliveries",
    metadata,
    row_id(),
    refers_to("edition_id", "editions"),
    refers_to("subscriber_id", "subscribers"),
    text("language"),  # of the rendering they get
    json("topics"),  # the reader's choice when it was planned; none named: all
    text("state", "queued"),
    text("owner"),
    moment("lease_until"),
    moment("handed_at"),  # when it was claimed: since then it may be on the wire
    count("attempts"),
    count("resends"),  # after an uncertain answer
    moment("next_attempt_at"),
    count("code"),
    text("enhanced"),
    text("text"),
    moment("updated_at"),
    sa.UniqueConstraint("edition_id", "subscriber_id"),
    sa.Index("ix_deliveries_state", "edition_id", "state", "updated_at"),  # counted while pages watch
    sa.Index(
        "ix_deliveries_claimable",
        "edition_id",
        "next_attempt_at",
        "id",
        sqlite_where=_CLAIMABLE,
        postgresql_where=_CLAIMABLE,
    ),
    sa.Index("ix_deliveries_lease", "lease_until", sqlite_where=_LEASED, postgresql_where=_LEASED),
    sa.Index("ix_deliveries_uncertain", "edition_id", sqlite_where=_UNCERTAIN, postgresql_where=_UNCERTAIN),
    sa.Index("ix_deliveries_subscriber_id", "subscriber_id"),
)

waves = sa.Table(  # when an edition's readers of one zone and hour get it
    "waves",
    metadata,
    sa.Column("edition_id", BigId, sa.ForeignKey("editions.id"), primary_key=True),
    sa.Column("zone", sa.Text, primary_key=True),
    sa.Column("at", sa.Time, primary_key=True),
    moment("due_at", nullable=False),
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
    sa.Index("ix_delivery_events_at", "at", "kind"),  # what happened by the hour is plotted
)

relays = sa.Table(
    "relays",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    moment("resume_at"),  # nobody connects before
    count("failures"),
    text("error"),
)

paces = sa.Table(  # providers that are slowed, rest or have a rate of their own; "*" is the warm-up's
    "paces",
    metadata,
    sa.Column("provider", sa.Text, primary_key=True),
    count("per_minute"),
    moment("until"),
    text("why"),
    sa.Column("tokens", sa.Float, nullable=False, server_default="0"),
    moment("at", nullable=False),
    moment("booked", nullable=False),
)

mail_hosts = sa.Table(  # domains of readers that no table names: at which provider their mail is taken in
    "mail_hosts",
    metadata,
    sa.Column("domain", sa.Text, primary_key=True),
    text("provider"),  # "": none that is known, or not asked yet
    moment("next_ask_at", nullable=False),
    sa.Index("ix_mail_hosts_next_ask_at", "next_ask_at"),
)
