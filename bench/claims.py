"""How PostgreSQL claims a batch: the statements of `store.deliveries.claim`, caught and explained. Keeps nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from delivery import clock

from digest.model.ids import EditionId
from digest.services.clerk import LONGEST_CHUNK
from digest.store import deliveries
from digest.store.database import Database

_MANY = re.compile(r"\{(\d+),[\d,]+,(\d+)\}")  # ids
_BLOCKS = re.compile(r"Buffers: shared(?: hit=(\d+))?(?: read=(\d+))?")
_GROW = frozenset({"deliveries", "subscribers", "subscriptions"})
_TOOK = re.compile(r"Execution Time: ([\d.]+) ms")
_WAY = re.compile(r"((?:Index (?:Only )?|Bitmap Index |Bitmap Heap |Seq )Scan)(?: using (\w+))? on (\w+)")


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim of a full chunk: deliveries, blocks of 8 KB touched, time, how tables were read, the plans."""

    rows: int
    blocks: int
    milliseconds: float
    ways: list[str]
    whole: list[str]  # tables and indexes that grow with the readers, read from one end to the other
    plans: list[str]


def caught(database: Database, edition: EditionId) -> Claim:
    """What a claim of the next chunk would cost now. It is rolled back, twice."""
    statements: list[tuple[str, Any]] = []

    def keep(*told: Any) -> None:
        statements.append((told[2], told[3]))

    now = clock()
    sa.event.listen(database.engine, "before_cursor_execute", keep)
    try:
        with database.engine.connect() as tx:
            rows = len(deliveries.claim(tx, edition, "explained", now, now + timedelta(minutes=1), LONGEST_CHUNK))
            tx.rollback()
    finally:
        sa.event.remove(database.engine, "before_cursor_execute", keep)
    plans = []
    with database.engine.connect() as tx:
        for statement, values in statements:
            explained = tx.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS) {statement}", values).scalars()
            plans.append(_MANY.sub(r"{\1,…,\2}", "\n".join(explained)))
        tx.rollback()
    return Claim(
        rows,
        sum(map(_blocks, plans)),
        sum(float(took) for plan in plans for took in _TOOK.findall(plan)),
        sorted({_way(found) for plan in plans for found in _WAY.finditer(plan)}),
        sorted({whole for plan in plans for whole in _whole(plan)}),
        plans,
    )


def _blocks(plan: str) -> int:
    """Of the whole plan: its first line on buffers is its root's, which counts what stands below it."""
    found = _BLOCKS.search(plan.partition("\nPlanning")[0])
    return sum(int(number or 0) for number in found.groups()) if found else 0


def _whole(plan: str) -> Iterator[str]:
    for node in re.split(r"->", plan.partition("\nPlanning")[0]):
        found = _WAY.search(node)
        if found is None or not (found[3] in _GROW or found[3].startswith("ix_deliveries")):
            continue
        if found[1] == "Seq Scan" or (found[1] != "Bitmap Heap Scan" and "Index Cond" not in node):
            yield _way(found)


def _way(found: "re.Match[str]") -> str:
    kind, index, table = found.groups()
    return f"{kind} {index or table}"
