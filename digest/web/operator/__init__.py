"""The operator's room: feeds, topics, digests, lists and how the house is; each page's doors in a file of its name."""
