"""One of many numbers, as each database reads it soonest."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Connection


def among(tx: Connection, column: sa.ColumnElement[int], numbers: Collection[int]) -> sa.ColumnElement[bool]:
    """Whether `column` is one of `numbers`.

    PostgreSQL gets them as one array: hundreds of parameters, each to be named and parsed, cost more than what is done
    with the rows.
    """
    if tx.dialect.name == "postgresql":
        literal = "{" + ",".join(map(str, numbers)) + "}"  # each number of a list would be prepared by itself
        return column == sa.any_(sa.cast(sa.literal(literal, sa.Text), ARRAY(sa.BigInteger)))
    return column.in_(numbers)
