"""Programs that act for a user."""

import pytest
from account_world import AccountWorld
from clock import Clock

from digest.model.errors import BadInput, NotFound, Refused
from digest.model.user import Role, User
from digest.store.database import Database


@pytest.fixture
def world(database: Database, clock: Clock) -> AccountWorld:
    return AccountWorld(database, clock)


@pytest.fixture
def anna(world: AccountWorld) -> User:
    world.add("boss", Role.ADMIN)
    return world.add("anna", Role.OPERATOR)


def test_a_token_says_whose_it_is_and_what_it_may(world: AccountWorld, anna: User) -> None:
    secret, kept = world.tokens.make(anna, "a script", Role.EDITOR, days=None)
    assert world.tokens.verify(secret) == (anna, Role.EDITOR)
    assert kept.expires_at is None
    assert secret not in repr(kept)


@pytest.mark.parametrize("token", ["", "x", "digest_", "digest_x"])
def test_any_other_is_nobodys(world: AccountWorld, anna: User, token: str) -> None:
    world.tokens.make(anna, "a script", Role.EDITOR, days=None)
    assert world.tokens.verify(token) is None


def test_it_falls_with_its_user(world: AccountWorld, anna: User) -> None:
    secret, _ = world.tokens.make(anna, "a script", Role.OPERATOR, days=None)
    world.accounts.set_role(anna.id, Role.VIEWER, by="boss")
    found = world.tokens.verify(secret)
    assert found is not None
    assert found[1] is Role.VIEWER
    world.accounts.deactivate(anna.id, by="boss")
    assert world.tokens.verify(secret) is None


def test_it_expires(world: AccountWorld, anna: User, clock: Clock) -> None:
    secret, _ = world.tokens.make(anna, "a script", Role.EDITOR, days=30)
    clock.pass_(days=29, hours=23)
    assert world.tokens.verify(secret) is not None
    clock.pass_(hours=1)
    assert world.tokens.verify(secret) is None


def test_it_says_when_it_was_last_shown(world: AccountWorld, anna: User, clock: Clock) -> None:
    secret, _ = world.tokens.make(anna, "a script", Role.EDITOR, days=30)
    clock.pass_(hours=1)
    world.tokens.verify(secret)
    (kept,) = world.tokens.all(anna)
    assert kept.used_at == clock.now


@pytest.mark.parametrize(
    ("name", "role", "days", "error"),
    [
        (" ", Role.EDITOR, None, BadInput),
        ("x" * 101, Role.EDITOR, None, BadInput),
        ("a", Role.EDITOR, 0, BadInput),
        ("a", Role.EDITOR, 3651, BadInput),
        ("a", Role.ADMIN, None, Refused),
    ],
)
def test_what_cannot_be_a_token_is_refused(
    world: AccountWorld, anna: User, name: str, role: Role, days: int | None, error: type[Exception]
) -> None:
    with pytest.raises(error):
        world.tokens.make(anna, name, role, days=days)
    assert world.tokens.all() == []


def test_it_is_revoked_by_its_owner_or_an_admin(world: AccountWorld, anna: User) -> None:
    secret, kept = world.tokens.make(anna, "a script", Role.EDITOR, days=None)
    with pytest.raises(NotFound):
        world.tokens.revoke(kept.id, by="ben", owner=world.add("ben"))
    world.tokens.revoke(kept.id, by="boss")
    world.tokens.revoke(kept.id, by="boss")
    assert world.tokens.verify(secret) is None
    assert world.noted("boss") == ["token.revoke"]
