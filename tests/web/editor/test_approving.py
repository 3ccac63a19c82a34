"""Whether an edition goes: what was seen is what is approved; and nobody but an editor says so."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from lxml import html
from signed import Signed

from digest.bootstrap import House
from digest.mail.memory import MemoryTransport
from digest.model.edition import EditionState
from digest.model.ids import EditionId

PageOf = Callable[..., html.HtmlElement]


def seen(page: html.HtmlElement) -> str:
    """The hash that the page's form carries."""
    (found,) = page.xpath("//form[contains(@action, '/approve')]/input[@name='hash']/@value")
    return str(found)


def state(house: House, edition: EditionId) -> EditionState:
    return house.overseeing.glance(edition)[0].state


def test_what_was_seen_is_approved(house: House, editor: Signed, edition: EditionId, page_of: PageOf) -> None:
    """By its hash."""
    content = seen(page_of(editor))
    answer = editor.post(f"/desk/editions/{edition}/approve", {"hash": content})
    assert answer.status_code == 303
    approved = house.overseeing.glance(edition)[0]
    assert (approved.state, approved.approved_hash) == (EditionState.APPROVED, content)
    assert approved.approved_by == editor.user.email
    page = html.fromstring(editor.get(answer.headers["Location"]).text)
    assert "What you saw is what goes." in page.xpath("string(//p[@class='note good'])")


def test_a_change_in_between_is_shown_before_it_is_approved(
    house: House, editor: Signed, edition: EditionId, page_of: PageOf
) -> None:
    """The form of an old page approves nothing; the page that follows says what was changed, and has the new hash."""
    old = seen(page_of(editor))
    story = house.curating.board(edition).sections[0].items[0].placement.story_id
    house.curating.drop(edition, story, seen=0, by="ada@news.example.org")
    answer = editor.post(f"/desk/editions/{edition}/approve", {"hash": old, "seen": "0"})
    assert answer.status_code == 303  # loading the page again sends nothing again
    assert state(house, edition) is EditionState.DRAFT
    again = html.fromstring(editor.get(answer.headers["Location"]).text)
    assert "is not what you saw" in again.xpath("string(//*[@id='messages']/p[@class='note bad'])")
    assert "not saved" not in again.text_content()
    (change,) = again.xpath("//*[@id='since']//li")
    assert change.text_content().startswith("Left out “")
    assert "ada@news.example.org" in change.text_content()
    assert editor.post(f"/desk/editions/{edition}/approve", {"hash": seen(again)}).status_code == 303
    assert state(house, edition) is EditionState.APPROVED


def test_without_a_hash_nothing_is_approved(house: House, editor: Signed, edition: EditionId) -> None:
    """Nobody has seen what they approve."""
    answer = editor.post(f"/desk/editions/{edition}/approve")
    assert "did not say what was seen" in editor.get(answer.headers["Location"]).text
    assert state(house, edition) is EditionState.DRAFT


def test_an_edition_is_held_released_and_cancelled(
    house: House, editor: Signed, edition: EditionId, page_of: PageOf
) -> None:
    """Each with its reason, which stands on the page."""
    editor.post(f"/desk/editions/{edition}/hold", {"reason": "we ask the embassy"})
    page = page_of(editor)
    assert "we ask the embassy" in page.xpath("string(//*[@id='standing'])")
    assert page.xpath("//form[contains(@action, '/approve')]") == []
    editor.post(f"/desk/editions/{edition}/release")
    assert not house.overseeing.glance(edition)[0].held
    editor.post(f"/desk/editions/{edition}/cancel", {"reason": "a day of mourning"})
    cancelled = house.overseeing.glance(edition)[0]
    assert (cancelled.state, cancelled.reason) == (EditionState.CANCELLED, "a day of mourning")
    page = page_of(editor)
    assert page.xpath("//form[contains(@action, '/cancel')]") == []
    answer = editor.post(f"/desk/editions/{edition}/hold", {"reason": "too late"})
    assert 'class="note bad"' in editor.get(answer.headers["Location"]).text


def test_a_test_mail_goes_to_oneself(house: House, editor: Signed, edition: EditionId) -> None:
    """In the language that is looked at, or in all."""
    sink = MemoryTransport()
    house.__dict__["previewing"] = replace(house.previewing, transport=sink)
    assert editor.post(f"/desk/editions/{edition}/test?language=fr", {"to": "me"}).status_code == 303
    assert [one.recipient for one in sink.sent] == [editor.user.email]
    assert editor.post(f"/desk/editions/{edition}/test", {"to": "me", "all": "1"}).status_code == 303
    assert len(sink.sent) == 3
    answer = editor.post(f"/desk/editions/{edition}/test", {"to": "seeds"})
    assert 'class="note bad"' in editor.get(answer.headers["Location"]).text


@pytest.mark.parametrize("path", ["approve", "hold", "release", "cancel", "send", "test"])
def test_a_viewer_decides_nothing(house: House, viewer: Signed, edition: EditionId, path: str) -> None:
    """Nor does a form of another site."""
    assert viewer.post(f"/desk/editions/{edition}/{path}", {"hash": "x"}).status_code == 403
    assert viewer.open(f"/desk/editions/{edition}/{path}", "POST").status_code == 403
    assert state(house, edition) is EditionState.DRAFT
