"""The operator's room: feeds, topics, digests, lists and how the house is; each page's doors in a file of its name."""

from digest.web.operator import feeds, machines, topics

doors = (machines.door, feeds.door, topics.door)
