"""Each form of the desk is one change; what cannot be done loses nothing that was typed."""

from collections.abc import Callable
from typing import Any

import pytest
from lxml import html
from signed import Signed

from digest.bootstrap import House
from digest.model.curation import Board
from digest.model.ids import EditionId, StoryId
from digest.web.editor.changing import ACTIONS

HTMX = {"HX-Request": "true"}
PageOf = Callable[..., html.HtmlElement]


def board(house: House, edition: EditionId) -> Board:
    return house.curating.board(edition, "en")


def order(house: House, edition: EditionId) -> list[list[StoryId]]:
    return [[one.placement.story_id for one in section.items] for section in board(house, edition).sections]


def post(who: Signed, edition: EditionId, path: str, *, seen: int = 0, script: bool = False, **form: Any) -> Any:
    fields = {"seen": seen, "language": "en", **form}
    return who.post(f"/desk/editions/{edition}/{path}", fields, headers=HTMX if script else {})


def test_without_a_script_a_change_leads_back_to_its_story(house: House, editor: Signed, edition: EditionId) -> None:
    """A form is sent, and the page comes again at the story, looked at in the same way."""
    first, second = order(house, edition)[0][:2]
    answer = post(editor, edition, f"stories/{first}/move", topic="syria", position=1, view="phone")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/desk/editions/{edition}?language=en&view=phone#story-{first}"
    assert order(house, edition)[0][:2] == [second, first]
    assert "Moved." in editor.get(answer.headers["Location"]).text


def test_with_a_script_the_parts_come_back(house: House, editor: Signed, edition: EditionId) -> None:
    """List, checks, standing and the mail's head; the frame is told; what was done is said."""
    story = order(house, edition)[0][0]
    answer = post(editor, edition, f"stories/{story}/drop", script=True)
    parts = html.fromstring(f"<body>{answer.text}</body>")
    assert answer.headers["HX-Trigger-After-Settle"] == "desk-changed"
    assert parts.xpath("string(//*[@id='said'])") == "Left out."
    assert {"stories", "standing", "checks", "mail-head", "panels", "retry", "others"} <= set(parts.xpath("//@id"))
    assert parts.xpath("//*[@id='seen']/@value") == ["1"]
    assert not parts.xpath(f"//li[@id='story-{story}'][contains(@class, 'story')]")
    assert parts.xpath(f"//*[@id='left-out']//button[@id='restore-{story}']")


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("move", {"topic": "ukraine", "position": "0"}),
        ("drop", {}),
        ("pin", {}),
        ("mute", {}),
        ("write", {"headline": "Ours", "was_headline": "Theirs", "summary": "S", "was_summary": "S"}),
    ],
)
def test_what_was_changed_is_undone(
    house: House, editor: Signed, edition: EditionId, path: str, form: dict[str, Any]
) -> None:
    """One step back from each."""
    before = order(house, edition)
    assert post(editor, edition, f"stories/{before[0][0]}/{path}", **form).status_code == 303
    assert board(house, edition).edition.revision == 1
    assert post(editor, edition, "undo", seen=1).status_code == 303
    assert order(house, edition) == before
    assert board(house, edition).sections[0].items[0].headline != "Ours"


def test_headline_and_summary_change_only_where_somebody_wrote(
    house: House, editor: Signed, edition: EditionId
) -> None:
    """The summary that was left alone stays the source's; both come back when asked for."""
    item = board(house, edition).sections[0].items[0]
    story = item.placement.story_id
    form: dict[str, Any] = {
        "headline": "Ours",
        "was_headline": item.headline,
        "summary": item.summary,
        "was_summary": item.summary,
    }
    post(editor, edition, f"stories/{story}/write", **form)
    changed = board(house, edition).sections[0].items[0].placement
    assert (dict(changed.headlines), dict(changed.summaries)) == ({"en": "Ours"}, {})
    post(editor, edition, f"stories/{story}/write", seen=1, **{**form, "was_headline": "Ours", "summary": ""})
    assert board(house, edition).sections[0].items[0].summary == ""
    post(editor, edition, f"stories/{story}/give-back", seen=2)
    restored = board(house, edition).sections[0].items[0]
    assert (restored.headline, restored.summary) == (item.headline, item.summary)


def test_stories_are_led_merged_and_split(house: House, editor: Signed, edition: EditionId) -> None:
    """By the articles that are chosen."""
    item = next(one for one in board(house, edition).sections[0].items if len(one.articles) > 1)
    story, other = item.placement.story_id, item.articles[-1].article_id
    assert post(editor, edition, f"stories/{story}/lead", article=other).status_code == 303
    assert (
        next(one for one in board(house, edition).sections[0].items if one.placement.story_id == story).lead.article_id
        == other
    )
    count = sum(map(len, order(house, edition)))
    assert post(editor, edition, f"stories/{story}/split", seen=1, articles=[other]).status_code == 303
    assert sum(map(len, order(house, edition))) == count + 1
    apart = next(one for one in board(house, edition).sections[0].items if one.lead.article_id == other)
    merged = post(editor, edition, f"stories/{apart.placement.story_id}/merge", seen=2, into=story)
    assert merged.status_code == 303
    assert sum(map(len, order(house, edition))) == count


