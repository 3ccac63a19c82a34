"""The news itself."""

from dataclasses import replace
from datetime import timedelta

import pytest
from invented_edition import NOW, item, layout, long_layout
from invented_proof import codes, proof, with_items

from digest.model.edition import Item
from digest.model.ids import StoryId, TopicId
from digest.render.checks.stories import lacking, repeated, stale, thin, unfit


def numbered(number: int, title: str) -> Item:
    return replace(item(title, url=f"https://harbour.example/{number}"), story_id=StoryId(number))


def aged(hours: int, *, update: bool = False) -> Item:
    one = item("Bread price agreed")
    return replace(one, lead=replace(one.lead, published=NOW - timedelta(hours=hours)), update=update)


def test_stories_that_are_not_in_the_mail_are_told() -> None:
    """Why, how many, and the first of them."""
    (omitted,) = unfit(proof(long_layout(300)))
    assert (omitted.code, omitted.values["all"]) == ("omitted", 300)
    assert omitted.values["count"] == 300 - len(proof(long_layout(300)).shown)
    assert "of 300" in omitted.message
    (unusable,) = unfit(proof(with_items(item("Bread price agreed"), item("bad", url="javascript:x"))))
    assert (unusable.code, unusable.where) == ("unusable", "bad")


def test_what_a_story_lacks_is_told_once_for_all() -> None:
    one, other = numbered(1, "Bread price agreed"), numbered(2, "Trams run again")
    unsigned = replace(other, lead=replace(other.lead, source=" "), summary="They ran on Friday.")
    (summary, source) = lacking(proof(with_items(one, replace(one, story_id=StoryId(3)), unsigned)))
    assert (summary.code, summary.stories) == ("summary", (1, 3))
    assert (source.code, source.stories) == ("source", (2,))


def test_too_few_stories_are_told() -> None:
    """Whatever an editor dropped."""
    given = with_items(numbered(1, "Bread price agreed"), numbered(2, "Trams run again"))
    found = list(thin(proof(given)))
    assert [(one.code, one.topic) for one in found] == [("thin", ""), ("empty", "ukraine"), ("empty", "russia")]
    assert found[0].message.startswith("Stories shown: 2; the digest asks for 3.")
    assert codes(thin, proof()) == []


def test_a_topic_left_without_usable_stories_is_empty() -> None:
    whole = layout()
    broken = replace(whole.sections[0], items=(replace(item("bad", url="javascript:x"), story_id=StoryId(99)),))
    (finding,) = thin(proof(replace(whole, sections=(broken, *whole.sections[1:]))))
    assert (finding.code, finding.topic, finding.values["topic"]) == ("empty", TopicId("syria"), "Syrie")


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (numbered(1, "Trams run again in the capital"), ["duplicate"]),
        (numbered(2, "Bread price agreed in Damascus"), ["alike"]),
        (numbered(2, "bread: PRICE agreed in Damascus today"), ["alike"]),
        (numbered(2, "Bread price falls in Aleppo"), []),
    ],
)
def test_what_is_told_twice_is_found(other: Item, expected: list[str]) -> None:
    """By its address, else by its words; short headlines prove nothing."""
    given = with_items(numbered(1, "Bread price agreed in Damascus"), other)
    assert codes(repeated, proof(given)) == [(code, "warning") for code in expected]
    short = with_items(numbered(1, "Bread price"), numbered(2, "Bread price"))
    assert codes(repeated, proof(short)) == []


@pytest.mark.parametrize(
    ("story", "expected"), [(aged(24), 0), (aged(26), 1), (aged(26, update=True), 0), (aged(-5), 0)]
)
def test_old_news_is_told(story: Item, expected: int) -> None:
    """Older than the window; a story that moved on may lead with what was told."""
    assert codes(stale, proof(with_items(story))) == [("stale", "warning")] * expected
