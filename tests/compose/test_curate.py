"""What each change makes of a sheet: order, words, leads, what is left out and put together."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from digest.compose import curate
from digest.model.article import Article
from digest.model.curation import Home, Sheet
from digest.model.edition import Placement
from digest.model.errors import BadInput, DigestError, NotFound, Refused
from digest.model.feed import Source
from digest.model.ids import ArticleId, SourceId, StoryId, TopicId

SYRIA, UKRAINE = TopicId("syria"), TopicId("ukraine")
NOW = datetime(2026, 1, 16, 6, tzinfo=UTC)


def placement(story: int, position: int, topic: TopicId = SYRIA, **more: object) -> Placement:
    held = (ArticleId(10 * story), ArticleId(10 * story + 1))
    return Placement(StoryId(story), topic, position, held, 1.0, (), **more)  # type: ignore[arg-type]


def sheet(*placements: Placement) -> Sheet:
    homes = {article: Home(one.story_id) for one in placements for article in one.article_ids}
    return Sheet(placements, {}, homes, frozenset())


def order(sheet_: Sheet, topic: TopicId = SYRIA) -> list[int]:
    own = [one for one in sheet_.placements if one.topic_id == topic]
    return [int(one.story_id) for one in sorted(own, key=lambda one: one.position)]


FOUR = sheet(*(placement(story, story - 1) for story in (1, 2, 3, 4)))
GAPS = sheet(placement(1, 0), placement(2, 1, dropped=True), placement(3, 4), placement(4, 9))
PINNED = sheet(placement(1, 0), placement(2, 1, pinned=True), placement(3, 2), placement(4, 3))


@pytest.mark.parametrize(
    ("before", "story", "position", "after"),
    [
        (FOUR, 1, 0, [1, 2, 3, 4]),
        (FOUR, 1, 2, [2, 3, 1, 4]),
        (FOUR, 4, 0, [4, 1, 2, 3]),
        (FOUR, 2, 99, [1, 3, 4, 2]),
        (FOUR, 3, -1, [3, 1, 2, 4]),
        (GAPS, 4, 1, [1, 2, 4, 3]),  # among those that are shown
        (GAPS, 4, 0, [4, 1, 2, 3]),
        (PINNED, 4, 0, [4, 2, 1, 3]),
        (PINNED, 1, 3, [3, 2, 4, 1]),
        (PINNED, 2, 3, [1, 3, 4, 2]),  # its editor moves it
    ],
)
def test_a_story_is_moved_within_its_topic(before: Sheet, story: int, position: int, after: list[int]) -> None:
    """To its place among those shown; pinned ones stay."""
    assert order(curate.move(before, StoryId(story), SYRIA, position)) == after


def test_a_story_is_moved_to_another_topic() -> None:
    """Both are counted from 0 again; what is pinned where it left stays."""
    before = sheet(*PINNED.placements, placement(5, 0, UKRAINE), placement(6, 1, UKRAINE))
    after = curate.move(before, StoryId(1), UKRAINE, 1)
    assert (order(after), order(after, UKRAINE)) == ([3, 2, 4], [5, 1, 6])
    assert [one.position for one in after.placements if one.topic_id == UKRAINE] == [1, 0, 2]


def test_words_are_cleaned() -> None:
    """One line, no controls, no trick with direction; blanks give the source's back."""
    titled = curate.retitle(FOUR, StoryId(1), "fr", " Un\ttitre\x00 \u202eretourné\n")
    assert titled.placements[0].headlines == {"fr": "Un titre retourné"}
    assert curate.retitle(titled, StoryId(1), "fr", " \u200b ") == FOUR
    summed = curate.summarise(FOUR, StoryId(1), "fr", "\x01")
    assert summed.placements[0].summaries == {"fr": ""}
    assert curate.summarise(summed, StoryId(1), "fr", None) == FOUR


def test_a_note_keeps_its_paragraphs() -> None:
    """And nothing else that is not text."""
    noted = curate.note(FOUR, "fr", "\n  Bonjour \x00\u202e \r\n\n- un\n")
    assert noted.note == {"fr": "Bonjour\n\n- un"}
    assert curate.note(noted, "fr", "\n \n") == FOUR


