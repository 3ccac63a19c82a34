"""Names for the keys of rows, so that a feed's id is never taken for an article's."""

from typing import NewType

SourceId = NewType("SourceId", int)
FeedId = NewType("FeedId", int)
EntryId = NewType("EntryId", int)
ArticleId = NewType("ArticleId", int)
TopicId = NewType("TopicId", str)  # a slug, such as "syria"; it stands in templates and URLs
StoryId = NewType("StoryId", int)
DigestId = NewType("DigestId", int)
EditionId = NewType("EditionId", int)
ListId = NewType("ListId", int)
SubscriberId = NewType("SubscriberId", int)
DeliveryId = NewType("DeliveryId", int)
UserId = NewType("UserId", int)
ApiTokenId = NewType("ApiTokenId", int)
