"""Passwords as they are kept."""

import pytest

from digest.model.errors import BadInput
from digest.services.passwords import Passwords, made

PASSWORDS = Passwords(64)


def test_a_password_is_kept_as_argon2id_with_the_rfcs_parameters() -> None:
    kept = PASSWORDS.kept("a few words in a row")
    assert kept.startswith("$argon2id$v=19$m=64,t=3,p=4$")
    assert kept != PASSWORDS.kept("a few words in a row")  # each has a salt of its own
    assert PASSWORDS.verify(kept, "a few words in a row")


@pytest.mark.parametrize("wrong", ["", "A few words in a row", "a few words in a row ", "x" * 10_000])
def test_another_password_is_another(wrong: str) -> None:
    assert not PASSWORDS.verify(PASSWORDS.kept("a few words in a row"), wrong)


@pytest.mark.parametrize("password", ["", "nobody has this password", "a few words in a row"])
def test_nobodys_password_is_right_for_nobody(password: str) -> None:
    """A user without one, and an address without a user, cost the same work."""
    assert not PASSWORDS.verify("", password)


def test_one_word_typed_on_two_keyboards_is_one() -> None:
    kept = PASSWORDS.kept("caf\u00e9 caf\u00e9 caf\u00e9")
    assert PASSWORDS.verify(kept, "cafe\u0301 cafe\u0301 cafe\u0301")


@pytest.mark.parametrize("password", ["short", "x" * 257, "aaaaaaaaaaaa", "Anna@Example.org"])
def test_what_is_easily_guessed_is_refused(password: str) -> None:
    with pytest.raises(BadInput):
        PASSWORDS.kept(password, "anna@example.org")


def test_a_hash_made_with_less_memory_is_outdated() -> None:
    kept = PASSWORDS.kept("a few words in a row")
    assert (PASSWORDS.outdated(kept), Passwords(128).outdated(kept)) == (False, True)


def test_a_hash_that_is_none_opens_nothing() -> None:
    assert not PASSWORDS.verify("not a hash", "not a hash")


def test_one_that_we_make_will_do() -> None:
    password = made()
    assert PASSWORDS.verify(PASSWORDS.kept(password), password)
    assert password != made()
