"""Users are added, given a role, and let go."""

import pytest
from account_world import HERE, PASSWORD, AccountWorld
from clock import Clock

from digest.model.errors import BadAddress, BadInput, BadToken, NotAdmitted, NotFound, Refused
from digest.model.ids import UserId
from digest.model.user import Role
from digest.store.database import Database


@pytest.fixture
def world(database: Database, clock: Clock) -> AccountWorld:
    return AccountWorld(database, clock)


def test_a_user_is_added_under_an_address_in_lower_case(world: AccountWorld) -> None:
    user = world.accounts.add("Anna@Example.org", Role.ADMIN, name=" Anna\n B ", by="cli:ben")
    assert (user.email, user.name, user.role, user.has_password) == ("anna@example.org", "Anna B", Role.ADMIN, False)
    assert user == world.accounts.user("ANNA@example.org")
    assert world.noted("cli:ben") == ["user.add"]


def test_an_address_serves_once(world: AccountWorld) -> None:
    world.add("anna")
    with pytest.raises(Refused):
        world.add("anna")


@pytest.mark.parametrize(
    ("email", "name", "error"),
    [
        ("anna", "", BadAddress),
        ("a@example.org\nb", "", BadAddress),
        ("a@example.org", "x" * 101, BadInput),
    ],
)
def test_what_cannot_be_a_user_is_refused(world: AccountWorld, email: str, name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        world.accounts.add(email, Role.EDITOR, name=name, by="the tests")
    assert world.accounts.everyone() == []


@pytest.mark.parametrize("what", ["role", "deactivate", "password", "second factor"])
def test_what_changes_a_users_reach_ends_their_sessions(world: AccountWorld, what: str) -> None:
    user = world.add("anna")
    entry = world.come_in(user)
    match what:
        case "role":
            world.accounts.set_role(user.id, Role.OPERATOR, by="boss")
        case "deactivate":
            world.accounts.deactivate(user.id, by="boss")
        case "password":
            world.accounts.set_password(user.id, "another few words", by="boss")
        case "second factor":
            world.accounts.reset_second_factor(user.id, by="boss")
    assert world.signing_in.find(entry.cookie) is None
    assert len(world.noted("boss")) == 1


def test_the_same_role_again_changes_nothing(world: AccountWorld) -> None:
    user = world.add("anna")
    entry = world.come_in(user)
    world.accounts.set_role(user.id, Role.EDITOR, by="boss")
    assert world.signing_in.find(entry.cookie) is not None
    assert world.noted("boss") == []


def test_the_last_active_admin_stays_one(world: AccountWorld) -> None:
    anna, ben = world.add("anna", Role.ADMIN), world.add("ben", Role.ADMIN)
    assert world.accounts.set_role(ben.id, Role.EDITOR, by="anna").role is Role.EDITOR
    with pytest.raises(Refused, match="last admin"):
        world.accounts.set_role(anna.id, Role.EDITOR, by="anna")
    with pytest.raises(Refused, match="last admin"):
        world.accounts.deactivate(anna.id, by="anna")
    world.accounts.set_role(ben.id, Role.ADMIN, by="anna")
    world.accounts.deactivate(ben.id, by="anna")
    with pytest.raises(Refused, match="last admin"):
        world.accounts.deactivate(anna.id, by="anna")


def test_a_link_sets_a_password_once(world: AccountWorld) -> None:
    user = world.accounts.add("anna@example.org", Role.EDITOR, by="boss")
    token = world.accounts.password_link(user.id, by="boss").rpartition("/")[2]
    assert world.accounts.holder_of(token) == user
    world.accounts.use_link(token, PASSWORD)
    assert world.come_in(user).complete
    with pytest.raises(BadToken):
        world.accounts.use_link(token, "a second time around")


def test_a_link_made_before_another_password_was_set_is_void(world: AccountWorld) -> None:
    user = world.add("anna")
    token = world.accounts.password_link(user.id, by="boss").rpartition("/")[2]
    world.accounts.set_password(user.id, "another few words", by="boss")
    with pytest.raises(BadToken):
        world.accounts.holder_of(token)


def test_a_new_password_replaces_the_old(world: AccountWorld) -> None:
    user = world.add("anna")
    world.accounts.set_password(user.id, "another few words", by="boss")
    with pytest.raises(NotAdmitted):
        world.come_in(user)
    assert world.signing_in.sign_in(user.email, "another few words", HERE).complete


def test_there_is_no_such_user(world: AccountWorld) -> None:
    with pytest.raises(NotFound):
        world.accounts.user("nobody@example.org")
    with pytest.raises(NotFound):
        world.accounts.set_role(UserId(9), Role.ADMIN, by="boss")
