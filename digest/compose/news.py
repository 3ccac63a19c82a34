"""What readers know already: a story that an earlier edition told comes again only when it has moved on."""

from collections.abc import Iterable
from enum import StrEnum

from digest.compose.likeness import near
from digest.compose.voices import voices
from digest.model.article import Article
from digest.model.edition import Placement
from digest.model.story import Story

VOICES_FOR_UPDATE = 2  # one paper's late account is no development


class News(StrEnum):
    """What a story is to the readers of one digest."""

    NEW = "new"
    UPDATE = "update"  # told before, and moved on since
    REPEAT = "repeat"  # told before, and nothing has happened: not to be told again


def judge(story: Story, told: Iterable[Placement]) -> News:
    """What `story` is to readers whom earlier editions `told`; those editions' articles stand in the story as well.

    It has moved on when two independent voices published, after all that was told, what copies none of it.
    A story that shares an article with one told before is that story, whatever its id.
    """
    own = {article.id for article in story.articles}
    known = [one for one in told if one.story_id == story.id or not own.isdisjoint(one.article_ids)]
    if not known:
        return News.NEW
    ids = {article_id for one in known for article_id in one.article_ids}
    before = [article for article in story.articles if article.id in ids]
    since = [article for article in story.articles if article.id not in ids and _adds(article, before)]
    return News.UPDATE if len(voices(since)) >= VOICES_FOR_UPDATE else News.REPEAT


def _adds(article: Article, before: Iterable[Article]) -> bool:
    return all(
        article.published > one.published and not near(article, one) and article.title != one.title for one in before
    )
