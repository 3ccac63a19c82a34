"""What readers know already."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from invented_articles import article

from digest.compose.news import News, judge
from digest.model.article import Article
from digest.model.edition import Placement
from digest.model.ids import StoryId, TopicId
from digest.model.story import Story

TOLD = (replace(article(1, "Bridge opens", hours=0), simhash=0xFF), article(2, "Pont ouvert", hours=1))


def _placement(articles: Sequence[Article], story_id: int = 7) -> Placement:
    return Placement(StoryId(story_id), TopicId("syria"), 0, tuple(one.id for one in articles), 1.0, ())


_SINCE = {
    "nothing since": ((), News.REPEAT),
    "one voice since": ((article(3, "Bridge closes", hours=5),), News.REPEAT),
    "one voice twice": (
        (article(3, "Bridge closes", hours=5), replace(article(4, "Closed", hours=6), source=article(3, "x").source)),
        News.REPEAT,
    ),
    "two voices since": ((article(3, "Bridge closes", hours=5), article(4, "Pont fermé", hours=6)), News.UPDATE),
    "two voices, published before": ((article(3, "Late", hours=0.5), article(4, "Found", hours=0.2)), News.REPEAT),
    "two copies of what was told": (
        (replace(article(3, "Copy", hours=5), simhash=0xFE), article(4, "Bridge opens", hours=6)),
        News.REPEAT,
    ),
    "two copies of one wire": (
        tuple(replace(article(at, f"Wire {at}", hours=5), byline=("AFP",)) for at in (3, 4)),
        News.REPEAT,
    ),
}


@pytest.mark.parametrize(("since", "expected"), _SINCE.values(), ids=_SINCE.keys())
def test_a_story_comes_again_when_it_has_moved_on(since: tuple[Article, ...], expected: News) -> None:
    """Two independent voices with something new, or it was told."""
    assert judge(Story(StoryId(7), (*TOLD, *since)), [_placement(TOLD)]) is expected


def test_what_was_never_told_is_new() -> None:
    """Other stories of earlier editions do not matter."""
    assert judge(Story(StoryId(7), TOLD), [_placement([article(9, "Other")], 8)]) is News.NEW


def test_a_story_told_under_another_id_is_known_by_its_articles() -> None:
    """A story may split or merge after it was told."""
    assert judge(Story(StoryId(9), TOLD), [_placement(TOLD[:1])]) is News.REPEAT


def test_all_that_was_told_counts() -> None:
    """An update is told once as well."""
    update = (article(3, "Bridge closes", hours=5), article(4, "Pont fermé", hours=6))
    told = [_placement(TOLD), _placement((*TOLD, *update))]
    assert judge(Story(StoryId(7), (*TOLD, *update)), told) is News.REPEAT
