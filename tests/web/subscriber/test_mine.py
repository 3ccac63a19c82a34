"""A reader takes their data along, and has it erased; nobody else does."""

from collections.abc import Callable

import pytest
from readers_world import ONE, TWO, Pages

from digest.bootstrap import House
from digest.model.ids import SubscriberId


@pytest.fixture(autouse=True)
def _readers(join: Callable[..., SubscriberId]) -> None:
    join("reader@example.org")
    join("other@example.org")


def test_everything_held_is_a_file_to_keep(pages: Pages) -> None:
    answer = pages.client.get(f"{pages.preferences()}/data.json")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.json is not None
    assert answer.json["reader"]["address"] == "reader@example.org"
    assert "other@example.org" not in answer.text


def test_erasing_takes_two_steps(pages: Pages, house: House) -> None:
    page = f"{pages.preferences()}/erase"
    assert "fingerprint" in pages.client.get(page).text
    assert pages.client.post(page).status_code == 400
    assert house.forgetting.show("reader@example.org").subscriber is not None
    assert pages.client.post(page, data={"sure": "yes"}).status_code == 200
    assert house.forgetting.show("reader@example.org").subscriber is None
    assert pages.client.get(page).status_code == 404
    assert house.forgetting.show("other@example.org").subscriber is not None


def test_the_links_of_an_erased_reader_lead_to_nobody(pages: Pages) -> None:
    mine = pages.preferences(ONE)
    pages.client.post(f"{mine}/erase", data={"sure": "yes"})
    for one in (mine, f"{mine}/data.json", f"{mine}/erase"):
        assert pages.client.get(one).status_code == 404
    assert pages.client.get(pages.preferences(TWO)).status_code == 200
