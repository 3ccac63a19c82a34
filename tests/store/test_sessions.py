"""Browsers that are signed in."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from digest.model.user import Role, Session
from digest.store import sessions, users
from digest.store.database import Database

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def session(database: Database, now: datetime) -> Session:
    with database.transaction() as tx:
        made = users.add(tx, "anna@example.org", "", Role.EDITOR, "", now)
        assert made is not None
        session = Session("a" * 64, made, "token", now, now, "192.0.2.0/24", "a browser", second_factor=False)
        sessions.add(tx, session)
    return session


def test_a_session_comes_with_its_user(database: Database, now: datetime, session: Session) -> None:
    with database.reading() as tx:
        found = sessions.find(tx, session.key, seen_after=now - HOUR, begun_after=now - DAY)
    assert found is not None
    assert (found[0], found[1].email) == (session, "anna@example.org")


@pytest.mark.parametrize(("seen", "begun"), [(timedelta(0), -DAY), (-HOUR, timedelta(0))])
def test_one_that_is_too_old_is_not_found(
    database: Database, now: datetime, session: Session, seen: timedelta, begun: timedelta
) -> None:
    """Either limit ends it, to the second."""
    with database.reading() as tx:
        assert sessions.find(tx, session.key, seen_after=now + seen, begun_after=now + begun) is None


def test_one_of_a_user_who_was_shut_out_is_not_found(database: Database, now: datetime, session: Session) -> None:
    with database.transaction() as tx:
        users.change(tx, session.user_id, active=False)
        assert sessions.find(tx, session.key, seen_after=now - HOUR, begun_after=now - DAY) is None


def test_being_seen_is_the_sessions_and_the_users(database: Database, now: datetime, session: Session) -> None:
    with database.transaction() as tx:
        sessions.seen(tx, session, now + HOUR)
        found = sessions.find(tx, session.key, seen_after=now, begun_after=now - DAY)
    assert found is not None
    assert (found[0].seen_at, found[1].seen_at) == (now + HOUR, now + HOUR)


def test_all_but_one_are_ended(database: Database, now: datetime, session: Session) -> None:
    with database.transaction() as tx:
        for key in ("b" * 64, "c" * 64):
            sessions.add(tx, replace(session, key=key))
        assert sessions.end_all(tx, session.user_id, but=session.key) == 2
        left = sessions.of_user(tx, session.user_id, seen_after=now - HOUR, begun_after=now - DAY)
        assert [one.key for one in left] == [session.key]
        assert [sessions.end(tx, session.key), sessions.end(tx, session.key)] == [True, False]


def test_the_second_factor_is_remembered(database: Database, now: datetime, session: Session) -> None:
    with database.transaction() as tx:
        sessions.prove(tx, session.key)
        found = sessions.find(tx, session.key, seen_after=now - HOUR, begun_after=now - DAY)
    assert found is not None
    assert found[0].second_factor


def test_old_ones_are_tidied_away(database: Database, now: datetime, session: Session) -> None:
    with database.transaction() as tx:
        assert [sessions.tidy(tx, session.seen_at), sessions.tidy(tx, now + HOUR)] == [0, 1]
