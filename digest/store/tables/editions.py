"""Tables of digests and their editions, and of what editors did to them."""

import sqlalchemy as sa

from digest.store.columns import BigId, Headlines, count, flag, json, metadata, moment, refers_to, row_id, text

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
    json("seeds"),  # addresses that test mails go to
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
    json("reason_parts", "{}"),  # what the reason is made of, to say it in other languages
    flag("scheduled", default=True),  # drafted by hand: goes when somebody says so
    moment("composed_at"),
    moment("claimed_until"),  # by the worker that composes it
    text("approved_by"),
    moment("approved_at"),
    text("approved_hash"),
    moment("planned_at"),
    moment("finished_at"),
    moment("paused_at"),  # by an operator: nothing is claimed until it is resumed
    moment("links_checked_at"),
    moment("pinged_at"),  # the dead man's switch was told that it is over
    flag("held", default=False),  # by an editor: it does not go by itself
    count("revision"),  # of what editors changed; 0 is as composed
    count("rendered"),  # the revision that the renderings show
    json("note", "{}"),  # language → a word from the editor, in Markdown
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
    flag("pinned", default=False),  # stays where an editor put it
    json("headlines", "{}"),  # language → an editor's own
    json("summaries", "{}"),  # likewise
    json("leads", "{}"),  # language → the article that an editor chose to lead
    count("revision"),  # of the edition, when this item was last changed
    sa.UniqueConstraint("edition_id", "story_id"),
    sa.Index("ix_edition_items_story_id", "story_id"),
)

edition_revisions = sa.Table(  # append-only: what an editor did, and how it was before
    "edition_revisions",
    metadata,
    sa.Column("edition_id", BigId, sa.ForeignKey("editions.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    moment("at", nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),  # "retitle"
    text("detail"),
    json("detail_parts", "{}"),  # what the detail is made of
    json("before", "{}"),  # the whole edition as it was; undoing puts it back
)

link_checks = sa.Table(  # what a link in an edition answered
    "link_checks",
    metadata,
    sa.Column("url", sa.Text, primary_key=True),
    moment("checked_at", nullable=False),
    text("problem"),  # "" when it is well
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
    text("subject_frame"),
    sa.Column("headlines", Headlines, nullable=False, server_default="[]"),
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
    sa.Column("message", sa.Text, nullable=False),  # a phrase; its slots are filled with `slots`
    text("advice"),
    json("slots", "{}"),
    text("place"),  # in words, such as a story's title
    json("stories"),
    text("topic"),
    text("part"),
)
