"""Which of a provider's people are which of our users."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from clock import Clock
from openid_provider import CLIENT, SECRET, OpenIdProvider, openid_provider

from digest.fetch.openid import Provider
from digest.model.errors import NotAdmitted
from digest.model.user import Role, User
from digest.services.accounts import Accounts
from digest.services.federating import Federating
from digest.services.passwords import Passwords
from digest.store.database import Database
from digest.subscribe.links import Links
from digest.subscribe.tokens import Tokens

TOKENS = Tokens(("a key",))


@pytest.fixture
def there(now: datetime) -> Iterator[OpenIdProvider]:
    with openid_provider(now) as provider:
        yield provider


@pytest.fixture
def federating(database: Database, there: OpenIdProvider, clock: Clock) -> Federating:
    provider = Provider(there.url, CLIENT, SECRET, "https://news.example.org/back", clock)
    return Federating(database, provider, TOKENS, ("example.org",), Role.EDITOR, clock)


@pytest.fixture
def accounts(database: Database, clock: Clock) -> Accounts:
    return Accounts(database, Passwords(64), Links(TOKENS, "https://news.example.org"), clock)


def _come(federating: Federating, there: OpenIdProvider, **person: Any) -> tuple[User, str]:
    address, kept = federating.begin("/desk?a=b:c")
    state, code = there.authorise(address, **person)
    return federating.finish(kept, state, code)


def test_a_user_is_known_by_address_at_first_and_by_subject_after(
    federating: Federating, there: OpenIdProvider, accounts: Accounts
) -> None:
    anna = accounts.add("anna@example.org", Role.ADMIN, by="the tests")
    user, wanted = _come(federating, there)
    assert (user.id, user.role, wanted) == (anna.id, Role.ADMIN, "/desk?a=b:c")
    assert _come(federating, there, email="renamed@elsewhere.example")[0].id == anna.id


def test_a_newcomer_of_our_domain_gets_the_role_that_is_set(
    federating: Federating, there: OpenIdProvider, accounts: Accounts
) -> None:
    user, _ = _come(federating, there, email="New@Example.org", name="New\r\nName")
    assert (user.email, user.role, user.name, user.has_password) == ("new@example.org", Role.EDITOR, "New Name", False)
    assert [one.id for one in accounts.everyone()] == [user.id]


@pytest.mark.parametrize(
    "person",
    [
        {"email": "anna@elsewhere.example"},
        {"email": "anna@sub.example.org"},
        {"email": "", "sub": "8"},
        {"email_verified": False},
        {"email_verified": "true"},
    ],
)
def test_others_do_not_come_in(federating: Federating, there: OpenIdProvider, person: dict[str, Any]) -> None:
    with pytest.raises(NotAdmitted):
        _come(federating, there, **person)


def test_an_address_that_was_given_to_another_person_opens_nothing(
    federating: Federating, there: OpenIdProvider
) -> None:
    _come(federating, there)
    with pytest.raises(NotAdmitted):
        _come(federating, there, sub="8")


def test_one_who_was_shut_out_stays_out(federating: Federating, there: OpenIdProvider, accounts: Accounts) -> None:
    accounts.add("boss@example.org", Role.ADMIN, by="the tests")
    user, _ = _come(federating, there)
    accounts.deactivate(user.id, by="the tests")
    with pytest.raises(NotAdmitted):
        _come(federating, there)


def test_it_ends_in_the_browser_where_it_began(federating: Federating, there: OpenIdProvider, clock: Clock) -> None:
    address, kept = federating.begin("/desk")
    state, code = there.authorise(address)
    for wrong in (("", state, code), (kept, "another state", code), (kept, state, "")):
        with pytest.raises(NotAdmitted):
            federating.finish(*wrong)
    clock.pass_(minutes=11)
    with pytest.raises(NotAdmitted, match="too long"):
        federating.finish(kept, state, code)
