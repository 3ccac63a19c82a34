"""Ranked stories put into an edition."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from digest.compose.compose import lay_out, place, shown, thin
from digest.model.article import Article
from digest.model.edition import Digest, Edition, EditionState, Placement, Schedule
from digest.model.feed import Source
from digest.model.ids import ArticleId, DigestId, EditionId, ListId, SourceId, StoryId, TopicId
from digest.model.story import RankedStory, Story
from digest.model.topic import Topic

NOW = datetime(2026, 1, 16, 6, tzinfo=UTC)
SYRIA, UKRAINE = TopicId("syria"), TopicId("ukraine")
DIGEST = Digest(
    id=DigestId(1),
    slug="levant",
    name="Levant",
    list_id=ListId(1),
    topics=(SYRIA, UKRAINE),
    languages=("fr", "en"),
    schedule=Schedule("Europe/Paris", time(7)),
    stories_per_topic=2,
)
EDITION = Edition(EditionId(4), DIGEST.id, date(2026, 1, 16), NOW, EditionState.DRAFT)
TOPICS = {SYRIA: Topic(SYRIA, {"fr": "Syrie", "en": "Syria"}), UKRAINE: Topic(UKRAINE, {"en": "Ukraine"})}


def story(number: int) -> Story:
    """A story of one article."""
    article = Article(
        id=ArticleId(number),
        url=f"https://harbour.example/{number}",
        source=Source(SourceId(1), "The Harbour Post"),
        title=f"Forty schools reopen in district {number} of Aleppo",
        standfirst="",
        paragraphs=("The council said so on Thursday after two years of repairs in the whole city.",),
        byline=(),
        language="en",
        published=NOW - timedelta(hours=number),
        fetched_at=NOW,
    )
    return Story(StoryId(number), (article,))


def ranked(number: int, topic: TopicId = SYRIA, score: float = 1.0, *, update: bool = False) -> RankedStory:
    return RankedStory(story(number), topic, score, ("two sources",), update)


def places(placements: Sequence[Placement]) -> list[tuple[str, int, int]]:
    return [(placement.topic_id, placement.position, placement.story_id) for placement in placements]


def test_the_best_stories_come_first_under_each_topic() -> None:
    """In the digest's order of topics, so many a topic."""
    given = [ranked(3, SYRIA, 0.9), ranked(4, SYRIA, 0.5), ranked(1, UKRAINE, 0.3), ranked(2, SYRIA, 0.1)]
    assert places(place(given, DIGEST)) == [("syria", 0, 3), ("syria", 1, 4), ("ukraine", 0, 1)]


def test_a_story_of_two_topics_is_told_once() -> None:
    """Under the topic that it is ranked under first; if that one is full, under the next."""
    assert places(place([ranked(1, UKRAINE, 0.7), ranked(1, SYRIA, 0.2)], DIGEST)) == [("ukraine", 0, 1)]
    full = [ranked(1, SYRIA, 0.9), ranked(2, SYRIA, 0.8), ranked(3, SYRIA, 0.7), ranked(3, UKRAINE, 0.1)]
    assert places(place(full, DIGEST)) == [("syria", 0, 1), ("syria", 1, 2), ("ukraine", 0, 3)]


def test_a_topic_that_the_digest_lacks_has_no_place() -> None:
    """Though its story may have one elsewhere."""
    assert place([ranked(1, TopicId("russia"), 9.0)], DIGEST) == ()


def test_a_placement_remembers_what_the_story_held() -> None:
    """Its articles, its rank and the reasons for it."""
    assert (Placement(StoryId(1), SYRIA, 0, (ArticleId(1),), 0.4, ("two sources",), update=True),) == place(
        [ranked(1, SYRIA, 0.4, update=True)], DIGEST
    )


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, "0 stories, minimum 3"), (1, "1 story, minimum 3"), (2, "2 stories, minimum 3"), (3, "")],
)
def test_a_thin_day_says_how_thin(count: int, expected: str) -> None:
    """With the numbers that an editor wants to know."""
    placements = place([ranked(n, SYRIA) for n in range(1, count + 1)], replace(DIGEST, stories_per_topic=5))
    assert thin(placements, DIGEST) == expected


def test_what_is_dropped_neither_counts_nor_shows() -> None:
    """An editor's decision holds in each language."""
    one, two = place([ranked(1, SYRIA, 0.9), ranked(2, SYRIA, 0.5)], DIGEST)
    given = (replace(one, dropped=True), two)
    assert shown(given) == (two,)
    assert thin(given, DIGEST) == "1 story, minimum 3"
    layout = lay_out(EDITION, DIGEST, "fr", given, {two.story_id: story(2)}, TOPICS)
    assert [StoryId(2)] == [item.story_id for section in layout.sections for item in section.items]


def test_a_layout_speaks_its_language() -> None:
    """Topics have their names, in the digest's order; one without stories is not there."""
    placements = place([ranked(1, UKRAINE), ranked(2, SYRIA)], DIGEST)
    stories = {StoryId(n): story(n) for n in (1, 2)}
    french = lay_out(EDITION, DIGEST, "fr", placements, stories, TOPICS)
    assert (EDITION.id, DIGEST, EDITION.day, "fr") == (french.edition_id, french.digest, french.day, french.language)
    assert [(one.topic_id, one.name) for one in french.sections] == [("syria", "Syrie"), ("ukraine", "Ukraine")]
    alone = lay_out(EDITION, DIGEST, "en", placements[:1], stories, TOPICS)
    assert [section.name for section in alone.sections] == ["Syria"]


def test_an_editor_orders_and_words() -> None:
    """Positions decide the order; a headline stands in its language only."""
    one, two = place([ranked(1, SYRIA, 0.9), ranked(2, SYRIA, 0.5)], DIGEST)
    stories = {StoryId(n): story(n) for n in (1, 2)}
    given = (replace(one, position=1), replace(two, position=0, headlines={"fr": "Les écoles rouvrent à Alep"}))
    titles = {
        language: [
            item.lead.title for item in lay_out(EDITION, DIGEST, language, given, stories, TOPICS).sections[0].items
        ]
        for language in ("fr", "en")
    }
    first, second = (stories[StoryId(n)].articles[0].title for n in (1, 2))
    assert {"fr": ["Les écoles rouvrent à Alep", first], "en": [second, first]} == titles
