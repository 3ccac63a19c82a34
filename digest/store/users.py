"""Users, and what they prove themselves with. Secrets leave this module in `Credentials` only."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.ids import UserId
from digest.model.user import Role, User
from digest.store.database import insert
from digest.store.tables import users


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a user proves themselves with; nothing of it is shown by repr()."""

    user: User
    password: str = field(repr=False)  # argon2id; "": none
    totp_secret: str = field(repr=False)  # base32; "": no second factor
    totp_step: int = field(repr=False)  # the last one used
    subject: str  # at the OpenID provider; "": not known there


def add(tx: Connection, email: str, name: str, role: Role, password: str, now: datetime) -> UserId | None:
    """A new user; None when the address has one already."""
    values = {"email": email, "name": name, "role": role.value, "password": password, "created_at": now}
    statement = insert(tx, users).values(**values).on_conflict_do_nothing(index_elements=["email"])
    made = tx.execute(statement.returning(users.c.id)).scalar_one_or_none()
    return None if made is None else UserId(made)


def everyone(tx: Connection) -> list[User]:
    """All users by address, those who may no longer come in last."""
    query = sa.select(users).order_by(users.c.active.desc(), users.c.email)
    return [user_of(row) for row in tx.execute(query)]


def find(tx: Connection, user_id: UserId) -> Credentials | None:
    """A user by number."""
    return _one(tx, users.c.id == user_id)


def named(tx: Connection, email: str) -> Credentials | None:
    """A user by address."""
    return _one(tx, users.c.email == email.lower())


def of_subject(tx: Connection, subject: str) -> Credentials | None:
    """A user by what the OpenID provider calls them: issuer and subject."""
    return _one(tx, (users.c.subject == subject) & (users.c.subject != ""))


def change(tx: Connection, user_id: UserId, **values: Any) -> bool:  # noqa: ANN401  (columns of different types)
    """Set columns of a user; False when there is none."""
    return bool(tx.execute(sa.update(users).where(users.c.id == user_id).values(**values)).rowcount)


def change_password(tx: Connection, user_id: UserId, before: str, after: str) -> bool:
    """Set a password; False when it is no longer what it was `before`."""
    match = (users.c.id == user_id) & (users.c.password == before)
    return bool(tx.execute(sa.update(users).where(match).values(password=after)).rowcount)


def use_step(tx: Connection, user_id: UserId, step: int) -> bool:
    """Note that the code of `step` was used; False when it was, or a later one: a code works once."""
    match = (users.c.id == user_id) & (users.c.totp_step < step)
    return bool(tx.execute(sa.update(users).where(match).values(totp_step=step)).rowcount)


def other_admins(tx: Connection, user_id: UserId) -> int:
    """How many active admins there are besides this user; they stay so until the transaction ends."""
    match = (users.c.role == Role.ADMIN.value) & users.c.active
    ids = tx.execute(sa.select(users.c.id).where(match).order_by(users.c.id).with_for_update()).scalars()
    return sum(1 for found in ids if found != user_id)


def user_of(row: sa.Row[Any]) -> User:
    """A row of users as a value."""
    return User(
        id=UserId(row.id),
        email=row.email,
        name=row.name,
        role=Role(row.role),
        language=row.language,
        active=row.active,
        has_password=bool(row.password),
        has_second_factor=bool(row.totp_secret),
        created_at=row.created_at,
        seen_at=row.seen_at,
    )


def _one(tx: Connection, match: sa.ColumnElement[bool]) -> Credentials | None:
    row = tx.execute(sa.select(users).where(match)).one_or_none()
    return None if row is None else Credentials(user_of(row), row.password, row.totp_secret, row.totp_step, row.subject)
