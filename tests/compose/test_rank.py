"""How much a story matters today."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta

from invented_articles import BRIDGE, GRAIN, NOON, article, source

from digest.compose.rank import rank
from digest.model.article import Article
from digest.model.edition import Digest, Schedule
from digest.model.ids import ArticleId, DigestId, ListId, StoryId, TopicId
from digest.model.story import RankedStory, Story
from digest.model.topic import Assignment, Match, Topic, Zone

SYRIA, UKRAINE = TopicId("syria"), TopicId("ukraine")
TOPICS = {SYRIA: Topic(SYRIA, {"en": "Syria"}), UKRAINE: Topic(UKRAINE, {"en": "Ukraine"})}
DIGEST = Digest(
    DigestId(1),
    "est",
    "Est",
    ListId(1),
    (SYRIA, UKRAINE),
    ("fr", "en"),
    Schedule("Europe/Paris", time(7)),
    window=timedelta(hours=24),
)
NOW = NOON + timedelta(hours=6)
TITLE = Match("Syria", "Syria", Zone.TITLE, 3.0)


def _about(articles: Sequence[Article], topic: TopicId, score: float = 5.0) -> dict[ArticleId, list[Assignment]]:
    return {one.id: [Assignment(one.id, topic, score, (TITLE,))] for one in articles}


def _rank(*stories: Sequence[Article], topic: TopicId = SYRIA, score: float = 5.0) -> list[RankedStory]:
    told = [Story(StoryId(at), tuple(articles)) for at, articles in enumerate(stories, start=1)]
    about = _about([one for articles in stories for one in articles], topic, score)
    return rank(told, about, TOPICS, DIGEST, NOW)


def _order(ranked: Sequence[RankedStory]) -> list[int]:
    return [one.story.id for one in ranked]


def test_many_independent_sources_matter_most() -> None:
    """Five copies of a wire do not."""
    copies = [replace(article(at, f"Wire {at}", hours=5), byline=("AFP",)) for at in range(30, 35)]
    assert _order(_rank(copies, BRIDGE)) == [2, 1]


def test_the_editions_of_one_publisher_are_one_source() -> None:
    """Three languages of one house are no three sources."""
    house = [replace(source(at), home_url=f"https://{at}.house.example") for at in range(40, 43)]
    editions = [article(at, f"House {at}", by=house[at - 40]) for at in range(40, 43)]
    papers = [article(at, f"Paper {at}") for at in (50, 51)]
    ranked = _rank(editions, papers)
    assert _order(ranked) == [2, 1]
    assert ranked[1].reasons[0] == "1 independent source"


def test_what_is_told_in_many_languages_matters_more() -> None:
    """Two sources in two languages before two in one."""
    one = [article(at, f"Title {at}", hours=1) for at in (1, 2)]
    two = [article(3, "Title 3", hours=1), article(4, "Titre 4", "", "fr", 1)]
    assert _order(_rank(one, two)) == [2, 1]


def test_copies_without_a_credit_are_told_as_well() -> None:
    """One text that several papers carry is one voice, and says so."""
    copies = [replace(article(at, f"Title {at}"), simhash=7) for at in (1, 2, 3)]
    assert _rank(copies)[0].reasons[:2] == ("1 independent source", "one text, in 3 papers")


def test_yesterdays_news_fades() -> None:
    """By half in twelve hours."""
    old, new = ([article(at, "Title", hours=hours)] for at, hours in ((1, -6), (2, 6)))
    ranked = _rank(old, new)
    assert _order(ranked) == [2, 1]
    assert ranked[1].score == round(ranked[0].score / 2, 6)


def test_what_many_take_up_now_rises() -> None:
    """Velocity: two voices in the last three hours before two over the day, the newest alike."""
    slow = [article(1, "A", hours=-5), article(2, "B", hours=5.5)]
    fast = [article(3, "C", hours=5), article(4, "D", hours=5.5)]
    ranked = _rank(slow, fast)
    assert _order(ranked) == [2, 1]
    assert "rising: 2 new voices in 3 hours" in ranked[0].reasons


def test_what_is_more_about_the_topic_comes_first() -> None:
    """By the score of its assignments."""
    weak, strong = [article(1, "A")], [article(2, "B")]
    stories = [Story(StoryId(1), tuple(weak)), Story(StoryId(2), tuple(strong))]
    about = _about(weak, SYRIA, 2.0) | _about(strong, SYRIA, 8.0)
    assert _order(rank(stories, about, TOPICS, DIGEST, NOW)) == [2, 1]


def test_a_story_stands_first_under_its_best_topic() -> None:
    """The other topics follow, for a section that is full."""
    about = {one.id: [Assignment(one.id, SYRIA, 2.0, ()), Assignment(one.id, UKRAINE, 9.0, ())] for one in GRAIN}
    ranked = rank([Story(StoryId(1), GRAIN)], about, TOPICS, DIGEST, NOW)
    assert [one.topic_id for one in ranked] == [UKRAINE, SYRIA]


def test_a_passing_mention_is_no_place() -> None:
    """One article of five that is about the topic, and topics that the digest has not."""
    articles = [article(at, f"Title {at}") for at in range(1, 6)]
    about = _about(articles[:1], SYRIA) | _about(articles[1:], TopicId("sport"))
    assert rank([Story(StoryId(1), tuple(articles))], about, TOPICS, DIGEST, NOW) == []


def test_only_the_window_counts() -> None:
    """What readers were told days ago makes no story great, and no story at all alone."""
    old = [article(at, f"Old {at}", hours=-40) for at in range(1, 6)]
    fresh = [article(9, "Fresh", hours=5)]
    assert _rank(old) == []
    assert _rank([*old, *fresh])[0].reasons[0] == "1 independent source"


def test_reasons_are_words_for_an_editor() -> None:
    """Why a story stands where it stands."""
    copies = [replace(article(at, f"Wire {at}", hours=5), byline=("AFP",)) for at in (30, 31)]
    story = Story(StoryId(1), (*BRIDGE[:2], *copies))
    ranked = rank([story], _about(story.articles[:3], SYRIA), TOPICS, DIGEST, NOW, updates={StoryId(1)})
    assert ranked[0].update
    assert ranked[0].reasons == (
        "told before, has moved on",
        "3 independent sources",
        "AFP, in 2 papers",
        "in 2 languages (en, fr)",
        "Syria: 3 of 4 articles, 3 in the headline",
        "newest 60 min ago",
    )


def test_a_clock_that_runs_ahead_wins_nothing() -> None:
    """An article of tomorrow is as new as one of now."""
    assert {one.score for one in _rank([article(1, "A", hours=6)], [article(2, "B", hours=30)])} == {1.0 * 5 / 8}


def test_ties_go_by_id() -> None:
    """So that two runs give one edition."""
    assert _order(_rank([article(2, "A")], [article(1, "A")])) == [1, 2]


def test_what_readers_cannot_read_comes_later() -> None:
    """A story that nobody tells in a language of the digest ranks below its equal that somebody does, and says so."""
    foreign, known = (
        [replace(article(at, "Title", hours=1), language=language)] for at, language in ((1, "el"), (2, "fr"))
    )
    ranked = _rank(foreign, known)
    assert _order(ranked) == [2, 1]
    assert "in none of the digest's languages" in ranked[1].reasons
