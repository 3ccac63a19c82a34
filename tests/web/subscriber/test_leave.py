"""Leaving takes one press, and no scanner presses it."""

from collections.abc import Callable

import pytest
from readers_world import EVENING, MORNING, Pages

from digest.bootstrap import House
from digest.model.ids import SubscriberId

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def _states(house: House) -> dict[str, str]:
    found = house.forgetting.show("reader@example.org").subscriptions
    return {one.slug: place.state.value for one, place in found}


@pytest.fixture(autouse=True)
def _reader(join: Callable[..., SubscriberId]) -> None:
    join()


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_one_click_acts_without_cookie_or_redirect_as_often_as_it_comes(pages: Pages, house: House, kind: str) -> None:
    for _ in range(5):
        answer = pages.client.post(pages.leaving(), data=ONE_CLICK, content_type=kind)
        assert (answer.status_code, "Set-Cookie" in answer.headers) == (200, False)
    assert _states(house) == {"morning": "unsubscribed"}
    actions = [line.action for line in house.forgetting.show("reader@example.org").consents]
    assert actions == ["requested", "confirmed", "unsubscribed"]


def test_another_post_shows_the_button_and_changes_nothing(pages: Pages, house: House) -> None:
    answer = pages.client.post(pages.leaving(), data={"x": "y"})
    assert answer.status_code == 200
    assert 'value="One-Click"' in answer.text
    assert _states(house) == {"morning": "confirmed"}


def test_the_last_page_says_what_may_still_come_and_the_way_back(pages: Pages) -> None:
    page = pages.client.post(pages.leaving(), data=ONE_CLICK).text
    assert "may still arrive" in page
    assert 'href="/subscribe/morning?lang=en"' in page


def test_a_link_of_one_list_leaves_no_other(pages: Pages, house: House, join: Callable[..., SubscriberId]) -> None:
    house.subscribing.create_list("evening", "Evening")
    pages.wait(days=2)
    join(slug="evening")
    pages.client.post(pages.leaving(MORNING), data=ONE_CLICK)
    assert _states(house) == {"morning": "unsubscribed", "evening": "confirmed"}
    pages.client.post(pages.leaving(EVENING), data=ONE_CLICK)
    assert _states(house) == {"morning": "unsubscribed", "evening": "unsubscribed"}


def test_the_link_of_an_erased_reader_still_answers(pages: Pages, house: House) -> None:
    link = pages.leaving()
    house.forgetting.erase("reader@example.org")
    assert (pages.client.get(link).status_code, pages.client.post(link, data=ONE_CLICK).status_code) == (200, 200)


def test_a_forged_link_or_one_for_something_else_leaves_nothing(pages: Pages, house: House) -> None:
    others = (pages.confirmation(), pages.preferences(), f"/u/{pages.stamp()}")
    for bad in (pages.leaving()[:-3] + "AAA", *(f"/u/{one.rpartition('/')[2]}" for one in others)):
        assert pages.client.post(bad, data=ONE_CLICK).status_code == 404
    assert _states(house) == {"morning": "confirmed"}


def test_a_storm_of_gets_changes_nothing(pages: Pages) -> None:
    """Every link that a mail can hold, asked for as scanners do."""
    mine = pages.preferences()
    paths = [pages.leaving(), mine, f"{mine}/erase", f"{mine}/data.json", pages.confirmation()]
    paths += ["/", "/help", "/subscribe/morning", "/archive/morning", "/archive/morning/feed.xml"]
    before = pages.everything()
    for one in paths:
        for _ in range(20):
            assert pages.client.get(one).status_code == 200
            assert pages.client.head(one).status_code == 200
            pages.client.options(one)
    for deed in ("language", "morning/choose", "morning/pause", "morning/resume", "morning/leave"):
        assert pages.client.get(f"{mine}/{deed}").status_code == 405
    assert pages.everything() == before
