"""Only whoever reads the mailbox and presses the button subscribes it."""

from collections.abc import Callable

from readers_world import EVENING, MORNING, ONE, TWO, Pages, path

from digest.bootstrap import House
from digest.model.ids import SubscriberId


def _states(house: House, address: str = "reader@example.org") -> dict[str, str]:
    return {found.slug: place.state.value for found, place in house.forgetting.show(address).subscriptions}


def test_the_button_confirms_and_opening_the_page_does_not(pages: Pages, house: House) -> None:
    pages.ask()
    assert pages.client.get(pages.confirmation()).status_code == 200
    assert _states(house) == {"morning": "pending"}
    assert pages.client.post(pages.confirmation()).status_code == 200
    assert _states(house) == {"morning": "confirmed"}


def test_the_words_beside_the_button_are_on_record(pages: Pages, house: House) -> None:
    pages.ask()
    shown = pages.client.get(pages.confirmation()).text
    pages.client.post(pages.confirmation(), headers={"User-Agent": "A browser\x00"})
    line = house.forgetting.show("reader@example.org").consents[-1]
    assert (line.action, line.source, line.agent) == ("confirmed", "web:subscriber.act_on_confirm", "A browser")
    assert f">{line.text.replace('<', '&lt;').replace('>', '&gt;')}<" in shown


def test_one_mail_confirms_what_else_was_asked_for_that_day(pages: Pages, house: House) -> None:
    house.subscribing.create_list("evening", "Evening")
    pages.ask("morning")
    pages.ask("evening")
    assert [row[1] for row in pages.everything()["notices"]] == ["confirm"]
    assert 'name="also" value="evening"' in pages.client.get(pages.confirmation()).text
    page = pages.client.post(pages.confirmation(), data={"also": "evening"}).text
    assert "Evening" in page
    assert _states(house) == {"morning": "confirmed", "evening": "confirmed"}


def test_what_is_not_ticked_is_not_confirmed_nor_what_nobody_asked_for(pages: Pages, house: House) -> None:
    for slug in ("evening", "weekly"):
        house.subscribing.create_list(slug, slug)
    pages.ask("morning")
    pages.ask("evening")
    pages.client.post(pages.confirmation(), data={"also": "weekly"})
    assert _states(house) == {"morning": "confirmed", "evening": "pending"}


def test_a_second_list_after_the_first_is_confirmed_is_asked_for_the_next_day(pages: Pages, house: House) -> None:
    house.subscribing.create_list("evening", "Evening")
    pages.ask("morning")
    first = house.clock()
    pages.client.post(pages.confirmation())
    pages.ask("evening")
    waiting = [row for row in pages.everything()["notices"] if row[1] == "confirm" and row[2] == EVENING]
    assert len(waiting) == 1
    assert (waiting[0][9] - first).total_seconds() == 24 * 60 * 60  # type: ignore[operator]  # created_at
    pages.client.post(pages.confirmation(EVENING))
    assert [row for row in pages.everything()["notices"] if row[1] == "confirm" and row[2] == EVENING] == []


def test_an_old_or_forged_confirmation_says_so_and_changes_nothing(pages: Pages) -> None:
    pages.ask()
    good = pages.confirmation()
    pages.wait(days=7, seconds=1)
    other = pages.leaving().replace("/u/", "/confirm/")
    form = f"/confirm/{pages.stamp()}"
    before = pages.everything()
    for bad in (good, "/confirm/x", other, form, pages.preferences().replace("/preferences/", "/confirm/")):
        assert (pages.client.get(bad).status_code, pages.client.post(bad).status_code) == (410, 410)
    assert pages.everything() == before


def test_a_readers_link_confirms_nobody_else(pages: Pages, house: House, join: Callable[..., SubscriberId]) -> None:
    assert join("reader@example.org") == ONE
    pages.ask(address="other@example.org")
    assert pages.client.post(pages.confirmation(MORNING, ONE)).status_code == 200
    assert _states(house, "other@example.org") == {"morning": "pending"}
    assert pages.client.post(pages.confirmation(MORNING, TWO)).status_code == 200
    assert _states(house, "other@example.org") == {"morning": "confirmed"}


def test_the_page_shows_nothing_of_an_erased_reader(pages: Pages, house: House) -> None:
    pages.ask()
    link = path(house.links_to.confirm(MORNING, ONE, house.clock()))
    house.forgetting.erase("reader@example.org")
    assert pages.client.get(link).status_code == 410
    assert pages.client.post(link).status_code == 410
