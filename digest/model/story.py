"""A story: the articles of several sources and languages about one event."""

from dataclasses import dataclass

from digest.model.article import Article
from digest.model.ids import StoryId, TopicId


@dataclass(frozen=True, slots=True)
class Story:
    """Articles about the same event. `id` is 0 until it is stored."""

    id: StoryId
    articles: tuple[Article, ...]  # never empty; by publication, oldest first


@dataclass(frozen=True, slots=True)
class RankedStory:
    """A story in its place under a topic, and why it ranks there."""

    story: Story
    topic_id: TopicId
    score: float
    reasons: tuple[str, ...]  # in words, for an editor
    update: bool = False  # an earlier edition carried it, and it has moved on since
