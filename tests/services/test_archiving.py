"""Past editions by page, and each by its link."""

from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa

from digest.model.errors import BadToken, NotFound
from digest.model.ids import EditionId
from digest.services.archiving import Archiving
from digest.store.database import Database
from digest.store.tables import digests, editions, lists, renderings
from digest.subscribe.links import Links
from digest.subscribe.tokens import Tokens

LINKS = Links(Tokens(["a key of these tests"]), "https://news.example.org")


@pytest.fixture
def archiving(database: Database, now: datetime) -> Archiving:
    with database.transaction() as tx:
        tx.execute(sa.insert(lists).values(slug="morning", name="Morning", created_at=now))
    return Archiving(database, LINKS)


def _fill(archiving: Archiving, now: datetime, many: int) -> None:
    digest = {"slug": "d", "name": "D", "list_id": 1, "zone": "UTC", "at": time(7), "due_from": now, "created_at": now}
    with archiving.database.transaction() as tx:
        tx.execute(sa.insert(digests).values(**digest))
        for number in range(1, many + 1):
            day = now + timedelta(days=number)
            values = {"digest_id": 1, "day": day.date(), "send_at": day, "state": "sent", "created_at": now}
            tx.execute(sa.insert(editions).values(**values))
            rendered = {"html": "", "text": "", "nonce": "0" * 16, "sha256": "0", "created_at": now}
            for language in ("fr", "en"):
                row = {"edition_id": number, "language": language, "subject": f"{number} {language}", **rendered}
                tx.execute(sa.insert(renderings).values(**row))


def test_an_archive_of_nothing_has_one_empty_page_and_one_of_no_list_none(archiving: Archiving) -> None:
    assert (archiving.page("morning").editions, archiving.page("morning").pages) == ((), 1)
    for slug, page in (("evening", 1), ("morning", 2), ("morning", 0), ("morning", -1)):
        with pytest.raises(NotFound):
            archiving.page(slug, page)


def test_a_page_holds_whole_editions_newest_first(archiving: Archiving, now: datetime) -> None:
    _fill(archiving, now, 5)
    found = archiving.page("morning", 2, size=2)
    assert [[one.subject for one, _ in edition] for edition in found.editions] == [["3 en", "3 fr"], ["2 en", "2 fr"]]
    assert (found.page, found.pages) == (2, 3)


def test_a_share_link_stays_the_same(archiving: Archiving, now: datetime) -> None:
    _fill(archiving, now, 1)
    first, again = (archiving.page("morning").editions[0][0][1] for _ in range(2))
    assert first == again == LINKS.view(EditionId(1), "en")


def test_a_web_copy_needs_our_link_and_an_edition(archiving: Archiving) -> None:
    with pytest.raises(BadToken):
        archiving.copy("81.fr")
    with pytest.raises(NotFound):
        archiving.copy(LINKS.view(EditionId(81), "fr").rpartition("/")[2])
