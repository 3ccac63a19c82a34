"""Users come in, stay for a while, and go."""

from dataclasses import replace

import pyotp
import pytest
from account_world import HERE, PASSWORD, AccountWorld
from clock import Clock

from digest.model.errors import NotAdmitted, TooOften
from digest.model.user import User
from digest.services.passwords import Passwords
from digest.services.signing_in import MOST_CODES, MOST_OF_BOTH, MOST_OF_NETWORK, Browser
from digest.store.database import Database


@pytest.fixture
def world(database: Database, clock: Clock) -> AccountWorld:
    return AccountWorld(database, clock)


@pytest.fixture
def anna(world: AccountWorld) -> User:
    return world.add("anna")


def test_a_session_is_found_by_its_cookie_alone(world: AccountWorld, anna: User) -> None:
    entry = world.come_in(anna)
    found = world.signing_in.find(entry.cookie)
    assert found is not None
    assert (found[0], found[1].email) == (entry.session, anna.email)
    for cookie in ("", "x", entry.session.key):
        assert world.signing_in.find(cookie) is None


@pytest.mark.parametrize(
    ("email", "password"), [("anna@example.org", "wrong"), ("nobody@example.org", PASSWORD), ("", "")]
)
def test_who_is_not_right_does_not_come_in(world: AccountWorld, anna: User, email: str, password: str) -> None:
    assert anna.email == "anna@example.org"
    with pytest.raises(NotAdmitted):
        world.signing_in.sign_in(email, password, HERE)


def test_one_who_was_shut_out_does_not_come_in(world: AccountWorld, anna: User) -> None:
    world.accounts.deactivate(anna.id, by="boss")
    with pytest.raises(NotAdmitted):
        world.come_in(anna)


def test_signing_in_ends_the_session_before(world: AccountWorld, anna: User) -> None:
    first = world.come_in(anna)
    second = world.signing_in.sign_in(anna.email, PASSWORD, HERE, first.cookie)
    assert world.signing_in.find(first.cookie) is None
    assert second.cookie != first.cookie


def test_tries_of_one_account_from_one_network_are_limited(world: AccountWorld, anna: User, clock: Clock) -> None:
    """Another network is another matter, so nobody is locked out by strangers."""
    for _ in range(MOST_OF_BOTH):
        with pytest.raises(NotAdmitted):
            world.signing_in.sign_in(anna.email, "wrong", HERE)
    with pytest.raises(TooOften):
        world.come_in(anna)
    assert world.signing_in.sign_in(anna.email, PASSWORD, Browser("198.51.100.0/24")).complete
    clock.pass_(minutes=15)
    assert world.come_in(anna).complete


def test_tries_of_one_network_are_limited_whomever_they_name(world: AccountWorld) -> None:
    for number in range(MOST_OF_NETWORK):
        with pytest.raises(NotAdmitted):
            world.signing_in.sign_in(f"{number}@example.org", "wrong", HERE)
    with pytest.raises(TooOften):
        world.signing_in.sign_in("another@example.org", "wrong", HERE)


def test_coming_in_forgets_the_tries_before(world: AccountWorld, anna: User) -> None:
    for _ in range(3):
        for _ in range(MOST_OF_BOTH - 1):
            with pytest.raises(NotAdmitted):
                world.signing_in.sign_in(anna.email, "wrong", HERE)
        assert world.come_in(anna).complete


def test_a_password_is_kept_anew_when_more_memory_is_asked_for(world: AccountWorld, anna: User) -> None:
    stricter = replace(world.signing_in, passwords=Passwords(128))
    assert stricter.sign_in(anna.email, PASSWORD, HERE).complete
    assert stricter.sign_in(anna.email, PASSWORD, HERE).complete


def _enrol(world: AccountWorld, user: User, clock: Clock) -> pyotp.TOTP:
    session = world.come_in(user).session
    proposal = world.securing.propose(user)
    totp = pyotp.TOTP(proposal.secret)
    world.securing.enrol(user, session, proposal.token, totp.at(clock.now))
    clock.pass_(minutes=2)
    return totp


@pytest.mark.parametrize(("late", "right"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_code_is_good_half_a_minute_to_either_side(
    world: AccountWorld, anna: User, clock: Clock, late: int, *, right: bool
) -> None:
    totp, entry = _enrol(world, anna, clock), world.come_in(anna)
    assert not entry.complete
    code = totp.at(int(clock.now.timestamp()) + late)
    if right:
        assert world.signing_in.give_code(entry.cookie, code, HERE).complete
    else:
        with pytest.raises(NotAdmitted):
            world.signing_in.give_code(entry.cookie, code, HERE)


def test_a_code_opens_once(world: AccountWorld, anna: User, clock: Clock) -> None:
    """Whoever looked over the shoulder has nothing."""
    totp = _enrol(world, anna, clock)
    code = totp.at(clock.now)
    assert world.signing_in.give_code(world.come_in(anna).cookie, code, HERE).complete
    with pytest.raises(NotAdmitted):
        world.signing_in.give_code(world.come_in(anna).cookie, code, HERE)


def test_a_code_without_the_password_opens_nothing(world: AccountWorld, anna: User, clock: Clock) -> None:
    totp = _enrol(world, anna, clock)
    with pytest.raises(NotAdmitted):
        world.signing_in.give_code("planted", totp.at(clock.now), HERE)


def test_codes_cannot_be_tried_without_end(world: AccountWorld, anna: User, clock: Clock) -> None:
    """Wherever they are tried from: a password that leaked is not enough."""
    _enrol(world, anna, clock)
    cookie = world.come_in(anna).cookie
    for number in range(MOST_CODES):
        with pytest.raises(NotAdmitted):
            world.signing_in.give_code(cookie, "12345", Browser(f"198.51.{number}.0/24"))
    with pytest.raises(TooOften):
        world.signing_in.give_code(cookie, "12345", Browser("203.0.113.0/24"))


def test_who_only_guesses_passwords_keeps_nobody_from_their_code(world: AccountWorld, anna: User, clock: Clock) -> None:
    totp = _enrol(world, anna, clock)
    cookie = world.come_in(anna).cookie
    for _ in range(MOST_OF_BOTH - 1):
        with pytest.raises(NotAdmitted):
            world.signing_in.sign_in(anna.email, "a guess", HERE)
    assert world.signing_in.give_code(cookie, totp.at(clock.now), HERE).complete


def test_being_here_keeps_a_session_alive(world: AccountWorld, anna: User, clock: Clock) -> None:
    entry = world.come_in(anna)
    clock.pass_(hours=11)
    assert world.signing_in.find(entry.cookie) is not None
    clock.pass_(hours=11)
    assert world.signing_in.find(entry.cookie) is not None
    clock.pass_(hours=12)
    assert world.signing_in.find(entry.cookie) is None


def test_coming_and_going_is_noted(world: AccountWorld, anna: User) -> None:
    first = world.come_in(anna)
    world.come_in(anna)
    assert world.signing_in.end_others(anna, first.session.key) == 1
    world.signing_in.sign_out(first.cookie)
    assert world.signing_in.sessions_of(anna) == []
    assert world.noted(anna.email) == ["session.begin", "session.begin", "session.end_others"]