@pytest.mark.parametrize("script", [True, False])
def test_two_editors_never_overwrite_each_other(
    house: House, editor: Signed, colleague: Signed, edition: EditionId, *, script: bool
) -> None:
    """Who comes second sees both texts, loses nothing, and can still have theirs."""
    story = order(house, edition)[0][0]
    form: dict[str, Any] = {"was_headline": "As it was", "summary": "", "was_summary": ""}
    assert post(colleague, edition, f"stories/{story}/write", headline="The first's", **form).status_code == 303
    answer = post(editor, edition, f"stories/{story}/write", script=script, headline="The second's", **form)
    assert answer.status_code == 409
    page = html.fromstring(f"<body>{answer.text}</body>")
    (retry,) = page.xpath("//*[@id='retry']//form")
    assert "colleague@news.example.org" in page.xpath("string(//*[@id='retry'])")
    assert retry.xpath(".//blockquote/text()") == ["The first's"]
    assert retry.xpath(".//textarea[@name='headline']/text()") == ["The second's"]
    again = {name: value for name, value in retry.form_values() if name != "csrf"}
    assert editor.post(retry.action, again).status_code == 303
    assert board(house, edition).sections[0].items[0].headline == "The second's"


def test_what_is_too_long_comes_back_to_be_shortened(editor: Signed, edition: EditionId) -> None:
    """With the reason."""
    note = ("word\n" * 1000).strip()
    answer = post(editor, edition, "note", script=True, note=note)
    assert answer.status_code == 400
    page = html.fromstring(f"<body>{answer.text}</body>")
    assert "A note has at most" in page.xpath("string(//*[@id='retry'])")
    assert page.xpath("string(//textarea[@id='retry-note'])") == note


def test_a_word_from_the_editor_is_kept_by_language(house: House, editor: Signed, edition: EditionId) -> None:
    """And stands in the mail."""
    assert post(editor, edition, "note", note="Read *this* first.\r\nThen that.").status_code == 303
    assert board(house, edition).note == "Read *this* first.\nThen that."
    assert "<em>this</em>" in editor.get(f"/desk/editions/{edition}/mail?language=en").text
    assert "<em>this</em>" not in editor.get(f"/desk/editions/{edition}/mail?language=fr").text


def test_the_longest_word_in_any_script_is_taken(house: House, editor: Signed, edition: EditionId) -> None:
    """Its form is sent in parts, which takes a third of the octets."""
    page = html.fromstring(editor.get(f"/desk/editions/{edition}?language=en").text)
    (form,) = page.xpath("//form[textarea[@id='note']]")
    note = "ж\n" * 1000
    fields = {**{name: value for name, value in form.form_values() if name != "csrf"}, "note": note.strip()}
    assert form.get("enctype") == "multipart/form-data"
    assert editor.post(form.action, fields, content_type=form.get("enctype")).status_code == 303
    assert board(house, edition).note == note.strip()


@pytest.mark.parametrize("url", ["http://127.0.0.1/secret", "http://169.254.169.254/", "file:///etc/passwd", "x"])
def test_no_address_of_our_own_network_is_read(editor: Signed, edition: EditionId, url: str) -> None:
    """The reason is told, and what was typed is still there."""
    answer = post(editor, edition, "add", script=True, url=url, topic="syria")
    assert answer.status_code in {400, 409}
    page = html.fromstring(f"<body>{answer.text}</body>")
    assert page.xpath("string(//textarea[@id='retry-url'])") == url


def test_what_nobody_knows_is_not_there(editor: Signed, edition: EditionId) -> None:
    """Neither an action nor a story nor an edition."""
    assert post(editor, edition, "stories/1/fly").status_code == 404
    assert post(editor, edition, "stories/999/drop").status_code == 404
    assert post(editor, EditionId(999), "stories/1/drop").status_code == 404


@pytest.mark.parametrize("path", [*(f"stories/1/{action}" for action in ACTIONS), "undo", "note", "add"])
def test_a_viewer_changes_nothing(house: House, viewer: Signed, edition: EditionId, path: str) -> None:
    """Whatever they send."""
    assert post(viewer, edition, path).status_code == 403
    assert board(house, edition).edition.revision == 0


def test_one_save_is_one_change(house: House, editor: Signed, colleague: Signed, edition: EditionId) -> None:
    """Headline and summary are taken back together; the button says whose change that is."""
    item = board(house, edition).sections[0].items[0]
    story = item.placement.story_id
    was: dict[str, Any] = {"was_headline": item.headline, "was_summary": item.summary}
    post(editor, edition, f"stories/{story}/write", headline="Schools open", summary="At last.", **was)
    assert [one.action for one in house.curating.changes(edition)] == ["write"]
    (button,) = html.fromstring(colleague.get(f"/desk/editions/{edition}").text).xpath("//button[@id='undo']")
    assert button.text_content() == f"Undo: Headline and summary ({editor.user.email})"
    assert "Undo: Headline and summary (you)" in editor.get(f"/desk/editions/{edition}").text
    post(colleague, edition, "undo", seen=1)
    again = board(house, edition).sections[0].items[0]
    assert (again.headline, again.summary) == (item.headline, item.summary)


def test_a_place_further_down_than_the_last_is_the_last(house: House, editor: Signed, edition: EditionId) -> None:
    """And the history says so."""
    first = order(house, edition)[0][0]
    post(editor, edition, f"stories/{first}/move", topic="syria", position=10**30)
    assert order(house, edition)[0][-1] == first
    (made,) = house.curating.changes(edition)
    assert made.detail.endswith(f"to syria, place {len(order(house, edition)[0])}")
