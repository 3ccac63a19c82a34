"""Two who act in the same moment, on both databases: one of them is first, and nothing of either is lost."""

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
import sqlalchemy as sa
from clock import Clock
from curating_world import Desk
from delivery_world import SENDER, links, seed, states
from editing_world import HOUR, MINUTE, SLOT, SYRIA

from digest.mail.journal import Journal
from digest.mail.memory import MemoryTransport
from digest.model.edition import EditionState
from digest.model.errors import DigestError
from digest.model.ids import EditionId
from digest.model.rendering import content_hash
from digest.services.delivering import Delivering
from digest.services.scheduling import due_editions
from digest.services.steering import Steering
from digest.store import curation, editions, flights
from digest.store.database import Database
from digest.store.tables import deliveries
from digest.store.tables import editions as rows

WAITING = sa.text(
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


def beside(database: Database, act: Callable[[], object]) -> Thread:
    """A thread that does `act`, once it is done or waits for us."""

    def tell() -> None:
        try:
            act()
        except DigestError as error:
            print(f"refused: {error}")  # noqa: T201  (shown when the test fails)

    thread = Thread(target=tell)
    thread.start()
    while database.postgres and thread.is_alive():
        with database.engine.connect() as connection:
            if connection.execute(WAITING).scalar_one():
                break
    return thread


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def state_of(database: Database, edition: EditionId) -> EditionState:
    with database.reading() as tx:
        found = editions.find(tx, edition)
    assert found is not None
    return found.state


def by_hand(desk: Desk) -> None:
    """As if somebody had drafted the edition in the night."""
    with desk.database.transaction() as tx:
        values = {"scheduled": False, "send_at": SLOT - 5 * HOUR, "state": "draft"}
        tx.execute(sa.update(rows).where(rows.c.id == desk.edition).values(values))


def test_the_slot_comes_while_an_editor_changes_the_draft(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the editor did is not composed away."""
    by_hand(desk)
    desk.clock.now = SLOT
    threads = list[Thread]()

    def keep(*arguments: Any, **others: Any) -> None:
        kept(*arguments, **others)
        threads.append(beside(desk.database, lambda: due_editions(desk.database, SLOT)))

    kept = curation.keep
    monkeypatch.setattr(curation, "keep", keep)
    desk.curating.note(desk.edition, "en", "Good morning.", seen=0, by="ada")
    for thread in threads:
        thread.join()
    board = desk.board()
    assert (board.edition.scheduled, board.edition.send_at) == (True, SLOT)
    assert board.edition.note == {"en": "Good morning."}
    assert board.sections[0].items


def test_an_edition_ends_while_an_operator_resends(
    database: Database, clock: Clock, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mail that is asked for goes, and then the edition is over."""
    delivering = Delivering(database, MemoryTransport(), SENDER, links, clock, journal, jitter=lambda: 1.0)
    steering = Steering(database, clock)
    edition = seed(database, clock(), ["reader@example.net", "other@example.net"])
    delivering.plan(edition)
    with database.transaction() as tx:
        doubtful = sa.select(sa.func.min(deliveries.c.id)).scalar_subquery()
        tx.execute(
            sa.update(deliveries).where(deliveries.c.id == doubtful).values(state="uncertain", next_attempt_at=None)
        )
    delivering.send_batch(edition)
    (doubt,) = steering.doubts(edition)
    threads = list[Thread]()

    def is_open(tx: sa.Connection, which: EditionId) -> bool:
        found = asked(tx, which)
        if not found and not threads:
            threads.append(beside(database, lambda: steering.resend([doubt.delivery_id], "anna")))
        return found

    asked = flights.is_open
    monkeypatch.setattr(flights, "is_open", is_open)
    delivering.finish_due()
    for thread in threads:
        thread.join()
    assert state_of(database, edition) is EditionState.SENDING
    delivering.send_batch(edition)
    delivering.sweep()
    assert state_of(database, edition) is EditionState.SENT
    assert states(database) == {"other@example.net": "sent", "reader@example.net": "sent"}


def test_approved_while_it_is_changed_is_not_approved(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is second sees what the first did: never is something approved that nobody rendered."""
    threads = list[Thread]()

    def keep(*arguments: Any, **others: Any) -> None:
        kept(*arguments, **others)
        threads.append(beside(desk.database, lambda: desk.editing.approve(desk.edition, "bea", seen)))

    seen, kept = desk.board().content, curation.keep
    monkeypatch.setattr(curation, "keep", keep)
    desk.curating.note(desk.edition, "en", "Good morning.", seen=0, by="ada")
    for thread in threads:
        thread.join()
    assert state_of(desk.database, desk.edition) is EditionState.DRAFT


def flown(desk: Desk) -> tuple[EditionState, bool]:
    """How the edition stands, and whether it is approved as it is rendered."""
    with desk.database.reading() as tx:
        found, made = editions.find(tx, desk.edition), editions.all_renderings(tx, desk.edition)
    assert found is not None
    return found.state, found.approved_hash == content_hash(made)


def change(desk: Desk) -> None:
    story = desk.board().sections[0].items[0].placement.story_id
    desk.curating.move(desk.edition, story, SYRIA, 1, seen=0, by="ada")


@pytest.fixture
def delivering(desk: Desk, journal: Journal) -> Delivering:
    """The edition is approved, and its moment has come."""
    desk.editing.approve(desk.edition, "bea")
    desk.clock.now = SLOT + MINUTE
    return Delivering(desk.database, MemoryTransport(), SENDER, links, desk.clock, journal)


def test_changed_while_it_is_planned(desk: Desk, delivering: Delivering, monkeypatch: pytest.MonkeyPatch) -> None:
    """The change is refused: it is being sent, as it was approved."""
    threads, begin = list[Thread](), editions.begin_sending

    def begin_sending(*arguments: Any) -> bool:
        begun = begin(*arguments)
        threads.append(beside(desk.database, lambda: change(desk)))
        return begun

    monkeypatch.setattr(editions, "begin_sending", begin_sending)
    delivering.plan(desk.edition)
    for thread in threads:
        thread.join()
    assert flown(desk) == (EditionState.SENDING, True)


def test_planned_while_it_is_changed(desk: Desk, delivering: Delivering, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is planned: nobody approved yet what the change made."""
    threads, kept = list[Thread](), curation.keep

    def keep(*arguments: Any, **others: Any) -> None:
        kept(*arguments, **others)
        threads.append(beside(desk.database, lambda: delivering.plan(desk.edition)))

    monkeypatch.setattr(curation, "keep", keep)
    change(desk)
    for thread in threads:
        thread.join()
    assert flown(desk) == (EditionState.DRAFT, False)
