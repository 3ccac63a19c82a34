"""The frame beside the stories: nothing in it runs, loads or escapes."""

import pytest
from signed import Signed

from digest.bootstrap import House
from digest.model.ids import EditionId
from digest.render.looks import View


@pytest.mark.parametrize("view", list(View))
def test_the_frame_is_kept_in(editor: Signed, edition: EditionId, view: View) -> None:
    """Its headers take scripts, forms, pop-ups, our origin and all loading from it, whoever opens it."""
    answer = editor.get(f"/desk/editions/{edition}/mail?language=en&view={view.value}")
    policy = answer.headers["Content-Security-Policy"]
    rules = {rule.split(maxsplit=1)[0]: rule.split()[1:] for rule in policy.split("; ")}
    assert rules == {
        "sandbox": [],
        "default-src": ["'none'"],
        "img-src": ["data:"],
        "style-src": ["'unsafe-inline'"],
        "form-action": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'self'"],
    }
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.content_type == "text/html; charset=utf-8"
    assert "<script" not in answer.text


def test_it_shows_the_language_and_the_topics_asked_for(house: House, editor: Signed, edition: EditionId) -> None:
    """As a reader of one topic gets it."""
    whole = editor.get(f"/desk/editions/{edition}/mail?language=en").text
    part = editor.get(f"/desk/editions/{edition}/mail?language=en&topics=syria").text
    assert "Odesa harbour" in whole
    assert "Odesa harbour" not in part
    french = editor.get(f"/desk/editions/{edition}/mail?language=fr")
    assert french.headers["Content-Language"] == "fr"
    assert house.settings.organisation in whole or "Levant" in whole or "Veille" in whole


def test_each_story_is_a_place_to_jump_to(house: House, editor: Signed, edition: EditionId) -> None:
    """Once, by the name that the list gives it."""
    answer = editor.get(f"/desk/editions/{edition}/mail?language=en").text
    for section in house.curating.board(edition, "en").sections:
        for item in section.items:
            assert answer.count(f'id="story-{item.placement.story_id}"') == 1


def test_strangers_see_no_draft(editor: Signed, edition: EditionId) -> None:
    """Who is not signed in is asked to."""
    answer = editor.client.application.test_client().get(f"/desk/editions/{edition}/mail")
    assert answer.status_code == 302
    assert "/login" in answer.headers["Location"]


def test_a_note_is_seen_before_it_is_kept(house: House, editor: Signed, viewer: Signed, edition: EditionId) -> None:
    """In the mail's subset of Markdown, with nothing else in it."""
    typed = "**Bold** <script>alert(1)</script> [x](javascript:alert(1))"
    answer = editor.post(f"/desk/editions/{edition}/note/preview", {"note": typed})
    assert "<strong>Bold</strong>" in answer.text
    assert "<script" not in answer.text
    assert 'href="javascript' not in answer.text
    assert house.curating.board(edition, "en").note == ""
    assert viewer.post(f"/desk/editions/{edition}/note/preview", {"note": typed}).status_code == 403
