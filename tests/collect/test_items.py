"""Identity, addresses and dates of entries."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from digest.collect.items import MAX_ENTRIES, Item, entries_of

BASE = "https://paper.example/"
ITEM = Item(guid="", link="/a", title="A", summary="", published=None, language="", authors=())


def test_a_guid_is_the_key_when_it_is_unique(now: datetime) -> None:
    """Else the link is, else a hash; whatever happens, two items are two entries."""
    items = [
        replace(ITEM, guid="one", link="/a"),
        replace(ITEM, guid="same", link="/b"),
        replace(ITEM, guid="same", link="/c"),
        replace(ITEM, link="/d?utm_source=feed"),
    ]
    entries, problems = entries_of(items, BASE, "en", now)
    assert [entry.key for entry in entries][::3] == ["one", "https://paper.example/d"]
    assert len({entry.key for entry in entries}) == 4
    assert problems == ()


def test_numbered_editions_of_one_story_are_one(now: datetime) -> None:
    """…/talks#0 today is …/talks#1 tomorrow."""
    today = entries_of([replace(ITEM, guid="https://paper.example/talks#0")], BASE, "", now)[0]
    tomorrow = entries_of([replace(ITEM, guid="https://paper.example/talks#1")], BASE, "", now)[0]
    assert today[0].key == tomorrow[0].key


def test_one_bad_item_is_set_aside(now: datetime) -> None:
    """Without an address, or with one that is no page, it is told; the others stay."""
    items = [replace(ITEM, link=""), replace(ITEM, link="javascript:x", title="Trick"), ITEM]
    entries, problems = entries_of(items, BASE, "", now)
    assert [entry.url for entry in entries] == ["https://paper.example/a"]
    assert problems == (
        "Item 1 (A) has no address of a page.",
        "Item 2 (Trick) has no address of a page.",
    )


def test_a_date_of_next_year_is_no_date(now: datetime) -> None:
    """The entry stays, the date goes, and it is told."""
    entries, problems = entries_of([replace(ITEM, published=datetime(2027, 5, 1, tzinfo=UTC))], BASE, "", now)
    assert entries[0].published is None
    assert "2027-05-01" in problems[0]


def test_titles_are_made_safe(now: datetime) -> None:
    """Overrides of direction and controls do not get in; signs of templates are letters."""
    entries, _ = entries_of([replace(ITEM, title="{{ x }} \u202eevil\u202c \x07 &lt;b&gt;")], BASE, "", now)
    assert entries[0].title == "{{ x }} evil"


def test_a_thousand_are_enough(now: datetime) -> None:
    """More items than anyone publishes in a day are not read."""
    items = (replace(ITEM, link=f"/{number}") for number in range(MAX_ENTRIES + 5))
    assert len(entries_of(items, BASE, "", now)[0]) == MAX_ENTRIES


@pytest.mark.parametrize(
    ("guids", "places"),
    [
        (("0", "1", "2"), True),
        (("#1", "#2", "#3"), True),
        (("3", "1", "2"), True),
        (("7", "8", "9"), False),  # numbers of a small system
        (("1", "2", "a"), False),
        (("1", "1", "2"), False),
    ],
)
def test_a_guid_that_is_a_place_in_the_list_is_no_identity(
    guids: tuple[str, ...],
    places: bool,  # noqa: FBT001  (a table's column)
    now: datetime,
) -> None:
    """Tomorrow another item has it; so the link is taken."""
    items = [replace(ITEM, guid=guid, link=f"/{number}") for number, guid in enumerate(guids)]
    keys = [entry.key for entry in entries_of(items, BASE, "", now)[0]]
    assert (keys == [f"{BASE}{number}" for number in range(3)]) is places


def test_items_with_one_link_are_one_page(now: datetime) -> None:
    """Whatever else tells them apart; without a guid of its own each has no other name."""
    items = [replace(ITEM, guid="same", title="A"), replace(ITEM, guid="same", title="B")]
    assert [entry.title for entry in entries_of(items, BASE, "", now)[0]] == ["A"]
