"""Every table, as SQLAlchemy Core sees it. Queries stand in the module of their noun."""

from digest.store.columns import metadata
from digest.store.tables.collecting import (
    articles,
    assignments,
    entries,
    feeds,
    hosts,
    sources,
    stories,
    story_articles,
)
from digest.store.tables.editions import (
    digests,
    edition_items,
    edition_revisions,
    editions,
    findings,
    link_checks,
    renderings,
)
from digest.store.tables.ledger import deliveries, delivery_events, mail_hosts, paces, relays, waves
from digest.store.tables.operating import api_tokens, audit, ticks, users, web_sessions
from digest.store.tables.readers import (
    acts,
    consents,
    imports,
    lists,
    notices,
    subscribers,
    subscriptions,
    suppressions,
)

__all__ = [
    "acts",
    "api_tokens",
    "articles",
    "assignments",
    "audit",
    "consents",
    "deliveries",
    "delivery_events",
    "digests",
    "edition_items",
    "edition_revisions",
    "editions",
    "entries",
    "feeds",
    "findings",
    "hosts",
    "imports",
    "link_checks",
    "lists",
    "mail_hosts",
    "metadata",
    "notices",
    "paces",
    "relays",
    "renderings",
    "sources",
    "stories",
    "story_articles",
    "subscribers",
    "subscriptions",
    "suppressions",
    "ticks",
    "users",
    "waves",
    "web_sessions",
]
