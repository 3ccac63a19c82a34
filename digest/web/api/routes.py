"""The whole API: each file of operations is imported here, and so declared."""

from digest.web.api import (
    curation,
    deliveries,
    digests,
    editions,
    feeds,
    findings,
    history,
    house,
    lists,
    opml,
    readers,
    refusals,
    rosters,
    suppressions,
    topic_files,
    topics,
)
from digest.web.api.door import api, door

__all__ = [
    "api",
    "curation",
    "deliveries",
    "digests",
    "door",
    "editions",
    "feeds",
    "findings",
    "history",
    "house",
    "lists",
    "opml",
    "readers",
    "refusals",
    "rosters",
    "suppressions",
    "topic_files",
    "topics",
]
