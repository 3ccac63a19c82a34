"""A drafted edition of an invented day, and who looks at it through the web. One of its sources means us no good."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time

import pytest
from editing_world import DIGEST, REPORTS, SYRIA, UKRAINE, Report, add_digest, report
from lxml import html
from signed import Signed, sign_in

from digest.bootstrap import House
from digest.model.edition import Approval, Schedule
from digest.model.ids import EditionId
from digest.model.user import Role

EVIL = '</script><img src=x onerror=alert(1)>"><script>alert(2)</script>'
DAY = (
    *REPORTS,
    Report(
        f"Bakers of Kyiv answer {EVIL}", UKRAINE, f"Bakers in Kyiv keep their price, {EVIL} they said. ", "Evil Post"
    ),
    Report("Alep rouvre quarante écoles", SYRIA, "Quarante écoles rouvrent à Alep après deux ans. ", "Le Quai", "fr"),
)


@pytest.fixture
def edition(house: House, now: datetime) -> EditionId:
    """A draft that waits for an editor."""
    later = Schedule(zone="Europe/Paris", at=time(9))
    add_digest(house.database, now, replace(DIGEST, approval=Approval.HOLD, schedule=later))
    report(house.database, now, DAY)
    return house.editing.draft("levant").id


@pytest.fixture
def editor(signed_in: Callable[[Role], Signed]) -> Signed:
    return signed_in(Role.EDITOR)


@pytest.fixture
def viewer(signed_in: Callable[[Role], Signed]) -> Signed:
    return signed_in(Role.VIEWER)


@pytest.fixture
def colleague(editor: Signed) -> Signed:
    """Another editor, in a browser of their own."""
    return sign_in(editor.client.application, Role.EDITOR, "colleague@news.example.org")


@pytest.fixture
def page_of(edition: EditionId) -> Callable[..., html.HtmlElement]:
    """Reads the edition's page as somebody sees it."""

    def read(who: Signed, query: str = "language=en") -> html.HtmlElement:
        answer = who.get(f"/desk/editions/{edition}?{query}")
        assert answer.status_code == 200
        return html.fromstring(answer.text)

    return read
