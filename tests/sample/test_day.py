"""The invented day has what it promises."""

from collections import Counter

import pytest

from digest.sample.day import SampleArticle, articles, sources

TOPICS = {"syria", "ukraine", "russia"}


def by_name(name: str) -> SampleArticle:
    return next(article for article in articles(2) if article.name == name)


def test_the_day_is_large_enough() -> None:
    assert len(articles()) >= 64
    assert len(sources()) >= 9
    assert sum(article.day == 2 for article in articles(2)) >= 12


def test_it_speaks_six_languages() -> None:
    count = Counter(article.source.language for article in articles())
    assert {"fr", "en", "ar", "uk", "ru", "de"} == set(count)
    assert min(count.values()) >= 8


def test_every_article_is_about_as_long_as_news_is() -> None:
    lengths = {
        article.name: sum(len(paragraph.split()) for paragraph in article.paragraphs)
        for article in articles(2)
        if article.paragraphs
    }
    assert {name: words for name, words in lengths.items() if not 70 <= words <= 300} == {}


def test_one_page_has_no_text() -> None:
    assert [one.name for one in articles() if not one.paragraphs] == ["canal/port-audace-en-images"]


def test_names_tell_articles_apart() -> None:
    names = [article.name for article in articles(2)]
    assert len(set(names)) == len(names)


def test_each_day_lasts_less_than_twenty_hours() -> None:
    assert {one.name: one.age for one in articles(2) if not 0 < one.age.total_seconds() < 20 * 3600} == {}


def test_labels_are_consistent_within_a_story() -> None:
    """All articles of a story are about the same topics, and only about known ones."""
    topics: dict[str, set[frozenset[str]]] = {}
    for article in articles(2):
        assert article.topics <= TOPICS
        topics.setdefault(article.story, set()).add(article.topics)
    assert {story: found for story, found in topics.items() if len(found) != 1} == {}


def test_stories_overlap_over_sources_and_languages() -> None:
    stories = {article.story for article in articles() if article.topics}
    wide = [story for story in stories if len({one.source.language for one in articles() if one.story == story}) >= 3]
    assert 14 <= len(stories) <= 20
    assert len(wide) >= 10


def test_every_topic_has_stories_of_its_own() -> None:
    count = Counter(topic for article in articles() for topic in article.topics)
    assert dict.fromkeys(TOPICS, True) == {topic: count[topic] >= 12 for topic in TOPICS}


def test_traps_are_about_no_topic() -> None:
    assert sum(not article.topics for article in articles()) >= 14


def test_wire_copies_print_the_same_text_under_another_headline() -> None:
    copies = [article for article in articles() if article.copy_of]
    assert len(copies) >= 3
    for copy in copies:
        original = by_name(copy.copy_of)
        assert original.paragraphs == copy.paragraphs[: len(original.paragraphs)]
        assert original.title != copy.title
        assert (original.source.name,) == copy.byline


def test_the_next_day_repeats_and_moves_on() -> None:
    today = {article.story for article in articles()}
    tomorrow = [article for article in articles(2) if article.day == 2]
    assert sum(bool(article.copy_of) for article in tomorrow) >= 3
    assert sum(article.story in today and not article.copy_of for article in tomorrow) >= 4
    assert sum(article.story not in today for article in tomorrow) >= 3


@pytest.mark.parametrize("mark", ["{{ 7*7 }}", "<mj-text", "\u202e", "{% raw %}"])
def test_one_title_is_hostile(mark: str) -> None:
    assert mark in by_name("valley/template-title").title
