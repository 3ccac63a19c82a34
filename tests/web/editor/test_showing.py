"""An edition's page is put together whole, also where something of it is missing."""

from dataclasses import replace
from datetime import datetime

import pytest
from editing_world import DIGEST, add_digest
from lxml import html
from signed import Signed

from digest.bootstrap import House
from digest.model.ids import EditionId
from digest.model.rendering import Finding, Part, Severity
from digest.store import editions, findings
from digest.web.editor.showing import steps


def test_a_page_without_a_rendering_still_shows_the_list(house: House, editor: Signed, edition: EditionId) -> None:
    """The frame says that there is nothing yet, and nothing can be approved."""
    with house.database.transaction() as tx:
        editions.store_renderings(tx, edition, [], house.clock())
    answer = editor.get(f"/desk/editions/{edition}?language=en")
    assert answer.status_code == 200
    assert "Nothing is rendered yet." in answer.text
    assert 'id="approve" disabled' in answer.text
    assert "Damascus bakers" in answer.text
    assert editor.get(f"/desk/editions/{edition}/mail").status_code == 409


@pytest.mark.parametrize(
    ("pinned", "index", "expected"),
    [
        ((), 0, (None, 1)),
        ((), 2, (1, 3)),
        ((), 3, (2, None)),
        ((1, 2), 0, (None, 3)),
        ((0, 1, 2), 3, (None, None)),
    ],
)
def test_a_step_passes_what_is_pinned(
    house: House, edition: EditionId, pinned: tuple[int, ...], index: int, expected: tuple[int | None, int | None]
) -> None:
    """It stays where it is, so a story goes to the next place that is free."""
    (item, *_) = house.curating.board(edition).sections[0].items
    items = [replace(item, placement=replace(item.placement, pinned=at in pinned)) for at in range(4)]
    assert steps(items, index) == expected


def test_an_edition_that_is_not_there(editor: Signed) -> None:
    """A page that says so."""
    assert editor.get("/desk/editions/999").status_code == 404
    assert editor.get("/desk/editions/999/changes").status_code == 404


def test_of_an_edition_that_was_not_made_nothing_is_praised(house: House, editor: Signed, now: datetime) -> None:
    """A thin day has no mail: no check passed, and no frame waits for it."""
    add_digest(house.database, now, replace(DIGEST, minimum_stories=9))
    edition = house.editing.draft("levant").id
    page = html.fromstring(editor.get(f"/desk/editions/{edition}").text)
    assert "found nothing" not in page.text_content()
    assert page.xpath("//*[@id='frame']/@class") == ["frame bare"]
    assert "Nothing was rendered." in page.xpath("string(//*[@id='frame'])")


def test_each_finding_leads_to_its_places(house: House, editor: Signed, edition: EditionId) -> None:
    """To every story that it is about, to the word from the editor, to the part of the mail."""
    board = house.curating.board(edition, "en")
    both = tuple(item.placement.story_id for section in board.sections for item in section.items)[:2]
    found = [
        Finding("alike", Severity.WARNING, "Alike.", stories=both),
        *(
            Finding(f"in-{part}", Severity.WARNING, f"In {part}.", part=part)
            for part in (Part.NOTE, Part.TEXT, Part.HTML)
        ),
    ]
    with house.database.transaction() as tx:
        findings.store(tx, edition, found)
    page = html.fromstring(editor.get(f"/desk/editions/{edition}?language=en").text)
    links = [str(href) for href in page.xpath("//*[@id='checks']//a/@href")]
    assert links[:3] == [f"#story-{both[0]}", f"#story-{both[1]}", "#note-head"]
    assert [page.xpath(f"boolean(//*[@id='{link[1:]}'])") for link in links[:3]] == [True, True, True]
    assert [link.partition("?")[2] for link in links[3:]] == [
        "language=en&view=text&panel=mail#frame",
        "language=en&panel=mail#frame",
    ]
