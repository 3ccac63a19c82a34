"""Only what went to readers is in the archive, newest first."""

from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa

from digest.model.ids import EditionId, ListId
from digest.store import archive
from digest.store.database import Database
from digest.store.tables import digests, editions, lists, renderings


@pytest.fixture
def filled(database: Database, now: datetime) -> Database:
    """One list, one digest, an old sent edition and a new one that is being sent, each in two languages."""
    with database.transaction() as tx:
        tx.execute(sa.insert(lists).values(slug="morning", name="Morning", created_at=now))
        tx.execute(
            sa.insert(digests).values(
                slug="d",
                name="D",
                list_id=1,
                languages=["fr", "en"],
                zone="UTC",
                at=time(7),
                due_from=now,
                created_at=now,
            )
        )
        for number, (state, age) in enumerate((("sent", 10), ("sending", 0), ("draft", 0)), start=1):
            day = now - timedelta(days=age) + timedelta(days=number)
            tx.execute(
                sa.insert(editions).values(
                    digest_id=1, day=day.date(), send_at=now - timedelta(days=age), state=state, created_at=now
                )
            )
            for language in ("fr", "en"):
                tx.execute(
                    sa.insert(renderings).values(
                        edition_id=number,
                        language=language,
                        subject=f"{state} {language}",
                        html="",
                        text="",
                        nonce="0" * 16,
                        sha256="0",
                        created_at=now,
                    )
                )
    return database


def test_the_archive_shows_what_was_sent_newest_first_in_each_language(filled: Database) -> None:
    with filled.reading() as tx:
        found = archive.past_editions(tx, ListId(1), 10)
        assert [one.subject for one in found] == ["sending en", "sending fr", "sent en", "sent fr"]
        assert archive.count_editions(tx, ListId(1)) == 2
        assert [one.subject for one in archive.past_editions(tx, ListId(1), 1)] == ["sending en", "sending fr"]
        assert [one.subject for one in archive.past_editions(tx, ListId(1), 1, 1)] == ["sent en", "sent fr"]
        assert archive.past_editions(tx, ListId(2), 10) == []


@pytest.mark.parametrize(("edition", "there"), [(1, True), (2, True), (3, False), (4, False)])
def test_only_what_was_sent_is_public(filled: Database, edition: int, *, there: bool) -> None:
    with filled.reading() as tx:
        assert (archive.public_rendering(tx, EditionId(edition), "fr") is not None) == there
        assert archive.public_rendering(tx, EditionId(edition), "ru") is None


@pytest.mark.parametrize("indexed", [True, False])
def test_a_list_says_whether_search_engines_may_show_its_editions(filled: Database, *, indexed: bool) -> None:
    with filled.transaction() as tx:
        tx.execute(sa.update(lists).values(indexed=indexed))
        found = archive.public_rendering(tx, EditionId(1), "fr")
    assert found is not None
    assert found[1] is indexed
