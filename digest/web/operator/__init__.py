"""The operator's room: feeds, topics, digests, lists and how the house is; each page's doors in a file of its name."""

from digest.web.operator import digests, editions, feeds, health, lists, machines, rosters, suppressions, topics

doors = (
    *(machines.door, health.door, feeds.door, topics.door, digests.door, lists.door, rosters.door),
    *(editions.door, suppressions.door),
)
