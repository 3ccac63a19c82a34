"""Tables of those who run the house: clocks, users, tokens, the audit."""

import sqlalchemy as sa

from digest.store.columns import count, flag, json, metadata, moment, refers_to, row_id, text

ticks = sa.Table(
    "ticks",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    moment("at", nullable=False),
)

users = sa.Table(  # who may come in by the staff's door
    "users",
    metadata,
    row_id(),
    sa.Column("email", sa.Text, nullable=False, unique=True),  # in lower case
    text("name"),
    sa.Column("role", sa.Text, nullable=False),  # viewer, editor, operator, admin
    text("password"),  # argon2id, with its parameters and salt; "": signs in elsewhere
    text("totp_secret"),  # base32; "" without a second factor
    count("totp_step"),  # the last one used, so that a code works once
    text("subject"),  # at the OpenID provider: issuer and subject
    text("language"),
    flag("active", default=True),
    moment("created_at", nullable=False),
    moment("seen_at"),
)

web_sessions = sa.Table(
    "web_sessions",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),  # SHA-256 of what the cookie holds
    refers_to("user_id", "users", index=True),
    sa.Column("csrf", sa.Text, nullable=False),
    moment("created_at", nullable=False),
    moment("seen_at", nullable=False),
    text("network"),
    text("agent"),
    flag("second_factor", default=False),  # it was asked for and given
)

api_tokens = sa.Table(
    "api_tokens",
    metadata,
    row_id(),
    refers_to("user_id", "users", index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False, unique=True),  # SHA-256 of the token
    sa.Column("role", sa.Text, nullable=False),  # never more than its user's
    moment("created_at", nullable=False),
    moment("expires_at"),
    moment("used_at"),
    moment("revoked_at"),
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
    json("detail_parts", "{}"),  # what the detail is made of, to say it in other languages
    sa.Index("ix_audit_subject", "subject"),
)
