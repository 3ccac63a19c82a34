"""A reader's own page: theirs alone, and all they need."""

from collections.abc import Callable
from datetime import datetime

import pytest
import sqlalchemy as sa
from readers_world import MORNING, ONE, TWO, Pages

from digest.bootstrap import House
from digest.model.ids import EditionId, SubscriberId
from digest.model.subscriber import Choice
from digest.services.subscribing import Circumstances
from digest.store import choices
from digest.store.tables import deliveries, editions, renderings
from digest.subscribe.links import Links
from digest.subscribe.tokens import Tokens

pytestmark = pytest.mark.usefixtures("published")


@pytest.fixture(autouse=True)
def _readers(join: Callable[..., SubscriberId]) -> None:
    join("reader@example.org")
    join("other@example.org")


def _choice(house: House, subscriber: SubscriberId = ONE) -> Choice | None:
    with house.database.reading() as tx:
        return choices.find(tx, MORNING, subscriber)


def test_the_page_names_what_a_reader_gets_and_why(pages: Pages) -> None:
    page = pages.client.get(pages.preferences()).text
    for word in ("reader@example.org", "The morning &lt;digest&gt;", "Words.", "192.0.2.0/24", 'id="why"'):
        assert word in page
    assert "other@example.org" not in page


def test_a_reader_chooses_and_is_told(pages: Pages, house: House) -> None:
    chosen = {"choosing": "1", "topics": "1", "topic": "ukraine", "days": "1", "day": ["5"], "at": "", "zone": "UTC"}
    answer = pages.client.post(f"{pages.preferences()}/morning/choose", data=chosen)
    assert answer.status_code == 303
    assert 'role="status"' in pages.client.get(answer.headers["Location"]).text
    assert _choice(house) == Choice(("ukraine",), frozenset({5}))  # type: ignore[arg-type]
    assert _choice(house, TWO) == Choice()


@pytest.mark.parametrize("bad", [{"topics": "1"}, {"days": "1"}, {"topic": "<script>alert(1)</script>"}])
def test_what_cannot_be_chosen_is_said_and_kept_from_harm(pages: Pages, house: House, bad: dict[str, str]) -> None:
    answer = pages.client.post(f"{pages.preferences()}/morning/choose", data={"choosing": "1", **bad})
    assert answer.status_code == 400
    assert "<script>alert" not in answer.text
    assert _choice(house) == Choice()


def test_a_reader_pauses_resumes_and_leaves(pages: Pages) -> None:
    mine = pages.preferences()
    assert ">Pause for two weeks<" in pages.client.get(mine).text
    pages.client.post(f"{mine}/morning/pause")
    page = pages.client.get(mine).text
    assert "paused until" in page
    pages.client.post(f"{mine}/morning/resume")
    assert "paused until" not in pages.client.get(mine).text
    pages.client.post(f"{mine}/morning/leave")
    assert "You are not subscribed to anything." in pages.client.get(mine).text
    for deed in ("pause", "resume", "leave", "choose"):
        assert pages.client.post(f"{mine}/morning/{deed}").status_code == 404


def test_a_reader_chooses_a_language_that_appears(pages: Pages, house: House) -> None:
    mine = pages.preferences()
    assert pages.client.post(f"{mine}/language", data={"language": "xx"}).status_code == 400
    assert pages.client.post(f"{mine}/language", data={"language": "ar"}).status_code == 303
    assert '<html lang="ar" dir="rtl">' in pages.client.get(mine).text
    assert house.choosing.sheet(ONE).subscriber.language == "ar"


def test_what_was_sent_is_told_with_a_link_to_it(pages: Pages, house: House, now: datetime) -> None:
    written = {"html": "", "text": "", "nonce": "0" * 16, "sha256": "0", "created_at": now}
    with house.database.transaction() as tx:
        standing = {"digest_id": 1, "day": now.date(), "send_at": now, "state": "sent", "created_at": now}
        edition = tx.execute(sa.insert(editions).values(**standing).returning(editions.c.id)).scalar_one()
        row = {"edition_id": edition, "language": "fr", "subject": "Le sujet & ses suites", **written}
        tx.execute(sa.insert(renderings).values(**row))
        mail = {"edition_id": edition, "subscriber_id": ONE, "state": "sent", "language": "fr"}
        tx.execute(sa.insert(deliveries).values(**mail))
    page = pages.client.get(pages.preferences()).text
    assert "Le sujet &amp; ses suites" in page
    assert house.links_to.view(EditionId(edition), "fr") in page
    assert "Le sujet" not in pages.client.get(pages.preferences(TWO)).text


def test_only_the_readers_own_link_opens_the_page(pages: Pages, house: House) -> None:
    """Links for another purpose, cut ones, and those signed with a key that is not ours."""
    foreign = Links(Tokens(["another key"]), "https://news.example.org").preferences(ONE)
    others = (
        pages.leaving(),
        pages.confirmation(),
        pages.preferences()[:-2],
        foreign,
        house.links_to.view(EditionId(1), "fr"),
    )
    before = pages.everything()
    for other in others:
        mine = f"/preferences/{other.rpartition('/')[2]}"
        for answer in (
            pages.client.get(mine),
            pages.client.get(f"{mine}/data.json"),
            pages.client.get(f"{mine}/erase"),
            pages.client.post(f"{mine}/erase", data={"sure": "yes"}),
            pages.client.post(f"{mine}/language", data={"language": "fr"}),
            *(pages.client.post(f"{mine}/morning/{deed}") for deed in ("choose", "pause", "resume", "leave")),
        ):
            assert answer.status_code == 404
            assert "@example.org" not in answer.text.replace("editor@news.example.org", "")
    assert pages.everything() == before


def test_a_link_outlives_its_key_until_the_key_is_taken_away(pages: Pages) -> None:
    old, new = Tokens(["old"]), Tokens(["new", "old"])
    token = Links(old, "").preferences(ONE).rpartition("/")[2]
    assert Links(new, "").read_preferences(token) == ONE
    assert pages.client.get(f"/preferences/{token}").status_code == 404


def test_names_of_others_are_words_on_the_page_and_never_markup(pages: Pages, house: House) -> None:
    house.subscribing.create_list("odd", "<img src=x onerror=alert(1)>")
    pages.wait(days=2)
    house.subscribing.subscribe("odd", "reader@example.org", "en", Circumstances("<b>bold</b>", "web:x"))
    page = pages.client.get(pages.preferences()).text
    assert "<img" not in page
    assert "<b>bold" not in page
    assert "&lt;img src=x" in page


def test_pages_behind_a_token_are_neither_kept_nor_indexed_nor_told_on(pages: Pages) -> None:
    mine = pages.preferences()
    for one in (pages.leaving(), mine, f"{mine}/erase", f"{mine}/data.json"):
        headers = pages.client.get(one).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in headers["X-Robots-Tag"]


def test_who_was_added_by_us_is_told_so(pages: Pages, house: House) -> None:
    """And nothing of the file they stood in; nobody is told that they asked."""
    house.enrolling.enrol("morning", b"email\nthird@example.org\n", proof="They signed at the fair.", source="fair.csv")
    page = pages.client.get(pages.preferences(SubscriberId(3))).text
    assert "Because we added this address, with its owner’s consent." in page
    assert "They signed at the fair." in page
    assert ("asked for it" in page, "fair.csv" in page) == (False, False)
