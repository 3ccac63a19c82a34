"""The desk's first page: what comes next, what stands against it, what went out last."""

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from lxml import html
from signed import Signed

from digest.bootstrap import House
from digest.model.ids import EditionId
from digest.model.user import Role
from digest.store.tables import deliveries, editions, subscribers


def words(answer_text: str, path: str) -> str:
    (found,) = html.fromstring(answer_text).xpath(path)
    return " ".join(found.text_content().split())


def test_a_desk_without_digests_says_so(editor: Signed) -> None:
    """And what to do."""
    assert "There is no digest yet." in editor.get("/desk").text


def test_a_draft_stands_with_what_stands_against_it(editor: Signed, edition: EditionId) -> None:
    """Its subject leads to it; the schedule's own edition is named too, on the digest's clock."""
    answer = editor.get("/desk").text
    told = words(answer, "//section[contains(@class, 'outlook')]")
    for part in (
        "La Veille de l’Est",
        "Draft",
        "It waits for an editor’s approval",
        "Syria",
        "Nothing has been sent yet.",
    ):
        assert part in told
    assert f"/desk/editions/{edition}" in html.fromstring(answer).xpath("//p[@class='subject']/a/@href")


def test_before_it_is_composed_the_next_slot_is_told(house: House, editor: Signed, edition: EditionId) -> None:
    """With the hour until which it can be approved."""
    house.editing.cancel(edition, "a day of mourning", "ada")
    told = words(editor.get("/desk").text, "//section[contains(@class, 'outlook')]")
    assert "Next Fri, Jan 16 at 9:00 AM in Paris, in 2 hours" in told.replace("\u202f", " ")
    assert "You have until 11:00 AM to approve it." in told.replace("\u202f", " ")
    assert "Cancelled" in told
    assert "a day of mourning" in told


def test_an_editor_drafts_and_a_viewer_does_not(
    house: House, editor: Signed, viewer: Signed, edition: EditionId
) -> None:
    """The button is there when the day has no edition that could be read."""
    house.editing.cancel(edition, "to begin anew", "ada")
    assert "Draft now" in editor.get("/desk").text
    assert "Draft now" not in viewer.get("/desk").text
    assert viewer.post("/desk/draft/levant").status_code == 403
    answer = editor.post("/desk/draft/levant")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/desk/editions/{edition}")
    assert "Draft now" not in editor.get("/desk").text
    assert editor.post("/desk/draft/atlantis").status_code == 404


def test_editions_are_listed_by_digest(viewer: Signed, edition: EditionId) -> None:
    """Newest first, with a way to the older ones."""
    page = html.fromstring(viewer.get("/desk/editions?digest=levant").text)
    assert page.xpath("//tbody/tr//a/@href") == [f"/desk/editions/{edition}"]
    assert page.xpath("//select[@name='digest']/option[@selected]/@value") == ["levant"]
    assert viewer.get("/desk/editions?digest=atlantis").status_code == 404
    assert "There is no edition yet." in viewer.get(f"/desk/editions?before={edition}").text


def test_every_page_is_for_the_staff(signed_in: Callable[[Role], Signed], edition: EditionId) -> None:
    """Strangers are asked to sign in, and come back to where they wanted."""
    stranger = signed_in(Role.VIEWER).client.application.test_client()
    for path in ("/desk", "/desk/editions", f"/desk/editions/{edition}", f"/desk/editions/{edition}/history"):
        answer = stranger.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/login?next={path}")


def test_hours_name_their_city_and_their_tense(house: House, editor: Signed, edition: EditionId) -> None:
    """A reader of the page need not be where the digest is; what is over is told as over."""
    told = words(editor.get("/desk").text, "//article[contains(@class, 'standing')][1]").replace("\u202f", " ")
    assert "composed at 7:00 AM in Paris" in told
    with house.database.transaction() as tx:
        earlier = house.clock() - timedelta(minutes=11)
        tx.execute(sa.update(editions).values(scheduled=True, send_at=earlier))
    for path in ("/desk", f"/desk/editions/{edition}"):
        page = " ".join(html.fromstring(editor.get(path).text).text_content().split())
        assert "was planned for 6:49 AM in Paris · approve by 8:49 AM, in 2 hours" in page.replace("\u202f", " ")
    assert "When (Paris)" in editor.get(f"/desk/editions/{edition}/history").text
    assert "times of Paris" in editor.get(f"/desk/editions/{edition}").text


def test_while_it_is_sent_who_waits_for_their_hour_is_told(house: House, editor: Signed, edition: EditionId) -> None:
    """And nobody reads that nothing was sent."""
    now = house.clock()
    with house.database.transaction() as tx:
        tx.execute(sa.update(editions).values(state="sending", planned_at=now))
        for name, state, due in (("a", "sent", None), ("b", "queued", now + timedelta(hours=6))):
            made = sa.insert(subscribers).values(address=name, identity=name, address_hash=name, created_at=now)
            reader = tx.execute(made.returning(subscribers.c.id)).scalar_one()
            row = {"edition_id": edition, "subscriber_id": reader, "state": state, "next_attempt_at": due}
            tx.execute(sa.insert(deliveries).values(**row, updated_at=now))
    told = words(editor.get("/desk").text, "//section[contains(@class, 'outlook')]").replace("\u202f", " ")
    assert "1 of 2 mails · 1 waits for its reader’s hour, next at 1:00 PM in Paris" in told
    assert "Nothing has been sent yet." not in told
