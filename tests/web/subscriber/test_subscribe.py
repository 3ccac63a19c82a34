"""A reader's pages: a GET changes nothing, a POST does it once, and nobody learns who is subscribed."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from digest.bootstrap import House
from digest.model.ids import ListId, SubscriberId
from digest.services.subscribing import Circumstances
from digest.store.tables import consents, metadata, notices, subscriptions

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
ONE, MORNING = SubscriberId(1), ListId(1)


def _path(url: str) -> str:
    return url.removeprefix("https://news.example.org")


def _stamp(client: FlaskClient) -> str:
    found = re.search(r'name="stamp" value="([^"]+)"', client.get("/subscribe/morning").text)
    assert found
    return found[1]


def _everything(house: House) -> dict[str, list[tuple[object, ...]]]:
    with house.database.reading() as tx:
        return {
            name: [tuple(row) for row in tx.execute(sa.select(table)).all()] for name, table in metadata.tables.items()
        }


def _state(house: House) -> str:
    with house.database.reading() as tx:
        return str(tx.execute(sa.select(subscriptions.c.state)).scalar_one_or_none())


@pytest.fixture
def reader(house: House) -> SubscriberId:
    """A confirmed reader."""
    house.subscribing.subscribe("morning", "reader@example.org", "fr", Circumstances())
    token = house.links_to.confirm(MORNING, ONE, house.clock() + timedelta(days=7)).rpartition("/")[2]
    house.subscribing.confirm(token, Circumstances())
    return ONE


def _ask(client: FlaskClient, house: House, **fields: str) -> str:
    stamp = _stamp(client)
    house.clock.now += timedelta(seconds=5)  # type: ignore[attr-defined]  # the clock of these tests
    answer = client.post("/subscribe/morning", data={"stamp": stamp, "address": "reader@example.org", **fields})
    return f"{answer.status_code} {answer.text}"


def test_the_answer_is_the_same_for_strangers_readers_and_the_suppressed(client: FlaskClient, house: House) -> None:
    stranger = _ask(client, house)
    token = house.links_to.confirm(MORNING, ONE, house.clock() + timedelta(days=7)).rpartition("/")[2]
    house.subscribing.confirm(token, Circumstances())
    known = _ask(client, house)
    house.subscribing.suppress("reader@example.org")
    suppressed = _ask(client, house)
    assert stranger.startswith("200")
    assert stranger == known == suppressed


def test_the_form_queues_one_confirmation_and_notes_what_was_shown(client: FlaskClient, house: House) -> None:
    _ask(client, house, language="fr")
    with house.database.reading() as tx:
        assert list(tx.execute(sa.select(notices.c.kind)).scalars()) == ["confirm"]
        line = tx.execute(sa.select(consents)).one()
    assert (line.action, line.ip) == ("requested", "127.0.0.0/24")
    assert "The morning <digest>" in line.text


def test_a_language_that_we_do_not_offer_is_not_kept(client: FlaskClient, house: House) -> None:
    _ask(client, house, language="x" * 3000)
    found = house.forgetting.show("reader@example.org").subscriber
    assert found is not None
    assert found.language == "en"


@pytest.mark.parametrize(
    ("fields", "start"),
    [({"address": "no address"}, "400"), ({"website": "https://spam.example"}, "200"), ({"stamp": "forged"}, "400")],
)
def test_junk_machines_and_forged_forms_queue_nothing(
    client: FlaskClient, house: House, fields: dict[str, str], start: str
) -> None:
    assert _ask(client, house, **fields).startswith(start)
    assert _everything(house)["subscribers"] == []


@pytest.mark.parametrize("seconds", [0, 1, 60 * 60 * 24 + 1])
def test_a_form_sent_at_once_or_after_a_day_is_shown_again(client: FlaskClient, house: House, seconds: int) -> None:
    stamp = _stamp(client)
    house.clock.now += timedelta(seconds=seconds)  # type: ignore[attr-defined]
    answer = client.post("/subscribe/morning", data={"stamp": stamp, "address": "reader@example.org"})
    assert answer.status_code == 400
    assert 'value="reader@example.org"' in answer.text
    assert _everything(house)["subscribers"] == []


def test_a_network_that_asks_too_often_is_told_to_wait(client: FlaskClient, house: House) -> None:
    codes = [_ask(client, house, address=f"r{number}@example.org")[:3] for number in range(25)]
    assert codes == ["200"] * 20 + ["429"] * 5


def test_a_header_cannot_be_smuggled_in_through_the_address(client: FlaskClient, house: House) -> None:
    assert _ask(client, house, address="a@example.org\r\nBcc: b@example.org").startswith("400")


def test_the_button_confirms_and_opening_the_page_does_not(client: FlaskClient, house: House) -> None:
    _ask(client, house)
    path = _path(house.links_to.confirm(MORNING, ONE, house.clock() + timedelta(days=7)))
    assert client.get(path).status_code == 200
    assert _state(house) == "pending"
    assert client.post(path).status_code == 200
    assert _state(house) == "confirmed"


def test_an_old_or_forged_confirmation_says_so_and_changes_nothing(client: FlaskClient, house: House) -> None:
    _ask(client, house)
    old = _path(house.links_to.confirm(MORNING, ONE, house.clock() - timedelta(seconds=1)))
    for path in (old, "/confirm/x", _path(house.links_to.unsubscribe(MORNING, ONE)).replace("/u/", "/confirm/")):
        assert (client.get(path).status_code, client.post(path).status_code) == (410, 410)
    assert _state(house) == "pending"


@pytest.mark.usefixtures("reader")
def test_a_storm_of_gets_changes_nothing(client: FlaskClient, house: House) -> None:
    links = house.links_to
    before = _everything(house)
    paths = [links.unsubscribe(MORNING, ONE), links.preferences(ONE), links.confirm(MORNING, ONE, house.clock())]
    for path in map(_path, paths):
        for _ in range(100):
            assert client.get(path).status_code == 200
            client.head(path)
    assert _everything(house) == before


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_one_click_acts_without_cookie_or_redirect_as_often_as_it_comes(
    client: FlaskClient, house: House, kind: str
) -> None:
    path = _path(house.links_to.unsubscribe(MORNING, ONE))
    for _ in range(20):
        answer = client.post(path, data=ONE_CLICK, content_type=kind)
        assert (answer.status_code, "Set-Cookie" in answer.headers) == (200, False)
    assert _state(house) == "unsubscribed"
    assert [line[3] for line in _everything(house)["consents"]] == ["requested", "confirmed", "unsubscribed"]


@pytest.mark.usefixtures("reader")
def test_another_post_shows_the_button_and_changes_nothing(client: FlaskClient, house: House) -> None:
    answer = client.post(_path(house.links_to.unsubscribe(MORNING, ONE)), data={"x": "y"})
    assert answer.status_code == 200
    assert 'value="One-Click"' in answer.text
    assert _state(house) == "confirmed"


@pytest.mark.usefixtures("reader")
def test_the_link_of_an_erased_reader_still_answers(client: FlaskClient, house: House) -> None:
    path = _path(house.links_to.unsubscribe(MORNING, ONE))
    house.forgetting.erase("reader@example.org")
    assert (client.get(path).status_code, client.post(path, data=ONE_CLICK).status_code) == (200, 200)


@pytest.mark.usefixtures("reader")
def test_a_forged_link_unsubscribes_nobody(client: FlaskClient, house: House) -> None:
    forged = _path(house.links_to.unsubscribe(MORNING, ONE))[:-3] + "AAA"
    assert client.post(forged, data=ONE_CLICK).status_code == 404
    assert _state(house) == "confirmed"


@pytest.mark.usefixtures("reader")
def test_a_reader_leaves_and_chooses_on_their_own_page(client: FlaskClient, house: House) -> None:
    path = _path(house.links_to.preferences(ONE))
    page = client.get(path).text
    assert "reader@example.org" in page
    assert "The morning &lt;digest&gt;" in page
    assert client.post(path, data={"language": "xx"}).status_code == 400
    assert client.post(path, data={"leave": "morning"}).status_code == 200
    assert _state(house) == "unsubscribed"


@pytest.mark.usefixtures("reader")
def test_pages_behind_a_token_are_neither_kept_nor_indexed_nor_told_on(client: FlaskClient, house: House) -> None:
    links = house.links_to
    for path in map(_path, (links.unsubscribe(MORNING, ONE), links.preferences(ONE))):
        headers = client.get(path).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in headers["X-Robots-Tag"]
