"""An edition's page is put together whole, also where something of it is missing."""

from dataclasses import replace

import pytest
from signed import Signed

from digest.bootstrap import House
from digest.model.ids import EditionId
from digest.store import editions
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