def test_merged_stories_hold_both_ones_articles() -> None:
    """By age; they are settled, and the other story is gone."""
    ages = {ArticleId(20): 0, ArticleId(10): 1, ArticleId(21): 2, ArticleId(11): 3}
    merged = curate.merge(FOUR, StoryId(1), StoryId(2), ages)
    assert merged.placements[0].article_ids == (20, 10, 21, 11)
    assert order(merged) == [1, 3, 4]
    assert {article: merged.homes[article] for article in ages} == dict.fromkeys(ages, Home(StoryId(1), settled=True))
    assert merged.homes[ArticleId(30)] == Home(StoryId(3))


def test_a_split_story_gives_what_was_chosen() -> None:
    """A lead that it gives away is chosen anew."""
    led = curate.lead(FOUR, StoryId(2), "fr", ArticleId(21))
    apart = curate.split(led, StoryId(2), [ArticleId(21)], StoryId(9))
    kept, made = (curate.placed(apart, StoryId(story)) for story in (2, 9))
    assert (kept.article_ids, dict(kept.leads), made.article_ids) == ((20,), {}, (21,))
    assert order(apart) == [1, 2, 9, 3, 4]
    assert apart.homes[ArticleId(21)] == Home(StoryId(9), settled=True)
    assert apart.homes[ArticleId(20)] == Home(StoryId(2), settled=True)


def test_a_muted_story_is_left_out_and_comes_back() -> None:
    """It is restored by unmuting alone."""
    muted = curate.mute(FOUR, StoryId(2))
    assert (muted.muted, curate.placed(muted, StoryId(2)).dropped) == (frozenset({StoryId(2)}), True)
    assert curate.mute(muted, StoryId(2), muted=False) == FOUR


def article(number: int) -> Article:
    return Article(ArticleId(number), "https://a.example/", Source(SourceId(1), "A"), "T", "", (), (), "en", NOW, NOW)


def test_an_added_article_joins_its_story_or_stands_last() -> None:
    """With what its story held before."""
    joined = curate.add(FOUR, article(99), StoryId(2), [], UKRAINE)
    assert curate.placed(joined, StoryId(2)).article_ids == (20, 21, 99)
    alone = curate.add(FOUR, article(99), StoryId(9), [ArticleId(98)], SYRIA)
    assert curate.placed(alone, StoryId(9)).article_ids == (98, 99)
    assert order(alone) == [1, 2, 3, 4, 9]
    assert alone.homes[ArticleId(99)] == Home(StoryId(9), settled=True)


MUTED = curate.mute(FOUR, StoryId(2))


@pytest.mark.parametrize(
    ("change", "error", "told"),
    [
        (lambda: curate.move(FOUR, StoryId(9), SYRIA, 0), NotFound, "no story 9"),
        (
            lambda: curate.retitle(FOUR, StoryId(1), "fr", "x" * 201),
            BadInput,
            "at most 200 characters; this one has 201",
        ),
        (lambda: curate.summarise(FOUR, StoryId(1), "fr", "x" * 421), BadInput, "at most 420"),
        (lambda: curate.note(FOUR, "fr", "x" * 2001), BadInput, "at most 2,000"),
        (lambda: curate.lead(FOUR, StoryId(1), "fr", ArticleId(20)), NotFound, "none of story 1's"),
        (lambda: curate.merge(FOUR, StoryId(1), StoryId(1), {}), Refused, "choose two"),
        (lambda: curate.split(FOUR, StoryId(1), [ArticleId(20)], StoryId(9)), NotFound, "none of story 1's"),
        (lambda: curate.split(FOUR, StoryId(1), [], StoryId(9)), Refused, "not none and not all"),
        (lambda: curate.drop(MUTED, StoryId(2), dropped=False), Refused, "Unmute it first"),
        (lambda: curate.add(MUTED, article(99), StoryId(2), [], SYRIA), Refused, "unmute it first"),
        (lambda: curate.add(FOUR, article(20), StoryId(2), [], SYRIA), Refused, "has this article already"),
    ],
)
def test_what_cannot_be_is_refused_in_words(change: Callable[[], Sheet], error: type[DigestError], told: str) -> None:
    """With what to do."""
    with pytest.raises(error, match=told):
        change()
