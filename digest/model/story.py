"""A story: the articles of several sources and languages about one event."""

from dataclasses import dataclass
from datetime import datetime

from digest.model.article import Article
from digest.model.ids import StoryId, TopicId


@dataclass(frozen=True, slots=True)
class Story:
    """Articles about the same event. `id` is 0 until it is stored."""

    id: StoryId
    articles: tuple[Article, ...]  # never empty; by publication, oldest first

    @property
    def first_published(self) -> datetime:
        """When the first of its articles appeared."""
        return min(article.published for article in self.articles)

    @property
    def last_published(self) -> datetime:
        """When the newest of its articles appeared."""
        return max(article.published for article in self.articles)


@dataclass(frozen=True, slots=True)
class RankedStory:
    """A story in its place under a topic, and why it ranks there."""

    story: Story
    topic_id: TopicId
    score: float
    reasons: tuple[str, ...]  # in words, for an editor
    update: bool = False  # an earlier edition carried it, and it has moved on since
