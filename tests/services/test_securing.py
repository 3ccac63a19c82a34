"""What users do for their own account."""

import pyotp
import pytest
from account_world import HERE, PASSWORD, AccountWorld
from clock import Clock

from digest.model.errors import BadInput, BadToken, NotAdmitted, TooOften
from digest.model.user import User
from digest.services.securing import MOST_TRIES
from digest.services.signing_in import Entry
from digest.store.database import Database


@pytest.fixture
def world(database: Database, clock: Clock) -> AccountWorld:
    return AccountWorld(database, clock)


@pytest.fixture
def entry(world: AccountWorld) -> Entry:
    return world.come_in(world.add("anna"))


def _again(world: AccountWorld, user: User) -> User:
    return world.accounts.user(user.email)


def test_a_password_is_changed_and_others_browsers_go(world: AccountWorld, entry: Entry) -> None:
    other = world.come_in(entry.user)
    world.securing.change_password(entry.user, entry.session, PASSWORD, "another few words")
    assert world.signing_in.find(entry.cookie) is not None
    assert world.signing_in.find(other.cookie) is None
    assert world.signing_in.sign_in(entry.user.email, "another few words", HERE).complete


def test_the_current_password_cannot_be_guessed_without_end(world: AccountWorld, entry: Entry) -> None:
    """By one who found a browser open."""
    for _ in range(MOST_TRIES):
        with pytest.raises(NotAdmitted):
            world.securing.change_password(entry.user, entry.session, "wrong", "another few words")
    with pytest.raises(TooOften):
        world.securing.change_password(entry.user, entry.session, PASSWORD, "another few words")


def test_a_second_factor_is_in_force_once_it_was_proved(world: AccountWorld, entry: Entry, clock: Clock) -> None:
    proposal = world.securing.propose(entry.user)
    assert proposal.picture.startswith("data:image/svg+xml")
    assert proposal.secret not in repr(proposal)
    with pytest.raises(NotAdmitted):
        world.securing.enrol(entry.user, entry.session, proposal.token, "000000")
    assert not _again(world, entry.user).has_second_factor
    world.securing.enrol(entry.user, entry.session, proposal.token, pyotp.TOTP(proposal.secret).at(clock.now))
    user = _again(world, entry.user)
    assert user.has_second_factor
    found = world.signing_in.find(entry.cookie)
    assert found is not None
    assert found[0].second_factor
    with pytest.raises(BadInput):
        world.securing.enrol(user, entry.session, world.securing.propose(user).token, "000000")


def test_a_proposal_is_one_users_and_for_a_quarter_of_an_hour(world: AccountWorld, entry: Entry, clock: Clock) -> None:
    ben = world.come_in(world.add("ben"))
    proposal = world.securing.propose(entry.user)
    with pytest.raises(BadToken):
        world.securing.enrol(ben.user, ben.session, proposal.token, "000000")
    clock.pass_(minutes=15, seconds=1)
    with pytest.raises(BadToken):
        world.securing.enrol(entry.user, entry.session, proposal.token, "000000")


def test_it_is_given_up_by_a_code(world: AccountWorld, entry: Entry, clock: Clock) -> None:
    proposal = world.securing.propose(entry.user)
    totp = pyotp.TOTP(proposal.secret)
    world.securing.enrol(entry.user, entry.session, proposal.token, totp.at(clock.now))
    with pytest.raises(NotAdmitted):  # a code works once
        world.securing.give_up_second_factor(entry.user, entry.session, totp.at(clock.now))
    clock.pass_(seconds=30)
    world.securing.give_up_second_factor(entry.user, entry.session, totp.at(clock.now))
    assert not _again(world, entry.user).has_second_factor
    assert world.noted(entry.user.email)[-2:] == ["user.second_factor"] * 2


def test_a_language_is_kept(world: AccountWorld, entry: Entry) -> None:
    world.securing.choose_language(entry.user, "fr")
    assert _again(world, entry.user).language == "fr"
