"""Importing a roster: each line's outcome, nobody brought back, the same file twice."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
import sqlalchemy as sa

from digest.model.errors import BadInput, NotFound
from digest.model.ids import ListId, SubscriberId
from digest.services import enrolling
from digest.services.enrolling import LEFT, SUPPRESSED, Enrolling
from digest.services.subscribing import Circumstances, Subscribing
from digest.store import rosters
from digest.store.database import Database
from digest.store.tables import audit, consents, notices, subscriptions
from digest.subscribe.links import Links
from digest.subscribe.tokens import Tokens

LINKS = Links(Tokens(["a key of these tests"]), "https://news.example.org")
KEY = "the key of addresses"


@pytest.fixture
def importing(database: Database, now: datetime) -> Enrolling:
    Subscribing(database, LINKS, KEY, lambda: now).create_list("morning", "The morning digest")
    return Enrolling(database, KEY, lambda: now)


def _states(database: Database) -> list[str]:
    with database.reading() as tx:
        return list(tx.execute(sa.select(subscriptions.c.state).order_by(subscriptions.c.subscriber_id)).scalars())


def test_with_a_proof_they_are_confirmed_and_it_is_kept_with_each(importing: Enrolling) -> None:
    report = importing.enrol("morning", b"email\na@example.org\nb@example.org\n", proof="On paper.", source="old.csv")
    assert (report.confirmed, report.pending, report.already, report.problems) == (2, 0, 0, ())
    assert _states(importing.database) == ["confirmed", "confirmed"]
    with importing.database.reading() as tx:
        lines = tx.execute(sa.select(consents.c.text, consents.c.source, consents.c.action)).all()
        assert tx.execute(sa.select(sa.func.count()).select_from(notices)).scalar_one() == 0
    assert lines == [("On paper.", "old.csv:2", "imported"), ("On paper.", "old.csv:3", "imported")]


def test_who_did_it_stands_in_the_audit(importing: Enrolling) -> None:
    importing.enrol("morning", b"email\na@example.org\n", source="old.csv", by="cli:anna")
    with importing.database.reading() as tx:
        told = sa.select(audit.c.who, audit.c.action, audit.c.subject, audit.c.detail)
        line = tx.execute(told.where(audit.c.action != "list.create")).one()
    assert line == ("cli:anna", "list.import", "list morning", "old.csv")


def test_without_a_proof_they_are_asked_by_mail(importing: Enrolling) -> None:
    report = importing.enrol("morning", b"email;lang\na@example.org;fr\n")
    assert (report.confirmed, report.pending) == (0, 1)
    assert _states(importing.database) == ["pending"]
    with importing.database.reading() as tx:
        assert tx.execute(sa.select(notices.c.kind, notices.c.language)).all() == [("confirm", "fr")]


def test_the_same_file_twice_changes_nothing(importing: Enrolling) -> None:
    data = b"email\na@example.org\nb@example.org\n"
    importing.enrol("morning", data, proof="On paper.")
    again = importing.enrol("morning", data, proof="On paper.")
    assert (again.confirmed, again.already, again.problems) == (0, 2, ())
    with importing.database.reading() as tx:
        assert tx.execute(sa.select(sa.func.count()).select_from(consents)).scalar_one() == 2


def test_who_left_or_is_suppressed_is_told_and_not_brought_back(importing: Enrolling) -> None:
    subscribing = Subscribing(importing.database, LINKS, KEY, importing.clock)
    importing.enrol("morning", b"email\nleft@example.org\n", proof="On paper.")
    token = LINKS.unsubscribe(subscribing.list_named("morning").id, _only(importing.database)).rpartition("/")[2]
    subscribing.unsubscribe(token, Circumstances())
    subscribing.suppress("barred@example.org")
    report = importing.enrol("morning", b"email\nLEFT@example.org\nbarred@example.org\nnew@example.org\n", proof="P.")
    assert (report.confirmed, report.already) == (1, 0)
    assert [(one.line, one.problem) for one in report.problems] == [(2, LEFT), (3, SUPPRESSED)]
    assert _states(importing.database) == ["unsubscribed", "confirmed"]


def test_a_request_never_confirmed_is_confirmed_by_a_proof(importing: Enrolling) -> None:
    importing.enrol("morning", b"email\na@example.org\n")
    assert importing.enrol("morning", b"email\na@example.org\n", proof="On paper.").confirmed == 1
    assert _states(importing.database) == ["confirmed"]


def test_problems_come_in_the_order_of_the_file_and_chunks_do_not_show(
    importing: Enrolling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enrolling, "CHUNK", 3)
    lines = [f"r{number}@example.org" if number % 4 else "junk" for number in range(20)]
    done: list[tuple[int, int]] = []
    report = importing.enrol(
        "morning", "\n".join(["email", *lines]).encode(), proof="P.", progress=lambda *told: done.append(told)
    )
    assert report.confirmed == 15
    assert [one.line for one in report.problems] == [2, 6, 10, 14, 18]
    assert done[-1] == (15, 15)


def test_a_file_without_lines_and_a_list_that_is_not_there(importing: Enrolling) -> None:
    with pytest.raises(BadInput):
        importing.enrol("morning", b"email\n")
    with pytest.raises(NotFound):
        importing.enrol("evening", b"email\na@example.org\n")


def _only(database: Database) -> SubscriberId:
    with database.reading() as tx:
        return SubscriberId(tx.execute(sa.select(subscriptions.c.subscriber_id)).scalar_one())


def test_who_leaves_while_a_roster_is_imported_stays_away(
    importing: Enrolling, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They were still on the list when the import looked; it does not bring them back."""
    importing.enrol("morning", b"email\na@example.org\n")
    looked = rosters.standing

    def left_meanwhile(tx: sa.Connection, list_id: ListId, identities: Sequence[str]) -> object:
        found = looked(tx, list_id, identities)
        tx.execute(sa.update(subscriptions).values(state="unsubscribed"))
        return found

    monkeypatch.setattr(rosters, "standing", left_meanwhile)
    importing.enrol("morning", b"email\na@example.org\n", proof="On paper.")
    assert _states(importing.database) == ["unsubscribed"]


def test_two_imports_of_the_same_readers_do_not_lock_each_other_out(importing: Enrolling) -> None:
    """Whatever the order of the lines."""
    lines = [f"reader{number}@example.org" for number in range(2000)]
    files = ["\n".join(["email", *some]).encode() for some in (lines, lines[::-1]) * 2]
    with ThreadPoolExecutor(len(files)) as threads:
        reports = list(threads.map(lambda data: importing.enrol("morning", data, proof="On paper."), files))
    assert [report.confirmed + report.already for report in reports] == [2000] * 4
    assert _states(importing.database) == ["confirmed"] * 2000


def test_the_same_file_twice_at_once_changes_something_once(
    importing: Enrolling, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each reader's consent is on record once, and counted once."""
    monkeypatch.setattr(enrolling, "CHUNK", 5)
    roster = b"email\n" + b"".join(b"r%d@example.org\n" % number for number in range(40))
    with ThreadPoolExecutor(3) as pool:
        reports = list(pool.map(lambda _: importing.enrol("morning", roster, proof="On paper."), range(3)))
    assert sum(report.confirmed for report in reports) == 40
    with importing.database.reading() as tx:
        assert tx.execute(sa.select(sa.func.count()).select_from(consents)).scalar_one() == 40
