"""The kinds of columns our tables are made of. The tables themselves stand in tables/."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect

from digest.model.rendering import Headline

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    },
)


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware datetime, always UTC. SQLite keeps it as text that sorts by time."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times: they are a bug of the caller."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; every time in the database is UTC.")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back UTC, whatever the server's session says."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


Json = sa.JSON().with_variant(JSONB(), "postgresql")
BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers only INTEGER keys by itself


class Headlines(sa.types.TypeDecorator[tuple[Headline, ...]]):
    """A rendering's headlines, kept as a list of lists."""

    impl = Json
    cache_ok = True

    def process_bind_param(self, value: tuple[Headline, ...] | None, dialect: Dialect) -> list[Any] | None:  # noqa: ARG002  (part of the signature)
        """As JSON can hold it."""
        return [[one.topic_id, one.topic, one.title, one.own] for one in value or ()]

    def process_result_value(self, value: list[Any] | None, dialect: Dialect) -> tuple[Headline, ...]:  # noqa: ARG002  (part of the signature)
        """As it was."""
        return tuple(Headline(topic_id, topic, title, own=own) for topic_id, topic, title, own in value or ())


def row_id() -> sa.Column[int]:
    """The row's own number."""
    return sa.Column("id", BigId, primary_key=True)


def refers_to(name: str, target: str, **options: Any) -> sa.Column[Any]:  # noqa: ANN401  (SQLAlchemy's own options)
    """Another table's row, by its number."""
    return sa.Column(name, BigId, sa.ForeignKey(f"{target}.id"), nullable=options.pop("nullable", False), **options)


def text(name: str, default: str = "") -> sa.Column[str]:
    """Words, never NULL."""
    return sa.Column(name, sa.Text, nullable=False, server_default=default)


def count(name: str, default: int = 0) -> sa.Column[int]:
    """A whole number, never NULL."""
    return sa.Column(name, sa.Integer, nullable=False, server_default=str(default))


def flag(name: str, *, default: bool) -> sa.Column[bool]:
    """Yes or no."""
    value = sa.true() if default else sa.false()
    return sa.Column(name, sa.Boolean, nullable=False, server_default=value)


def json(name: str, default: str = "[]") -> sa.Column[Any]:
    """A list or an object."""
    return sa.Column(name, Json, nullable=False, server_default=default)


def moment(name: str, *, nullable: bool = True) -> sa.Column[datetime]:
    """A time in UTC."""
    return sa.Column(name, Moment, nullable=nullable)
