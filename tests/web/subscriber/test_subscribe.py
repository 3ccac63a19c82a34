"""The form asks the mailbox's owner, and tells whoever fills it in nothing."""

from collections.abc import Callable
from datetime import time
from typing import Any

import pytest
import sqlalchemy as sa
from readers_world import MORNING, ONE, Pages

from digest.bootstrap import House
from digest.model.ids import SubscriberId
from digest.model.subscriber import Choice
from digest.services.admitting import Doorway
from digest.store import choices
from digest.store.tables import notices
from digest.subscribe import limits


def _bytes(pages: Pages) -> tuple[int, bytes, list[tuple[str, str]]]:
    answer = pages.ask()
    return answer.status_code, answer.data, sorted(answer.headers)


@pytest.mark.parametrize("standing", ["pending", "confirmed", "left", "suppressed", "erased"])
def test_the_answer_is_the_same_octets_whoever_is_asked_for(
    pages: Pages, house: House, join: Callable[..., SubscriberId], standing: str
) -> None:
    stranger = _bytes(pages)
    if standing in {"confirmed", "left"}:
        join()
    if standing == "left":
        pages.client.post(pages.leaving(), data={"List-Unsubscribe": "One-Click"})
    if standing == "suppressed":
        house.subscribing.suppress("reader@example.org")
    if standing == "erased":
        house.forgetting.erase("reader@example.org")
    assert stranger[0] == 200
    assert _bytes(pages) == stranger


def test_the_form_queues_one_confirmation_and_notes_the_very_words_of_the_page(pages: Pages, house: House) -> None:
    for language in ("en", "fr", "ar"):
        shown = pages.client.get(f"/subscribe/morning?lang={language}").text
        pages.ask(query=f"?lang={language}", address=f"{language}@example.org")
        (line,) = house.forgetting.show(f"{language}@example.org").consents
        assert (line.action, line.ip, line.source) == (
            "requested",
            "127.0.0.0/24",
            "web:subscriber.request_subscription",
        )
        assert f">{line.text.replace('<', '&lt;').replace('>', '&gt;')}<" in shown
    with house.database.reading() as tx:
        assert list(tx.execute(sa.select(notices.c.kind)).scalars()) == ["confirm"] * 3


def test_the_forms_own_page_is_sent_to_in_its_language(pages: Pages) -> None:
    assert 'action="/subscribe/morning?lang=fr"' in pages.client.get("/subscribe/morning?lang=fr").text


@pytest.mark.usefixtures("published")
def test_what_is_chosen_is_kept(pages: Pages, house: House) -> None:
    chosen: dict[str, Any] = {
        "choosing": "1",
        "topics": "1",
        "topic": "syria",
        "days": "1",
        "day": ["0", "4"],
        "at": "07:00",
    }
    chosen |= {"zone": "Europe/Paris", "language": "fr"}
    assert pages.ask(**chosen).status_code == 200
    with house.database.reading() as tx:
        kept = choices.find(tx, MORNING, ONE)
    assert kept == Choice(("syria",), frozenset({0, 4}), time(7), "Europe/Paris")  # type: ignore[arg-type]
    found = house.forgetting.show("reader@example.org").subscriber
    assert found is not None
    assert found.language == "fr"


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    "bad",
    [
        {"topics": "1"},
        {"days": "1"},
        {"topic": "weather"},
        {"at": "07:00", "zone": "Mars/Olympus"},
        {"at": "seven"},
        {"at": "07:00", "zone": "../../../etc/passwd"},
    ],
)
def test_what_cannot_be_chosen_is_asked_again(pages: Pages, bad: dict[str, str]) -> None:
    answer = pages.ask(choosing="1", **bad)
    assert (answer.status_code, 'role="alert"' in answer.text) == (400, True)
    assert pages.everything()["subscribers"] == []


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(("accepts", "expected"), [("ar,en;q=0.5", "ar"), ("uk", "en"), ("fr-CA", "fr"), ("", "en")])
def test_the_language_is_guessed_from_the_browser(pages: Pages, accepts: str, expected: str) -> None:
    page = pages.client.get("/subscribe/morning", headers={"Accept-Language": accepts}).text
    assert f'<option value="{expected}" lang="{expected}" selected>' in page


@pytest.mark.usefixtures("published")
def test_a_language_that_we_do_not_offer_is_not_kept(pages: Pages, house: House) -> None:
    pages.ask(language="x" * 3000)
    found = house.forgetting.show("reader@example.org").subscriber
    assert found is not None
    assert found.language == "en"


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"address": "no address"}, 400), ({"website": "https://spam.example"}, 200), ({"stamp": "forged"}, 400)],
)
def test_junk_machines_and_forged_forms_queue_nothing(pages: Pages, fields: dict[str, str], status: int) -> None:
    assert pages.ask(**fields).status_code == status
    assert pages.everything()["subscribers"] == []


def test_a_machine_is_told_the_same_as_a_person(pages: Pages) -> None:
    assert pages.ask(website="https://spam.example").data == pages.ask().data


@pytest.mark.parametrize("seconds", [0, 1, 60 * 60 * 24 + 1])
def test_a_form_sent_at_once_or_after_a_day_is_shown_again(pages: Pages, seconds: int) -> None:
    stamp = pages.stamp()
    pages.wait(seconds=seconds)
    answer = pages.client.post("/subscribe/morning", data={"stamp": stamp, "address": "reader@example.org"})
    assert answer.status_code == 400
    assert 'value="reader@example.org"' in answer.text
    assert pages.everything()["subscribers"] == []


def test_a_stamp_of_one_form_does_not_open_another(pages: Pages, house: House) -> None:
    house.subscribing.create_list("evening", "Evening")
    assert pages.ask("morning", stamp=pages.stamp("evening")).status_code == 400


def test_a_network_that_asks_too_often_is_told_to_wait(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "NETWORK", limits.Limit(3, limits.NETWORK.window))
    codes = [pages.ask(address=f"r{number}@example.org").status_code for number in range(5)]
    assert codes == [200, 200, 200, 429, 429]


@pytest.mark.parametrize(
    "address",
    [
        "a@example.org\r\nBcc: b@example.org",
        "a@example.org\nBcc: b@example.org",
        "a@example.org%0aBcc:b@example.org,c@example.org",
        '"a\r\nBcc: x"@example.org',
        "a@example.org, b@example.org",
        "<a@example.org>",
        "a@example.org\x00",
    ],
)
def test_a_header_cannot_be_smuggled_in_through_the_address(pages: Pages, address: str) -> None:
    assert pages.ask(address=address).status_code == 400
    assert pages.everything()["notices"] == []


def test_what_was_typed_comes_back_escaped(pages: Pages) -> None:
    page = pages.ask(address='"><script>alert(1)</script>').text
    assert "<script>alert" not in page


def test_a_closed_list_takes_nobody_and_says_so(pages: Pages, house: House) -> None:
    stamp = pages.stamp()
    pages.wait(seconds=5)
    house.subscribing.change_list("morning", "cli:op", open_=False)
    answer = pages.client.post("/subscribe/morning", data={"stamp": stamp, "address": "reader@example.org"})
    for closed in (answer, pages.client.get("/subscribe/morning")):
        assert (closed.status_code, "closed circle" in closed.text) == (403, True)
    assert pages.everything()["subscribers"] == []


def test_a_form_that_is_abused_closes_politely(pages: Pages, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(house.admitting), "doorway", lambda _self: Doorway(closed=True, requests=200, confirmed=3))
    answer = pages.client.get("/subscribe/morning")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3600")
    assert "<form" not in answer.text
