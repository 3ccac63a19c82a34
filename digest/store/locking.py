"""Claiming rows so that two workers never hold the same: SKIP LOCKED on PostgreSQL, the write lock on SQLite."""

from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

Rows = TypeVar("Rows", bound=sa.Select[Any])


def skip_locked(tx: Connection, query: Rows) -> Rows:
    """`query`, passing over rows that another transaction has locked.

    On SQLite a writing transaction is alone, so there is nothing to pass over.
    """
    return query.with_for_update(skip_locked=True) if tx.dialect.name == "postgresql" else query
