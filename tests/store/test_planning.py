"""Who gets an edition, what of it, and when, on both databases: one statement, however readers chose."""

from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa
from delivery_world import DAY, add_reader, hashed, seed

from digest.model.ids import EditionId
from digest.store import planning
from digest.store.database import Database
from digest.store.planning import Wish
from digest.store.tables import deliveries, lists, subscribers, suppressions

HOUR = timedelta(hours=1)


def due(database: Database) -> dict[str, datetime | None]:
    """Address → when it is due."""
    query = sa.select(subscribers.c.address, deliveries.c.next_attempt_at).join(
        deliveries, deliveries.c.subscriber_id == subscribers.c.id
    )
    with database.reading() as tx:
        return {row.address: row.next_attempt_at for row in tx.execute(query)}


def edition_with(database: Database, now: datetime, **readers: dict[str, object]) -> EditionId:
    edition = seed(database, now, [])
    with database.transaction() as tx:
        for name, chosen in readers.items():
            add_reader(tx, 1, name, now, **chosen)  # type: ignore[arg-type]  # columns, whichever
    return edition


def test_who_chose_an_hour_is_due_then(database: Database, now: datetime) -> None:
    """Each hour and zone is one wave; who has none, or one that cannot be kept, is due at once."""
    eight, noon = time(8), time(12)
    edition = edition_with(
        database,
        now,
        plain={},
        eight={"at": eight},
        again={"at": eight},
        kyiv={"at": noon, "zone": "Europe/Kyiv"},
        lost={"at": noon, "zone": "Nowhere"},
    )
    wishes = [Wish("", eight), Wish("Europe/Kyiv", noon), Wish("Nowhere", noon)]
    with database.transaction() as tx:
        assert planning.last_wave(tx, edition) is None
        assert planning.wishes(tx, edition) == wishes
        waves = {wishes[0]: now + HOUR, wishes[1]: now + 4 * HOUR}
        planning.add_waves(tx, edition, waves)
        planning.add_waves(tx, edition, waves)
        assert planning.last_wave(tx, edition) == now + 4 * HOUR
        assert planning.plan(tx, edition, DAY, now) == 5
    assert due(database) == {
        "plain": now,
        "eight": now + HOUR,
        "again": now + HOUR,
        "kyiv": now + 4 * HOUR,
        "lost": now,
    }


@pytest.mark.parametrize(("weekdays", "planned"), [(127, 1), (0b0010000, 1), (0b1101111, 0), (0, 0)])
def test_who_does_not_want_the_day_is_not_planned(
    database: Database, now: datetime, weekdays: int, planned: int
) -> None:
    """The edition's local day is a Friday, whatever day it is elsewhere."""
    edition = edition_with(database, now, anna={"weekdays": weekdays})
    with database.transaction() as tx:
        assert planning.plan(tx, edition, DAY, now) == planned


@pytest.mark.parametrize(("wait", "planned"), [(-HOUR, 1), (timedelta(), 1), (HOUR, 0)])
def test_who_pauses_is_not_planned(database: Database, now: datetime, wait: timedelta, planned: int) -> None:
    edition = edition_with(database, now, anna={"paused_until": now + wait})
    with database.transaction() as tx:
        assert planning.plan(tx, edition, DAY, now) == planned


def test_the_row_keeps_what_the_reader_chose(database: Database, now: datetime) -> None:
    """Topics and language as they are now; what changes later counts for the next edition."""
    edition = edition_with(
        database, now, anna={"topics": ["syria", "russia"], "language": "ar"}, boris={"language": "fr"}
    )
    with database.transaction() as tx:
        planning.plan(tx, edition, DAY, now)
        rows = tx.execute(sa.select(deliveries.c.language, deliveries.c.topics).order_by(deliveries.c.id)).all()
    assert [tuple(row) for row in rows] == [("ar", ["syria", "russia"]), ("fr", [])]


def test_who_is_suppressed_twice_has_one_row(database: Database, now: datetime) -> None:
    """Here, everywhere, or both: not mailed. Suppressed on another list: mailed."""
    edition = edition_with(database, now, here={}, everywhere={}, both={}, elsewhere={}, free={})
    with database.transaction() as tx:
        made = sa.insert(lists).values(slug="other", name="Other", created_at=now).returning(lists.c.id)
        other = tx.execute(made).scalar_one()
        for name, where in (("here", 1), ("everywhere", None), ("both", 1), ("both", None), ("elsewhere", other)):
            row = {"address_hash": hashed(name), "list_id": where, "reason": "complained", "at": now}
            tx.execute(sa.insert(suppressions).values(**row))
        assert planning.plan(tx, edition, DAY, now) == 5
    assert due(database) == {"here": None, "everywhere": None, "both": None, "elsewhere": now, "free": now}


def test_planning_is_one_statement(database: Database, now: datetime) -> None:
    """However many hours there are."""
    readers: dict[str, dict[str, object]] = {f"reader{minute}": {"at": time(9, minute)} for minute in range(60)}
    edition = edition_with(database, now, **readers)
    heard: list[str] = []

    def listen(_: object, __: object, statement: str, *___: object) -> None:
        heard.append(statement)

    with database.transaction() as tx:
        planning.add_waves(tx, edition, dict.fromkeys(planning.wishes(tx, edition), now + HOUR))
        sa.event.listen(database.engine, "before_cursor_execute", listen)
        assert planning.plan(tx, edition, DAY, now) == 60
        sa.event.remove(database.engine, "before_cursor_execute", listen)
    assert [statement.split()[0] for statement in heard] == ["INSERT"]
