"""Many outcomes written at once: a statement for all of them, since one for each costs more than sending a mail.

It asks nothing: whose deliveries these are was settled before.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.delivery import DeliveryState, Outcome
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


def write(tx: Connection, outcomes: Sequence[Outcome], now: datetime) -> None:
    """End the claims of these deliveries as their outcomes say, and note an event for each."""
    rows = [_row(outcome) for outcome in outcomes]
    if tx.dialect.name == "postgresql":
        # As one text: of an array, each element is prepared by itself, which takes longer than sending a mail.
        given = json.dumps([{name: _told(row[f"g_{name}"]) for name in _COLUMNS} for row in rows])
        tx.execute(_UPDATE_MANY, {"given": given, "now": now})
        tx.execute(_EVENTS_OF_MANY, {"given": given, "now": now})
    else:
        values = [row | {"now": now} for row in rows]
        tx.execute(_UPDATE_ONE, values)
        tx.execute(_EVENT_OF_ONE, values)


def _row(outcome: Outcome) -> dict[str, Any]:
    return {
        "g_id": outcome.delivery_id,
        "g_state": outcome.state.value,
        "g_tried": 0 if outcome.state is DeliveryState.QUEUED else 1,
        "g_next_attempt_at": outcome.next_attempt_at,
        "g_code": outcome.code,
        "g_enhanced": outcome.enhanced,
        "g_text": outcome.text,
    }


def _told(value: object) -> object:
    """As JSON has it."""
    return value.isoformat() if isinstance(value, datetime) else value


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
_ONE = {name: sa.bindparam(f"g_{name}", type_=kind) for name, kind in _COLUMNS.items()}
_UPDATE_ONE = sa.update(deliveries).where(deliveries.c.id == _ONE["id"]).values(_changes(_ONE))
_EVENT_OF_ONE = sa.insert(delivery_events).values(_event(_ONE))

_GIVEN = (
    sa.func.json_to_recordset(sa.cast(sa.bindparam("given", type_=sa.Text), sa.JSON))
    .table_valued(*(sa.column(name, kind) for name, kind in _COLUMNS.items()))
    .render_derived(name="told", with_types=True)
)
_UPDATE_MANY = sa.update(deliveries).where(deliveries.c.id == _GIVEN.c.id).values(_changes(_GIVEN.c))
_EVENTS_OF_MANY = sa.insert(delivery_events).from_select(list(_event(_GIVEN.c)), sa.select(*_event(_GIVEN.c).values()))
