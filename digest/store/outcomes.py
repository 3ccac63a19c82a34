"""Many outcomes written at once: a statement for all of them, since one for each costs more than sending a mail."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Connection

from digest.model.delivery import DeliveryState, Outcome
from digest.model.ids import DeliveryId
from digest.store.tables import deliveries, delivery_events

_COLUMNS: dict[str, Any] = {  # of what is given: name → kind
    "id": sa.BigInteger(),
    "state": sa.Text(),
    "tried": sa.Integer(),
    "next_attempt_at": deliveries.c.next_attempt_at.type,
    "code": sa.Integer(),
    "enhanced": sa.Text(),
    "text": sa.Text(),
}


def write(tx: Connection, outcomes: Sequence[Outcome], owner: str, now: datetime) -> set[DeliveryId]:
    """End the claims of those that `owner` still holds as their outcomes say, with an event for each; gives which.

    Each delivery stands among `outcomes` once.
    """
    rows = [_row(outcome) for outcome in outcomes]
    if not rows:
        return set()
    if tx.dialect.name == "postgresql":
        columns = zip(_COLUMNS, zip(*rows, strict=True), strict=True)
        given = {f"g_{name}": _array(values) for name, values in columns}
        return set(tx.execute(_ALL, given | {"now": now, "holder": owner}).scalars().all())
    ids = [outcome.delivery_id for outcome in outcomes]
    kept = set(
        tx.execute(sa.select(deliveries.c.id).where(deliveries.c.id.in_(ids), _HELD), {"holder": owner}).scalars()
    )
    names = [f"g_{name}" for name in _COLUMNS]
    values = [dict(zip(names, row, strict=True), now=now, holder=owner) for row in rows if row[0] in kept]
    if values:
        tx.execute(_UPDATE_ONE, values)
        tx.execute(_EVENT_OF_ONE, values)
    return kept


def _row(outcome: Outcome) -> tuple[Any, ...]:
    """As `_COLUMNS` has it."""
    state = outcome.state
    return (
        outcome.delivery_id,
        state.value,
        0 if state is DeliveryState.QUEUED else 1,
        outcome.next_attempt_at,
        outcome.code,
        outcome.enhanced,
        outcome.text,
    )


def _array(values: Sequence[Any]) -> str:
    """As PostgreSQL writes an array: of a Python list, each element would be prepared by itself, which takes longer."""
    several = values if len(set(values)) > 1 else values[:1]  # most columns say the same of all
    if isinstance(values[0], str):
        told = ['"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in several]
    else:
        told = ["NULL" if value is None else f'"{value}"' for value in several]
    return "{" + ",".join(told if several is values else told * len(values)) + "}"


def _changes(given: Any) -> dict[str, Any]:  # noqa: ANN401  (columns of a table, or parameters)
    uncertain = given["state"] == DeliveryState.UNCERTAIN.value
    return {
        "state": given["state"],
        "attempts": deliveries.c.attempts + given["tried"],
        "handed_at": sa.case((uncertain, deliveries.c.handed_at), else_=None),
        "next_attempt_at": given["next_attempt_at"],
        "code": given["code"],
        "enhanced": given["enhanced"],
        "text": given["text"],
        "updated_at": _NOW,
        "owner": "",
        "lease_until": None,
    }


def _event(given: Any) -> dict[str, Any]:  # noqa: ANN401  (as above)
    return {
        "delivery_id": given["id"],
        "at": _NOW,
        "kind": given["state"],
        "code": given["code"],
        "enhanced": given["enhanced"],
        "text": given["text"],
    }


_NOW = sa.bindparam("now", type_=deliveries.c.updated_at.type)
_HELD = (deliveries.c.state == DeliveryState.CLAIMED) & (deliveries.c.owner == sa.bindparam("holder", type_=sa.Text))

# SQLite: one after the other.
_ONE = {name: sa.bindparam(f"g_{name}", type_=kind) for name, kind in _COLUMNS.items()}
_UPDATE_ONE = sa.update(deliveries).where(deliveries.c.id == _ONE["id"], _HELD).values(_changes(_ONE))
_EVENT_OF_ONE = sa.insert(delivery_events).values(_event(_ONE))

# PostgreSQL: all of them in one statement.
_GIVEN = sa.select(
    sa.func.unnest(*(sa.cast(sa.bindparam(f"g_{name}", type_=sa.Text), ARRAY(kind)) for name, kind in _COLUMNS.items()))
    .table_valued(*(sa.column(name, kind) for name, kind in _COLUMNS.items()))
    .render_derived(name="told")
).cte("given")
_CHANGED = (
    sa.update(deliveries)
    .where(deliveries.c.id == _GIVEN.c.id, _HELD)
    .values(_changes(_GIVEN.c))
    .returning(deliveries.c.id)
    .cte("changed")
)
_NOTED = (
    sa.insert(delivery_events)
    .from_select(
        list(_event(_GIVEN.c)),
        sa.select(*_event(_GIVEN.c).values()).join_from(_GIVEN, _CHANGED, _CHANGED.c.id == _GIVEN.c.id),
    )
    .cte("noted")
)
_ALL = sa.select(_CHANGED.c.id).add_cte(_NOTED)
