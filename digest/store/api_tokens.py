"""Tokens that programs show: here stands the hash of each."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.ids import ApiTokenId, UserId
from digest.model.user import ApiToken, Role, User
from digest.store.tables import api_tokens, users
from digest.store.users import user_of


def add(tx: Connection, token: ApiToken, key: str) -> ApiTokenId:
    """A new one; its own number does not count yet."""
    values = {
        "user_id": token.user_id,
        "name": token.name,
        "key": key,
        "role": token.role.value,
        "created_at": token.created_at,
        "expires_at": token.expires_at,
    }
    return ApiTokenId(tx.execute(sa.insert(api_tokens).values(**values).returning(api_tokens.c.id)).scalar_one())


def everyones(tx: Connection, user_id: UserId | None = None) -> list[ApiToken]:
    """All tokens, or one user's, the newest first."""
    query = _SELECT.order_by(api_tokens.c.id.desc())
    if user_id is not None:
        query = query.where(api_tokens.c.user_id == user_id)
    return [_token(row) for row in tx.execute(query)]


def find(tx: Connection, token_id: ApiTokenId) -> ApiToken | None:
    """A token by number."""
    row = tx.execute(_SELECT.where(api_tokens.c.id == token_id)).one_or_none()
    return None if row is None else _token(row)


def of_key(tx: Connection, key: str, now: datetime) -> tuple[ApiToken, User] | None:
    """A token that works now, and its user, who is active."""
    works = (
        (api_tokens.c.key == key)
        & api_tokens.c.revoked_at.is_(None)
        & (api_tokens.c.expires_at.is_(None) | (api_tokens.c.expires_at > now))
    )
    row = tx.execute(_SELECT.where(works)).one_or_none()
    if row is None:
        return None
    owner = tx.execute(sa.select(users).where(users.c.id == row.user_id, users.c.active)).one_or_none()
    return None if owner is None else (_token(row), user_of(owner))


def used(tx: Connection, token_id: ApiTokenId, now: datetime) -> None:
    """It was shown now."""
    tx.execute(sa.update(api_tokens).where(api_tokens.c.id == token_id).values(used_at=now))


def revoke(tx: Connection, token_id: ApiTokenId, now: datetime) -> bool:
    """It works no longer; False when it was revoked before."""
    match = (api_tokens.c.id == token_id) & api_tokens.c.revoked_at.is_(None)
    return bool(tx.execute(sa.update(api_tokens).where(match).values(revoked_at=now)).rowcount)


_SELECT = sa.select(api_tokens, users.c.email).join(users, users.c.id == api_tokens.c.user_id)


def _token(row: sa.Row[tuple[object, ...]]) -> ApiToken:
    values = {name: getattr(row, name) for name in ApiToken.__dataclass_fields__}
    return ApiToken(**values | {"role": Role(row.role)})
