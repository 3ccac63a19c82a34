"""What happened to an edition, read in French: no English of ours is left on the desk or in the operator's room."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from editing_world import DIGEST, MINUTE, REPORTS, SLOT, SYRIA, add_digest, report
from lxml import html
from signed import Signed

from digest.bootstrap import House
from digest.model.edition import Approval, EditionState
from digest.model.ids import EditionId
from digest.model.user import Role
from digest.services.scheduling import due_editions

FRENCH = {"Accept-Language": "fr"}
MADE = SLOT - timedelta(days=1)
ENGLISH = ("stories, minimum", "articles made", "nobody approved", "nothing ran", "it waits", "held by", "retitle")


@pytest.fixture
def operator(signed_in: Callable[[Role], Signed]) -> Signed:
    return signed_in(Role.ADMIN)


def told(who: Signed, path: str) -> str:
    answer = who.get(path, headers=FRENCH)
    assert answer.status_code == 200
    page = html.fromstring(answer.text)
    (shown,) = page.xpath("//main") or [page]
    return " ".join(shown.text_content().split())


def read(who: Signed, edition: EditionId) -> str:
    """All pages that tell what happened to it."""
    pages = ("/desk", "/desk/editions", "/desk/editions/{0}", "/desk/editions/{0}/history", "/operate/editions")
    return " ".join(told(who, path.format(edition)) for path in (*pages, "/operate/editions/{0}"))


def composed(house: House) -> EditionId:
    (edition,) = due_editions(house.database, SLOT - 15 * MINUTE).compose
    house.editing.composing.compose(edition, SLOT - 15 * MINUTE)
    return edition


def test_a_thin_day(house: House, operator: Signed) -> None:
    """Skipped: how many stories there were, and how many there should be."""
    add_digest(house.database, MADE, replace(DIGEST, minimum_stories=4))
    report(house.database, SLOT - 15 * MINUTE, REPORTS)
    page = read(operator, composed(house))
    assert "3 sujets, minimum 4 : 4 articles ont fait 3 sujets, dont 0 déjà racontés" in page
    assert [one for one in ENGLISH if one in page] == []


def test_nobody_approved_it(house: House, operator: Signed) -> None:
    """Skipped, with what it waited for."""
    add_digest(house.database, MADE, replace(DIGEST, approval=Approval.HOLD))
    report(house.database, SLOT - 15 * MINUTE, REPORTS)
    edition = composed(house)
    due_editions(house.database, SLOT + timedelta(hours=3))
    page = read(operator, edition)
    assert "personne ne l’a approuvée jusqu’à 2026-01-16 09:00 Europe/Paris (elle attend un rédacteur)" in page
    assert [one for one in ENGLISH if one in page] == []


def test_a_day_that_was_missed(house: House, operator: Signed) -> None:
    """After an outage."""
    add_digest(house.database, MADE)
    due_editions(house.database, SLOT + timedelta(hours=5))
    (edition,) = house.editing.editions()
    assert edition.state is EditionState.MISSED
    page = read(operator, edition.id)
    assert "rien n’a tourné de 2026-01-16 07:00 Europe/Paris à 2026-01-16 10:00 Europe/Paris" in page
    assert [one for one in ENGLISH if one in page] == []


def test_what_editors_changed(house: House, operator: Signed, edition: EditionId) -> None:
    """In the history, in the banner and where two meet; each story by its headline in the language of the change."""
    item = next(one for one in house.curating.board(edition, "fr").sections[0].items if "Alep" in one.headline)
    story, headline = item.placement.story_id, item.headline
    house.curating.retitle(edition, story, "fr", "Les écoles d’Alep", seen=0, by="ada@news.example.org")
    house.curating.move(edition, story, SYRIA, 10**30, seen=1, by="ada@news.example.org")
    house.curating.hold(edition, "un appel", by="ada@news.example.org")
    page = read(operator, edition) + told(operator, f"/desk/editions/{edition}/changes?seen=0")
    shown = f"« {headline} » en français : « Les écoles d’Alep »"
    assert page.count(shown) == 2
    assert "retenue par ada@news.example.org : un appel" in page
    assert "vers Syrie, place 2" in page
    assert [one for one in ENGLISH if one in page] == []
    answer = operator.post(
        f"/desk/editions/{edition}/stories/{story}/drop", {"seen": "0", "language": "fr"}, headers=FRENCH
    )
    assert answer.status_code == 409
    assert f"Titre : {shown}" in " ".join(html.fromstring(answer.text).text_content().split())


def test_what_was_recorded_before_is_shown_as_it_is(house: House, operator: Signed, edition: EditionId) -> None:
    """In the words in which it was stored."""
    house.editing.cancel(edition, "1 story, minimum 3", "ada")
    assert "1 story, minimum 3" in told(operator, f"/desk/editions/{edition}")
