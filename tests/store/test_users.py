"""Users and what they prove themselves with."""

from datetime import datetime

import pytest

from digest.model.ids import UserId
from digest.model.user import Role
from digest.store import users
from digest.store.database import Database


@pytest.fixture
def anna(database: Database, now: datetime) -> UserId:
    with database.transaction() as tx:
        made = users.add(tx, "anna@example.org", "Anna", Role.ADMIN, "a hash", now)
    assert made is not None
    return made


def test_an_address_has_one_user(database: Database, now: datetime, anna: UserId) -> None:
    with database.transaction() as tx:
        assert users.add(tx, "anna@example.org", "Another", Role.VIEWER, "", now) is None
        assert [(user.id, user.name, user.role) for user in users.everyone(tx)] == [(anna, "Anna", Role.ADMIN)]


def test_a_user_is_found_by_number_address_and_subject(database: Database, anna: UserId) -> None:
    with database.transaction() as tx:
        users.change(tx, anna, subject="https://id.example.org|7")
        found = [
            users.find(tx, anna),
            users.named(tx, "Anna@Example.org"),
            users.of_subject(tx, "https://id.example.org|7"),
        ]
        assert [one and one.user.id for one in found] == [anna] * 3
        assert users.find(tx, UserId(99)) is None
        assert users.of_subject(tx, "") is None


def test_no_secret_is_shown_by_its_value(database: Database, anna: UserId) -> None:
    with database.transaction() as tx:
        users.change(tx, anna, totp_secret="JBSWY3DPEHPK3PXP")
        known = users.find(tx, anna)
    assert known is not None
    assert (known.user.has_password, known.user.has_second_factor) == (True, True)
    assert "a hash" not in repr(known)
    assert "JBSWY3DP" not in repr(known)


def test_a_step_is_used_once_and_never_an_earlier_one(database: Database, anna: UserId) -> None:
    with database.transaction() as tx:
        assert [users.use_step(tx, anna, step) for step in (7, 7, 6, 8)] == [True, False, False, True]


def test_a_password_is_changed_only_from_what_it_was(database: Database, anna: UserId) -> None:
    with database.transaction() as tx:
        assert users.change_password(tx, anna, "a hash", "another")
        assert not users.change_password(tx, anna, "a hash", "a third")


def test_other_admins_are_active_ones(database: Database, now: datetime, anna: UserId) -> None:
    with database.transaction() as tx:
        other = users.add(tx, "ben@example.org", "", Role.ADMIN, "", now)
        assert other is not None
        assert users.other_admins(tx, anna) == 1
        users.change(tx, other, active=False)
        assert users.other_admins(tx, anna) == 0
