"""The whole API: each file of operations is imported here, and so declared."""

from digest.web.api import curation, digests, editions, feeds, house, lists, topics
from digest.web.api.door import api, door

__all__ = ["api", "curation", "digests", "door", "editions", "feeds", "house", "lists", "topics"]
