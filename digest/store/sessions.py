"""Browsers that are signed in. The cookie's value is known to the browser alone: here stands its hash."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.ids import UserId
from digest.model.user import Session, User
from digest.store.tables import users, web_sessions
from digest.store.users import user_of


def add(tx: Connection, session: Session) -> None:
    """A browser comes in."""
    values = {name: getattr(session, name) for name in Session.__dataclass_fields__}
    tx.execute(sa.insert(web_sessions).values(**values))


def find(tx: Connection, key: str, *, seen_after: datetime, begun_after: datetime) -> tuple[Session, User] | None:
    """A session that is not too old, and its user, who is active."""
    labelled = [column.label(f"session_{column.name}") for column in web_sessions.c]
    query = (
        sa.select(users, *labelled)
        .join(web_sessions, web_sessions.c.user_id == users.c.id)
        .where(
            web_sessions.c.key == key,
            web_sessions.c.seen_at > seen_after,
            web_sessions.c.created_at > begun_after,
            users.c.active,
        )
    )
    row = tx.execute(query).one_or_none()
    return None if row is None else (_session(row, "session_"), user_of(row))


def of_user(tx: Connection, user_id: UserId, *, seen_after: datetime, begun_after: datetime) -> list[Session]:
    """A user's browsers, the one seen last first."""
    query = (
        sa.select(web_sessions)
        .where(
            web_sessions.c.user_id == user_id,
            web_sessions.c.seen_at > seen_after,
            web_sessions.c.created_at > begun_after,
        )
        .order_by(web_sessions.c.seen_at.desc(), web_sessions.c.key)
    )
    return [_session(row) for row in tx.execute(query)]


def seen(tx: Connection, session: Session, now: datetime) -> None:
    """It was used now."""
    tx.execute(sa.update(web_sessions).where(web_sessions.c.key == session.key).values(seen_at=now))
    tx.execute(sa.update(users).where(users.c.id == session.user_id).values(seen_at=now))


def prove(tx: Connection, key: str) -> None:
    """Its user has given the second factor."""
    tx.execute(sa.update(web_sessions).where(web_sessions.c.key == key).values(second_factor=True))


def end(tx: Connection, key: str) -> bool:
    """One browser goes; False when it had gone."""
    return bool(tx.execute(sa.delete(web_sessions).where(web_sessions.c.key == key)).rowcount)


def end_all(tx: Connection, user_id: UserId, *, but: str = "") -> int:
    """All browsers of a user go, except the one with the key `but`; gives how many."""
    match = (web_sessions.c.user_id == user_id) & (web_sessions.c.key != but)
    return tx.execute(sa.delete(web_sessions).where(match)).rowcount


def tidy(tx: Connection, before: datetime) -> int:
    """Drop those that were last seen before `before`; gives how many."""
    return tx.execute(sa.delete(web_sessions).where(web_sessions.c.seen_at < before)).rowcount


def _session(row: sa.Row[Any], prefix: str = "") -> Session:
    values = {name: getattr(row, f"{prefix}{name}") for name in Session.__dataclass_fields__}
    return Session(**values | {"user_id": UserId(values["user_id"])})
