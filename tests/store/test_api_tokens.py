"""Tokens that programs show."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from digest.model.ids import ApiTokenId
from digest.model.user import ApiToken, Role
from digest.store import api_tokens, users
from digest.store.database import Database

DAY = timedelta(days=1)


@pytest.fixture
def token(database: Database, now: datetime) -> ApiToken:
    with database.transaction() as tx:
        user = users.add(tx, "anna@example.org", "", Role.OPERATOR, "", now)
        assert user is not None
        draft = ApiToken(
            ApiTokenId(0),
            user,
            "anna@example.org",
            "a script",
            Role.EDITOR,
            now,
            now + DAY,
            used_at=None,
            revoked_at=None,
        )
        return replace(draft, id=api_tokens.add(tx, draft, "key"))


def test_a_token_is_kept_as_it_was_made(database: Database, token: ApiToken) -> None:
    with database.reading() as tx:
        assert api_tokens.find(tx, token.id) == token
        assert api_tokens.everyones(tx) == [token]
        assert api_tokens.everyones(tx, token.user_id) == [token]
        assert api_tokens.find(tx, ApiTokenId(99)) is None


def test_it_works_until_it_expires(database: Database, now: datetime, token: ApiToken) -> None:
    with database.reading() as tx:
        found = api_tokens.of_key(tx, "key", now + DAY - timedelta(seconds=1))
        assert found is not None
        assert (found[0], found[1].email) == (token, "anna@example.org")
        assert api_tokens.of_key(tx, "key", now + DAY) is None
        assert api_tokens.of_key(tx, "another", now) is None


def test_it_works_neither_revoked_nor_for_one_who_was_shut_out(
    database: Database, now: datetime, token: ApiToken
) -> None:
    with database.transaction() as tx:
        users.change(tx, token.user_id, active=False)
        assert api_tokens.of_key(tx, "key", now) is None
        users.change(tx, token.user_id, active=True)
        assert [api_tokens.revoke(tx, token.id, now), api_tokens.revoke(tx, token.id, now)] == [True, False]
        assert api_tokens.of_key(tx, "key", now) is None


def test_it_says_when_it_was_used(database: Database, now: datetime, token: ApiToken) -> None:
    with database.transaction() as tx:
        api_tokens.used(tx, token.id, now)
        found = api_tokens.find(tx, token.id)
    assert found == replace(token, used_at=now)
