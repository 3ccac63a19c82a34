"""Rows by their numbers, on both databases."""

import pytest
import sqlalchemy as sa
from clock import Clock
from delivery_world import seed

from digest.store.among import among
from digest.store.database import Database
from digest.store.tables import subscribers


@pytest.mark.parametrize("numbers", [[], [2], [1, 3, 99], range(1, 2000)], ids=["none", "one", "some", "very many"])
def test_rows_by_their_numbers(database: Database, clock: Clock, numbers: list[int]) -> None:
    seed(database, clock(), [f"reader{number}@example.net" for number in range(4)])
    with database.reading() as tx:
        query = sa.select(subscribers.c.id).where(among(tx, subscribers.c.id, numbers)).order_by(subscribers.c.id)
        assert list(tx.execute(query).scalars()) == [number for number in (1, 2, 3, 4) if number in numbers]
